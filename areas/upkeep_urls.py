"""Paths of what keeps an area going; part of the areas' own."""

from django.urls import URLPattern, path

from areas.permissions import logged_in, member
from areas.views import absences, handshakes

away = "mitt/bortrest/"
urlpatterns: list[URLPattern] = [
    path(away, member(absences.absence_list), name="absence-list"),
    path("mitt/grannhjalp/", member(absences.neighbour_help), name="neighbour-help"),
    path(f"{away}ny/", member(absences.absence_new), name="absence-new"),
    path(f"{away}kod/", member(handshakes.handshake_show), name="handshake-show"),
    path(f"{away}traffa/", member(handshakes.handshake_type), name="handshake-type"),
    path(
        f"{away}granne/<str:code>/bort/",
        member(handshakes.handshake_end),
        name="handshake-end",
    ),
    path(f"{away}<str:code>/", member(absences.absence), name="absence"),
    path(
        f"{away}<str:code>/igen/", logged_in(absences.login_again), name="absence-again"
    ),
    *(
        path(
            f"{away}<str:code>/{step}/",
            member(absences.absence_step),
            {"step": step},
            name=f"absence-{name}",
        )
        for step, name in {
            "beratta": "share",
            "hemma": "home",
            "avbryt": "cancel",
            "kasta": "throw",
        }.items()
    ),
    path(
        f"{away}<str:code>/svar/<slug:step>/",
        member(absences.absence_answer),
        name="absence-answer",
    ),
]

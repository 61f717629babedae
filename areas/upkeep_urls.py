"""Paths of what keeps an area going; part of the areas' own."""

from django.urls import URLPattern, path

from areas.permissions import (
    contact,
    contact_or_officer,
    logged_in,
    member,
    municipal_officer,
    officer,
    strong,
)
from areas.views import absences, duties, handshakes, meetings, signs

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
    # meetings
    path(
        "mitt/moten/<int:pk>/",
        logged_in(meetings.member_meeting),
        name="member-meeting",
    ),
    path(
        "mitt/moten/<int:pk>/kalender.ics",
        logged_in(meetings.meeting_calendar),
        name="meeting-calendar",
    ),
    path("samordning/moten/", officer(meetings.meeting_list), name="officer-meetings"),
    path(
        "ombud/moten/", contact_or_officer(meetings.meeting_list), name="meeting-list"
    ),
    path(
        "ombud/moten/nytt/",
        contact_or_officer(meetings.meeting_new),
        name="meeting-new",
    ),
    path("ombud/moten/<int:pk>/", contact_or_officer(meetings.meeting), name="meeting"),
    path(
        "ombud/moten/<int:pk>/bjud-in/",
        contact_or_officer(strong(meetings.meeting_invite)),
        name="meeting-invite",
    ),
    path(
        "ombud/moten/<int:pk>/stall-in/",
        contact_or_officer(strong(meetings.meeting_cancel)),
        name="meeting-cancel",
    ),
    path(
        "ombud/moten/<int:pk>/hallet/",
        contact_or_officer(meetings.meeting_held),
        name="meeting-held",
    ),
    path(
        "ombud/moten/<int:pk>/affisch/",
        contact_or_officer(meetings.meeting_poster),
        name="meeting-poster",
    ),
    path(
        "ombud/moten/<int:pk>/papper/",
        contact_or_officer(meetings.paper_add),
        name="paper-add",
    ),
    path(
        "ombud/moten/<int:pk>/papper/<int:file>/",
        contact_or_officer(meetings.paper),
        name="paper",
    ),
    path(
        "ombud/moten/<int:pk>/papper/<int:file>/bort/",
        contact_or_officer(meetings.paper_remove),
        name="paper-remove",
    ),
    # duties
    path("ombud/uppgifter/", contact(duties.duty_list), name="duty-list"),
    path(
        "samordning/uppgifter/", officer(duties.officer_duties), name="officer-duties"
    ),
    path(
        "samordning/uppgifter/tips/<slug:kind>/",
        officer(duties.tips_tick),
        name="tips-tick",
    ),
    path(
        "ombud/uppgifter/<int:pk>/klar/",
        contact_or_officer(duties.duty_tick),
        name="duty-tick",
    ),
    # signs and stickers
    path("ombud/skyltar/", contact(signs.sign_list), name="sign-list"),
    path("samordning/skyltar/", officer(signs.officer_signs), name="officer-signs"),
    path("samordning/skyltar/ny/", municipal_officer(signs.sign_new), name="sign-new"),
    path("ombud/skyltar/<int:pk>/", contact_or_officer(signs.sign), name="sign"),
    path(
        "ombud/skyltar/<int:pk>/<slug:step>/",
        contact_or_officer(signs.sign_step),
        name="sign-step",
    ),
    path("ombud/dekaler/", contact(signs.sticker_list), name="sticker-list"),
    path(
        "ombud/dekaler/<int:pk>/",
        contact(signs.sticker_hand_out),
        name="sticker-hand-out",
    ),
]

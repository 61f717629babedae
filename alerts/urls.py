"""Paths of alerts; the guard before each view says who may."""

from django.urls import path

from areas.permissions import (
    View,
    contact_or_officer,
    logged_in,
    member,
    officer,
    public,
    strong,
)

from .views import (
    archive,
    composing,
    devices,
    exports,
    following,
    observing,
    policeevents,
    receiving,
    surrounding,
)

app_name = "alerts"


def sender(view: View) -> View:
    """Contacts and officers with a second factor; the rows decide the rest."""
    return contact_or_officer(strong(view))


urlpatterns = [
    # the installed app
    path("manifest.webmanifest", public(devices.manifest), name="manifest"),
    path("offline/", public(devices.offline), name="offline"),
    # the neighbour
    path(
        "mitt/installningar/notiser/",
        logged_in(devices.push_settings),
        name="push-settings",
    ),
    path(
        "mitt/installningar/notiser/enhet/",
        logged_in(devices.push_save),
        name="push-save",
    ),
    path(
        "mitt/installningar/notiser/<int:pk>/<str:step>/",
        logged_in(devices.push_step),
        name="push-step",
    ),
    path("mitt/larm/", member(receiving.my_alerts), name="alert-list"),
    path(
        "mitt/iakttagelse/",
        logged_in(observing.observations),
        name="observation-list",
    ),
    path(
        "mitt/iakttagelse/<int:pk>/",
        logged_in(observing.observation),
        name="observation",
    ),
    path(
        "mitt/iakttagelse/<int:pk>/<str:step>/",
        logged_in(observing.observation_step),
        name="observation-step",
    ),
    path("larm/arkiv/", logged_in(archive.archive), name="archive"),
    path("l/<str:code>/", logged_in(receiving.read), name="alert-read"),
    path("l/<str:code>/<str:token>/", public(receiving.message), name="message"),
    # the sender
    path(
        "ombud/larm/", contact_or_officer(following.alert_list), name="contact-alerts"
    ),
    path(
        "samordning/larm/",
        contact_or_officer(following.alert_list),
        name="officer-alerts",
    ),
    path("samordning/larm/ring/", officer(strong(surrounding.ring)), name="ring"),
    path("samordning/larm/form/", officer(strong(surrounding.drawn)), name="drawn"),
    path(
        "samordning/larm/<str:code>/andra/",
        officer(strong(surrounding.edit)),
        name="ring-edit",
    ),
    path(
        "samordning/larm/<str:code>/dorrar/",
        officer(surrounding.doors),
        name="alert-doors",
    ),
    path("samordning/handelser/", officer(policeevents.hints), name="police-hints"),
    path(
        "samordning/handelser/<int:pk>/satt-undan/",
        officer(policeevents.dismiss),
        name="police-hint-dismiss",
    ),
    path("samordning/larm.atom", public(exports.atom), name="alert-feed"),
    path("samordning/larm/<str:code>.cap.xml", officer(exports.cap), name="alert-cap"),
    path("ombud/larm/nytt/", sender(composing.compose), name="alert-new"),
    path("ombud/larm/granska-ord/", sender(composing.guard), name="alert-guard"),
    path("ombud/larm/<str:code>/andra/", sender(composing.compose), name="alert-edit"),
    path(
        "ombud/larm/<str:code>/las-igenom/", sender(composing.check), name="alert-check"
    ),
    path("ombud/larm/<str:code>/skicka/", sender(composing.send), name="alert-send"),
    path("ombud/larm/<str:code>/stoppa/", sender(composing.stop), name="alert-stop"),
    path(
        "ombud/larm/<str:code>/", contact_or_officer(following.live), name="alert-live"
    ),
    path(
        "ombud/larm/<str:code>/ta-tillbaka/",
        sender(following.retract),
        name="alert-retract",
    ),
    path(
        "ombud/larm/<str:code>/uppdatera/",
        sender(following.update),
        name="alert-update",
    ),
    path(
        "ombud/larm/<str:code>/sa-gick-det/",
        sender(following.close),
        name="alert-close",
    ),
    path(
        "ombud/larm/<str:code>/svar/<int:pk>/",
        contact_or_officer(following.answer),
        name="alert-answer",
    ),
    path(
        "ombud/larm/<str:code>/knacka/<int:pk>/",
        contact_or_officer(following.knocked),
        name="alert-knocked",
    ),
]

"""Paths of areas; the guard before each view says who may."""

from django.urls import path

from . import upkeep_urls
from .permissions import contact, logged_in, member, officer, public, strong
from .views import (
    boundaries,
    drawing,
    find,
    interest,
    invitations,
    joining,
    mine,
    offices,
    settings,
)
from .views import contact as contacts
from .views import officer as officers

app_name = "areas"
urlpatterns = [
    # open to anyone
    path("omraden/", public(find.area_list), name="area-list"),
    path("omraden/karta.json", public(find.map_data), name="map-data"),
    path("omraden/<slug:slug>/", public(find.area_detail), name="area-detail"),
    path("omraden/<slug:slug>/ga-med/", public(joining.address), name="join"),
    path(
        "omraden/<slug:slug>/ga-med/om-dig/", public(joining.about), name="join-about"
    ),
    path(
        "omraden/<slug:slug>/ga-med/sa-nar-vi-dig/",
        public(joining.reach),
        name="join-reach",
    ),
    path("omraden/<slug:slug>/ga-med/tack/", public(joining.sent), name="join-sent"),
    path("starta/", public(interest.interest_start), name="interest-start"),
    path("inbjudan/", public(invitations.invitation), name="invitation"),
    path(
        "inbjudan/ga-med/",
        public(invitations.invitation_accept),
        name="invitation-accept",
    ),
    # the link itself is the key
    path(
        "inbjudan/<str:selector>/<str:token>/",
        public(invitations.invitation_link),
        name="invitation-link",
    ),
    path(
        "bekrafta/<str:token>/", public(joining.confirm_channel), name="channel-confirm"
    ),
    path("bor-kvar/<str:token>/", public(mine.still), name="still"),
    # a person's own pages
    path("mitt/start/", logged_in(mine.my_start), name="my-start"),
    path("mitt/", member(mine.member_home), name="member-home"),
    path("mitt/installningar/", logged_in(settings.settings), name="settings"),
    path("mitt/installningar/ny/", logged_in(settings.channel_add), name="channel-add"),
    path(
        "mitt/installningar/<int:pk>/<slug:step>/",
        logged_in(settings.channel_step),
        name="channel-step",
    ),
    path("mitt/uppgifter/", logged_in(settings.my_data), name="my-data"),
    path("mitt/uppgifter/allt/", logged_in(settings.my_data_file), name="my-data-file"),
    path(
        "mitt/medlemskap/<int:pk>/pausa/",
        logged_in(mine.pause),
        name="membership-pause",
    ),
    path(
        "mitt/medlemskap/<int:pk>/lamna/",
        logged_in(mine.leave),
        name="membership-leave",
    ),
    path(
        "mitt/medlemskap/<int:pk>/<slug:step>/",
        logged_in(mine.membership_step),
        name="membership-step",
    ),
    # contacts
    path("ombud/", contact(contacts.contact_home), name="contact-home"),
    path(
        "ombud/ansokningar/<int:pk>/",
        contact(contacts.application),
        name="application",
    ),
    path("ombud/grannar/", contact(contacts.neighbours), name="neighbour-list"),
    path("ombud/grannar/<int:pk>/", contact(contacts.neighbour), name="neighbour"),
    path(
        "ombud/grannar/<int:pk>/ta-bort/",
        contact(contacts.neighbour_remove),
        name="neighbour-remove",
    ),
    path("ombud/grannar/ny/<int:pk>/", contact(contacts.enrol), name="enrol"),
    path(
        "ombud/grannar/<int:pk>/<slug:step>/",
        contact(contacts.neighbour_step),
        name="neighbour-step",
    ),
    path(
        "ombud/inbjudningar/<slug:slug>/",
        contact(invitations.invitation_list),
        name="invitation-list",
    ),
    path(
        "ombud/inbjudningar/<slug:slug>/skriv-ut/",
        contact(strong(invitations.invitation_print)),
        name="invitation-print",
    ),
    path(
        "ombud/inbjudningar/<slug:slug>/stoppa/",
        contact(invitations.invitation_revoke),
        name="invitation-revoke",
    ),
    path(
        "ombud/uppdrag/<slug:slug>/",
        contact(strong(offices.contact_office)),
        name="contact-office",
    ),
    path(
        "ombud/uppdrag/<slug:slug>/sluta/",
        contact(offices.contact_office_end),
        name="contact-office-end",
    ),
    path(
        "ombud/grans/<slug:slug>/", contact(drawing.boundary), name="contact-boundary"
    ),
    # officers
    path("samordning/omraden/", officer(officers.officer_areas), name="officer-areas"),
    path("samordning/omraden/nytt/", officer(officers.area_new), name="area-new"),
    path(
        "samordning/omraden/<slug:slug>/",
        officer(officers.officer_area),
        name="officer-area",
    ),
    path(
        "samordning/omraden/<slug:slug>/steg/<slug:to>/",
        officer(strong(officers.officer_step)),
        name="officer-step",
    ),
    path(
        "samordning/omraden/<slug:slug>/skyddad/",
        officer(strong(officers.enrol_protected)),
        name="enrol-protected",
    ),
    path(
        "samordning/omraden/<slug:slug>/arsmote/",
        officer(officers.officer_meeting),
        name="officer-meeting",
    ),
    path(
        "samordning/omraden/<slug:slug>/ombud/",
        officer(strong(offices.officer_contacts)),
        name="officer-contacts",
    ),
    path(
        "samordning/omraden/<slug:slug>/ombud/<int:pk>/<slug:step>/",
        officer(strong(offices.officer_contact_step)),
        name="officer-contact-step",
    ),
    path(
        "samordning/omraden/<slug:slug>/grans/",
        officer(drawing.boundary),
        name="officer-boundary",
    ),
    path(
        "samordning/omraden/<slug:slug>/grans/<int:pk>/<slug:step>/",
        officer(strong(boundaries.decide)),
        name="boundary-decide",
    ),
    path(
        "grans/<slug:slug>/raknat/",
        logged_in(boundaries.counted),
        name="boundary-count",
    ),
    path("samordning/intresse/", officer(interest.interest_list), name="interest-list"),
    path(
        "samordning/intresse/<int:pk>/",
        officer(interest.interest_show),
        name="interest-show",
    ),
    path(
        "samordning/intresse/<int:pk>/omrade/",
        officer(interest.interest_area),
        name="interest-area",
    ),
    path(
        "samordning/intresse/<int:pk>/stang/",
        officer(interest.interest_close),
        name="interest-close",
    ),
    *upkeep_urls.urlpatterns,
]

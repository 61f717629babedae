"""People and places: everything else points at them."""

from .absences import Absence, AbsenceHelper, AbsenceTask, Handshake, HandshakeOffer
from .access import AccessLog, Installation
from .channels import Channel, Notice
from .households import Household, Membership
from .joining import Interest, Invitation
from .lifecycle import AreaEvent, BoundaryDraft
from .people import Appointment, Contact, User
from .places import Area, Boundary, Locality, Municipality, StatisticalArea, Street
from .signs import Sign, SignEvent, StickerHandout
from .upkeep import Duty, Meeting, MeetingFile

__all__ = [
    "Absence",
    "AbsenceHelper",
    "AbsenceTask",
    "AccessLog",
    "Appointment",
    "Area",
    "AreaEvent",
    "Boundary",
    "BoundaryDraft",
    "Channel",
    "Contact",
    "Duty",
    "Handshake",
    "HandshakeOffer",
    "Household",
    "Installation",
    "Interest",
    "Invitation",
    "Locality",
    "Meeting",
    "MeetingFile",
    "Membership",
    "Municipality",
    "Notice",
    "Sign",
    "SignEvent",
    "StatisticalArea",
    "StickerHandout",
    "Street",
    "User",
]

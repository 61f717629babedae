"""How long each kind of data is kept (guarantees, section 13.3).

Each model says `retention = Keep.X`, or a table from Keep to field names where the
fields differ. A house test refuses a field without a class.
"""

from enum import StrEnum


class Keep(StrEnum):
    """Retention classes; the value says when the data goes."""

    STRUCTURE = "for as long as the municipality takes part"
    ACCOUNT = "while active; erased 7 days after leaving"
    CHANNEL = "while active; push until gone, logged out or unused for 180 days"
    OFFICE = "the appointment and 24 months after it"
    AWAY = "until 24 hours after the return"
    HANDSHAKE = "until either withdraws"
    ALERT_TEXT = "90 days; kind, area, month and outcome stay"
    ALERT_RECORD = "unlimited: no personal data"
    DELIVERY = "30 days; counts stay"
    NOTICE = "30 days after it was sent"
    OBSERVATION = "30 days"
    REPLY = "90 days, with the alert's text"
    KIT = "while held; 5 years without holder"
    KIT_QUERY = "36 months"
    AUDIT = "24 months; reads by officials 36"
    INVITE = "30 days after use or expiry"
    INTEREST = "until the area runs or the matter is closed, then 30 days"
    DRAFT = "until the boundary is proposed, at most 30 days"
    UPKEEP = "5 years: the area's own record, no residents' data"
    CONCERN = "sender's contact until 30 days after the answer; the rest stays"
    PUBLIC = "unlimited: public figures and texts"

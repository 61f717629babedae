"""What the alert pages ask; each form only parses and says what is missing."""

from .archive import ArchiveForm
from .composing import LONGEST, ComposeForm, sms_parts
from .following import OutcomeForm, ReplyForm, RetractForm, UpdateForm
from .observing import ObservationForm
from .surrounding import DrawnForm, RingForm, ShapeForm

__all__ = [
    "LONGEST",
    "ArchiveForm",
    "ComposeForm",
    "DrawnForm",
    "ObservationForm",
    "OutcomeForm",
    "ReplyForm",
    "RetractForm",
    "RingForm",
    "ShapeForm",
    "UpdateForm",
    "sms_parts",
]

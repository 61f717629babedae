"""What people type at watch's pages: parsed and checked, nothing written."""

from .burglaries import BurglaryFileForm, BurglaryForm
from .concerns import (
    AcknowledgeForm,
    AnswerForm,
    ConcernForm,
    FollowForm,
    MergeForm,
    PlanForm,
    RouteForm,
)
from .offices import AppointForm
from .setup import FirstOfficerForm
from .work import (
    ActivityForm,
    EvidenceForm,
    FollowUpForm,
    FreezeForm,
    PartnerForm,
    PresenceForm,
)

__all__ = [
    "AcknowledgeForm",
    "ActivityForm",
    "AnswerForm",
    "AppointForm",
    "BurglaryFileForm",
    "BurglaryForm",
    "ConcernForm",
    "EvidenceForm",
    "FirstOfficerForm",
    "FollowForm",
    "FollowUpForm",
    "FreezeForm",
    "MergeForm",
    "PartnerForm",
    "PlanForm",
    "PresenceForm",
    "RouteForm",
]

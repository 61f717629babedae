"""What was promised, what is done about it, and what came of it."""

from .concerns import Concern, ConcernFollower, ConcernStep
from .crime import CrimeFigure, Survey
from .followup import FollowUp, Snapshot
from .partners import Partner, PartnerActivity, Presence
from .promises import Commitment, Evidence, Promise, Reprioritisation

__all__ = [
    "Commitment",
    "Concern",
    "ConcernFollower",
    "ConcernStep",
    "CrimeFigure",
    "Evidence",
    "FollowUp",
    "Partner",
    "PartnerActivity",
    "Presence",
    "Promise",
    "Reprioritisation",
    "Snapshot",
    "Survey",
]

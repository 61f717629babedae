"""An area's life as one table, and the facts that it asks for."""

from .facts import (
    DORMANT_AFTER,
    WARNINGS,
    Evidence,
    has_contact,
    quiet_months,
    start_meeting,
)
from .table import (
    MUNICIPAL,
    SYSTEM,
    Need,
    Step,
    forward,
    missing,
    step_between,
    steps_from,
)

__all__ = [
    "DORMANT_AFTER",
    "MUNICIPAL",
    "SYSTEM",
    "WARNINGS",
    "Evidence",
    "Need",
    "Step",
    "forward",
    "has_contact",
    "missing",
    "quiet_months",
    "start_meeting",
    "step_between",
    "steps_from",
]

"""What marking refuses, in sentences that are safe to show."""

from areas.exceptions import Refused


class KitRefused(Refused):
    """A kit cannot do that now; the sentence says why and what to do instead."""

"""What alerts refuses, in sentences that are safe to show."""

from areas.exceptions import Refused


class SimilarAlert(Refused):
    """Somebody just told of what may be the same event (G4)."""

    def __init__(self, sentence: str, *, alert_id: int) -> None:
        super().__init__(sentence, code="similar")
        self.alert_id = alert_id


__all__ = ["Refused", "SimilarAlert"]

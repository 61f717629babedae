"""What areas refuses, in sentences that are safe to show."""

from django.core.exceptions import ValidationError


class Refused(Exception):
    """A rule said no; the text is a sentence that tells the person what to do."""

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code

    def as_form_error(self) -> ValidationError:
        return ValidationError(self.sentence, code=self.code)

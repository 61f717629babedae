"""Messages: written once per alert and language, spliced per recipient (E4)."""

from .sheets import Sheets, may_wake, sheets
from .words import Words, words_of_alert, words_of_notice

__all__ = [
    "Sheets",
    "Words",
    "may_wake",
    "sheets",
    "words_of_alert",
    "words_of_notice",
]

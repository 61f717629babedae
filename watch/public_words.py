"""Words that an officer makes public: no names, plates, numbers or looks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alerts import wording
from areas.exceptions import Refused

# An answer may be longer than an alert.
NOT_HERE = {"too_long"}


def check_public(text: str) -> str:
    """The text, if everyone may read it; else the first thing to leave out."""
    found = [one for one in wording.check(text) if one.rule not in NOT_HERE]
    if found:
        sentence = _("Everyone can read this. Leave out “%(words)s”.")
        raise Refused(sentence % {"words": found[0].match}, code=found[0].rule)
    return text.strip()

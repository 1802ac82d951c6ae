"""Number patterns as the administrator writes them: checked, and shown with the number that they would give."""

from __future__ import annotations

import re

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.numbering.numbers import PLACE
from zhike.kernel.refusals import Refused

LONGEST = 40
MOST_DIGITS = 12
PLAIN = re.compile(r"[\w./#-]*")


def checked_pattern(pattern: str) -> str:
    """The pattern, if it can never give the same number twice. Raises Refused with what is wrong with it."""
    pattern = pattern.strip()
    places = [(place[1], int(place[2] or 0)) for place in PLACE.finditer(pattern)]
    names = [name for name, _digits in places]
    if names.count("sequence") != 1:
        raise _wrong(_("Put {sequence} into the pattern, once: it is what counts up."))
    if "month" in names and "year" not in names:
        raise _wrong(_("With {month} there must be {year}, or the numbers of next year are those of this one."))
    if any(digits > MOST_DIGITS for _name, digits in places):
        raise _wrong(_("At most twelve digits."))
    if not PLAIN.fullmatch(PLACE.sub("", pattern)):
        raise _wrong(_("Besides {year}, {month} and {sequence:6}, use letters, digits and . / # - _ only."))
    if len(preview(pattern)) > LONGEST:
        raise _wrong(_("These numbers would be too long."))
    return pattern


def preview(pattern: str, value: int = 1) -> str:
    """The number that a pattern gives today for one value of the sequence."""
    today = timezone.localdate()
    words = {"year": str(today.year), "month": f"{today:%m}", "sequence": str(value)}
    return PLACE.sub(lambda place: words[place[1]].zfill(int(place[2] or 0)), pattern)


def _wrong(message: object) -> Refused:
    return Refused(message, field="pattern", code="not_pattern")  # type: ignore[arg-type]

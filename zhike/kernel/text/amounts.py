"""Amounts as people say them: 128 万 and 3.2 亿 in Chinese, 1.28M in English."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language

CHINESE = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))
ENGLISH = ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**4), "K"))
THOUSAND = Decimal(1000)


def short_amount(value: Decimal | int) -> str:
    """An amount with three figures or so, in the reader's language; small ones are written whole.

    128000 is 12.8 万, or 128K where ten thousand has no name. Halves are rounded up.
    """
    amount = Decimal(value)
    english = (get_language() or "").startswith("en")
    for size, name in ENGLISH if english else CHINESE:
        unit = THOUSAND if name == "K" else size
        if abs(amount) >= size:
            number = _rounded(amount / unit)
            return f"{number}{name}" if english else f"{number} {name}"
    return number_format(_places(amount, 0), use_l10n=True, force_grouping=True)


def _rounded(value: Decimal) -> str:
    """One decimal below a thousand, and none where it is zero."""
    rounded = _places(value, 1 if abs(value) < THOUSAND else 0)
    whole = rounded == rounded.to_integral_value()
    return number_format(_places(rounded, 0) if whole else rounded, use_l10n=True, force_grouping=True)


def _places(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)

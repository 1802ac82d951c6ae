"""Reckoning with money: rounding, splitting without loss, converting. Amounts are Decimal, never float.

Rounding is half up, away from zero (四舍五入), as invoices and the tax office have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.currencies import base_currency, currency, rate_on
from zhike.kernel.refusals import Refused

ZERO = Decimal(0)
PRECISION = 60
"""Digits kept while reckoning: more than any product of two amounts or rates has, so nothing is rounded twice."""


def places_of(code: str) -> int:
    """How many decimals amounts in a currency have. Raises Refused for an unknown currency."""
    return currency(code).places


def half_up(amount: Decimal, places: int = 2) -> Decimal:
    """An amount rounded to so many decimals, halves away from zero."""
    with localcontext(prec=PRECISION):
        return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def rounded(amount: Decimal, code: str = "") -> Decimal:
    """An amount rounded to the decimals of its currency; without a code, of the base currency."""
    return half_up(amount, places_of(code or base_currency()))


def check_places(amount: Decimal, places: int, *, field: str = "") -> Decimal:
    """The amount itself. Raises Refused when it has more decimals than allowed; zeros at the end don't count."""
    if half_up(amount, places) != amount:
        raise Refused(
            _("%(amount)s has too many decimals: at most %(places)s are allowed here.")
            % {"amount": f"{amount.normalize():f}", "places": places},
            field=field, code="too_many_decimals",
        )  # fmt: skip
    return amount


def check_amount(amount: Decimal, code: str, *, field: str = "amount") -> Decimal:
    """The amount itself. Raises Refused when it has more decimals than its currency, or the currency is unknown."""
    return check_places(amount, currency(code).places, field=field)


def split(total: Decimal, weights: Sequence[Decimal | int], places: int = 2) -> list[Decimal]:
    """A total in parts by weight, each with so many decimals; the parts always add up to the total.

    By the largest remainder (Hamilton's method): every part is its exact share cut to the unit, and the units left
    over go to the parts that lost most, the earlier first. So no part is a whole unit or more off its exact share.
    Raises Refused when the total has more decimals than `places`, and ValueError for negative weights or none above 0.
    """
    if not weights or any(weight < 0 for weight in weights) or not any(weights):
        raise ValueError("split needs weights of which none is negative and one at least is above zero")
    check_places(total, places)
    unit = Decimal(1).scaleb(-places)
    with localcontext(prec=PRECISION):
        shares = [total * weight / sum(weights) for weight in weights]
        parts = [share.quantize(unit, ROUND_DOWN) for share in shares]
        left = int((total - sum(parts, ZERO)) / unit)
        losers = sorted(range(len(parts)), key=lambda place: (-abs(shares[place] - parts[place]), place))
        for place in losers[: abs(left)]:
            parts[place] += unit.copy_sign(total)
    return parts


def to_base(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount at a rate, in the base currency, rounded to its decimals."""
    with localcontext(prec=PRECISION):
        return rounded(amount * rate)


def converted(amount: Decimal, from_code: str, to_code: str, day: date) -> Decimal:
    """An amount in another currency at the rates of a day. Raises Refused when a rate is missing."""
    if from_code == to_code:
        return rounded(amount, to_code)
    with localcontext(prec=PRECISION):
        return rounded(amount * rate_on(from_code, day) / rate_on(to_code, day), to_code)

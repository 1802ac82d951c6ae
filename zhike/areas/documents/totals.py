"""The amounts of a document from its lines: pure reckoning, told here and nowhere else.

1. A line's amount is quantity × price, less the line's discount, rounded half up to the decimals of the currency.
2. The discount on the whole document is that percentage of the sum of the lines, rounded once, and spread over them by
   largest remainder, so that nothing is lost. Lines that give back (negative ones) carry their own part of it.
3. Tax is computed line by line from the net amount and rounded half up.
4. Totals are sums of rounded lines. So the columns of a printed document always add up, to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import NamedTuple

from zhike.areas.finance.money import PRECISION, ZERO, half_up, split

HUNDRED = Decimal(100)


class Measures(NamedTuple):
    """What a line's amounts are computed from; percentages as people write them (13 is 13 %)."""

    quantity: Decimal
    price: Decimal
    discount: Decimal = ZERO
    tax_rate: Decimal = ZERO


class Amounts(NamedTuple):
    """Amounts of one line or of all: before tax, the tax, and both together."""

    net: Decimal
    tax: Decimal
    total: Decimal


def compute(lines: Sequence[Measures], *, discount: Decimal = ZERO, places: int = 2) -> tuple[list[Amounts], Amounts]:
    """The amounts of each line, in order, and of the document."""
    gross = [_gross(line, places) for line in lines]
    nets = [amount - part for amount, part in zip(gross, spread(gross, discount, places), strict=True)]
    amounts = [_taxed(net, line.tax_rate, places) for net, line in zip(nets, lines, strict=True)]
    return amounts, Amounts(*(sum((one[place] for one in amounts), ZERO) for place in range(3)))


def spread(amounts: Sequence[Decimal], discount: Decimal, places: int) -> list[Decimal]:
    """Each amount's part of a discount in per cent on all of them. Parts of one sign add up to the rounded whole."""
    parts = [ZERO] * len(amounts)
    for sign in (1, -1):
        chosen = [place for place, amount in enumerate(amounts) if amount * sign > 0]
        if discount and chosen:
            whole = half_up(_percent(sum((amounts[place] for place in chosen), ZERO), discount), places)
            shares = split(whole, [abs(amounts[place]) for place in chosen], places)
            for place, share in zip(chosen, shares, strict=True):
                parts[place] = share
    return parts


def _gross(line: Measures, places: int) -> Decimal:
    with localcontext(prec=PRECISION):
        return half_up(line.quantity * line.price * (HUNDRED - line.discount) / HUNDRED, places)


def _taxed(net: Decimal, rate: Decimal, places: int) -> Amounts:
    tax = half_up(_percent(net, rate), places)
    return Amounts(net, tax, net + tax)


def _percent(amount: Decimal, rate: Decimal) -> Decimal:
    with localcontext(prec=PRECISION):
        return amount * rate / HUNDRED

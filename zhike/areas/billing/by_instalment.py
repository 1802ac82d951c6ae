"""The share of every line of a contract that an instalment asks for, as the lines of its invoice.

Invoices of a project go by its payments: 30 % of a machine is invoiced as 0.3 of it, at its price. So what is
invoiced is counted by quantities, whichever way: by instalments, straight from the contract, or through its orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from zhike.areas.billing.models import Invoice
from zhike.areas.contracts.models import Contract, Instalment
from zhike.areas.documents.quantities_left import lines_in, parts_left
from zhike.areas.finance.money import ZERO, half_up, places_of, split

PLACES, PRICE_PLACES = 4, 6
MOST_PRICED = Decimal(10_000)
"""Up to this quantity a price of six decimals gives an amount to the cent."""


class Shared(NamedTuple):
    """What an instalment takes: quantities by the id of the contract's line, and what stands on the new lines."""

    quantities: dict[str, Decimal]
    lines: dict[int, dict[str, Any]]


def invoice_of(instalment: Instalment) -> Invoice | None:
    """The invoice that was made for an instalment, also while it is a draft."""
    return instalment.invoices.filter(deleted_at=None).first()


def share_of(contract: Contract, instalment: Instalment) -> Shared:
    """The share of each line that an instalment asks for, as far as it is left; the last one takes all that is left.

    The net amount of a line is split over the instalments without loss, and the price follows from it.
    """
    plan = list(Instalment.objects.filter(contract=contract, deleted_at=None).order_by("position", "pk"))
    place = [one.pk for one in plan].index(instalment.pk)
    last = not any(invoice_of(one) is None for one in plan if one.pk != instalment.pk)
    left = {part.id: part.left for part in parts_left(contract, "invoices")}
    shared = Shared({}, {})
    for line in lines_in(contract):
        asked = half_up(line.quantity * instalment.share / 100, PLACES)
        # Shares of a third leave something in the fourth decimal, which belongs to the last one.
        rest = last and abs(left[line.pk] - asked) <= len(plan) * Decimal("0.0001")
        quantity = left[line.pk] if rest else min(asked, left[line.pk])
        if quantity > 0:
            amount = _net_of(line, plan, place, contract.currency) if rest or quantity == asked else None
            shared.quantities[str(line.pk)] = quantity
            shared.lines[line.pk] = {"price": _price(line, quantity, amount), "discount": None}
    return shared


def _net_of(line: Any, plan: Sequence[Instalment], place: int, currency: str) -> Decimal:
    return split(line.net, [one.share for one in plan], places_of(currency))[place]


def _price(line: Any, quantity: Decimal, amount: Decimal | None) -> Decimal:
    """The price at which a quantity comes to its amount; else that of the whole line, its discounts taken off."""
    if amount is None or quantity > MOST_PRICED:
        amount, quantity = line.net, line.quantity
    return half_up(amount / quantity, PRICE_PLACES) if quantity else ZERO

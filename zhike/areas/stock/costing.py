"""What movements are worth: the moving average (移动加权平均), and the value that follows each movement.

Goods that come in at a cost c make the product's cost (on hand · cost + quantity · c) / (on hand + quantity), over all
warehouses. What goes out takes its share of what the goods are worth in the books, in whole cents, and the last of
them takes all that is left: so a warehouse that is empty is worth nothing, to the cent. Costs are per the product's
own unit, in the company's base currency, rounded half up to six decimals.

Where stock may go below zero, goods leave at the product's cost before anybody knows what they will have cost; what
the later purchase costs more or less stays in the value until the next stock-taking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from zhike.areas.catalog.models import Product
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.money import ZERO, half_up, places_of
from zhike.areas.stock.models import MovementKind, StockLevel

PLACES = 6


class Move(NamedTuple):
    """So much (signed, in the product's own unit) at a place, at a cost per unit where it is known.

    `value` is given only where the worth is known to the cent: what is reversed, or comes back from a customer.
    """

    product: int
    warehouse: int
    quantity: Decimal
    kind: str
    unit_cost: Decimal | None = None
    reverses: int | None = None
    text: str = ""
    value: Decimal | None = None
    line: int | None = None


class Worth(NamedTuple):
    """What a movement is worth: per unit, as far as it is known, and in all (signed)."""

    unit_cost: Decimal | None
    value: Decimal


@dataclass(slots=True)
class Book:
    """How much of one product there is, what that is worth, and its cost per unit, as movements go over it."""

    on_hand: Decimal
    value: Decimal
    cost: Decimal | None
    places: int
    on_the_way: Worth | None = None

    def move(self, move: Move) -> Worth:
        """Take a movement in and say what it is worth."""
        worth = Worth(move.unit_cost if move.unit_cost is not None else self._mean(), self._value(move))
        if move.kind == MovementKind.TRANSFER and move.reverses is None:
            worth = self._transferred(move, worth)
        if move.kind == MovementKind.PURCHASE and move.unit_cost is not None:
            self.cost = average(max(self.on_hand, ZERO), self.cost, move.quantity, move.unit_cost)
        self.on_hand += move.quantity
        self.value += worth.value
        return worth

    def _value(self, move: Move) -> Decimal:
        if move.value is not None:
            return move.value
        if move.quantity < 0 < self.on_hand and move.unit_cost is None:
            left = self.on_hand + move.quantity
            share = half_up(move.quantity * (self._mean() or ZERO), self.places)
            return -self.value if left == 0 else max(share, -max(self.value, ZERO))
        cost = move.unit_cost if move.unit_cost is not None else self._mean()
        return half_up(move.quantity * (cost or ZERO), self.places)

    def _mean(self) -> Decimal | None:
        if self.on_hand > 0 and self.value > 0:
            return half_up(self.value / self.on_hand, PLACES)
        return self.cost

    def _transferred(self, move: Move, worth: Worth) -> Worth:
        """What arrives is worth what left."""
        if move.quantity < 0:
            self.on_the_way = Worth(worth.unit_cost, -worth.value)
            return worth
        arrived, self.on_the_way = self.on_the_way or worth, None
        return arrived


def books_of(products: Iterable[Product]) -> Mapping[int, Book]:
    """The books of products, which the caller holds locked; one query."""
    known = {one.pk: one for one in products}
    rows = StockLevel.objects.filter(product__in=known).values_list("product").order_by()
    sums = {one: (on_hand, value) for one, on_hand, value in rows.annotate(Sum("on_hand"), Sum("value"))}
    places = places_of(base_currency())
    return {one: Book(*sums.get(one, (ZERO, ZERO)), product.cost, places) for one, product in known.items()}


def average(on_hand: Decimal, cost: Decimal | None, quantity: Decimal, unit_cost: Decimal) -> Decimal:
    """The cost per unit after `quantity` came in (or, below zero, is taken back) at `unit_cost`; pure."""
    if cost is None or on_hand <= 0:
        return unit_cost if quantity > 0 or cost is None else cost
    left = on_hand + quantity
    value = on_hand * cost + quantity * unit_cost
    return half_up(value / left, PLACES) if left > 0 and value >= 0 else cost

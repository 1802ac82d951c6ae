"""Goods that come back from a customer: at the cost at which they left, and never more than left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.finance.money import ZERO, half_up, rounded
from zhike.areas.stock.costing import PLACES, Move
from zhike.areas.stock.levels import locked
from zhike.areas.stock.models import MovementKind, StockMovement, Warehouse
from zhike.areas.stock.posting import Document, post, warehouse_in_use
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

SOLD = Q(kind__in=[MovementKind.SHIPMENT, MovementKind.RETURN])


class Gone(NamedTuple):
    """What left the house for a line and has not come back, in the product's own unit, and what it was worth."""

    product: int
    quantity: Decimal = ZERO
    value: Decimal = ZERO


def gone(lines: Collection[int], *, only: Q | None = None) -> dict[int, Gone]:
    """What is gone for each of these lines, by their ids; those for which nothing moved are left out. One query."""
    rows = StockMovement.objects.filter(SOLD, only or Q(), line__in=list(lines)).values_list("line", "product_id")
    sums = rows.order_by().annotate(Sum("quantity"), Sum("value"))
    return {line: Gone(product, -quantity, -value) for line, product, quantity, value in sums}


def hold(lines: Collection[int]) -> None:
    """Lock what taking back the goods of these lines will touch, for those who must write something else before."""
    products = {one.product for one in gone(lines).values()}
    list(Product.objects.filter(pk__in=products).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    locked((), products)


def take_back(
    wanted: Mapping[int, Decimal], *, into: Warehouse, document: Document, dated: date, text: str = "", by: Actor
) -> list[StockMovement]:
    """Take goods back in, so much of each line (in the product's own unit), into one warehouse.

    Raises Refused when more is to come back than left. The caller holds the document of the lines locked.
    """
    place, known = warehouse_in_use(into), gone(wanted)
    moves = []
    for line, quantity in wanted.items():
        left = known.get(line, Gone(0))
        if quantity > left.quantity:
            words = _("Only %(left)s of it went to the customer.") % {
                "left": f"{max(left.quantity, ZERO).normalize():f}"
            }
            raise Refused(words, field="quantities", code="more_than_left")
        whole = quantity == left.quantity
        value = left.value if whole else rounded(left.value * quantity / left.quantity)
        moves.append(
            Move(left.product, place.pk, quantity, MovementKind.RETURN, _each(value, quantity), value=value, line=line)
        )
    return post(moves, dated=dated, document=document, text=text, by=by)


def _each(value: Decimal, quantity: Decimal) -> Decimal:
    return half_up(value / quantity, PLACES)

"""Posting movements: many at once, all or nothing, with the levels locked, refused in words before the database would.

The moving average (移动加权平均): goods that come in at a cost c make the product's cost
(on hand · cost + quantity · c) / (on hand + quantity), over all warehouses. What goes out does so at the cost of that
moment. Costs are per the product's own unit, in the company's base currency, rounded half up to six decimals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.stock.levels import Place, locked
from zhike.areas.stock.models import MovementKind, StockLevel, StockMovement, Warehouse
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

SIX_PLACES = Decimal("0.000001")
MOST_NAMED = 5


class Move(NamedTuple):
    """So much (signed, in the product's own unit) at a place, at a cost per unit where it is known."""

    product: int
    warehouse: int
    quantity: Decimal
    kind: str
    unit_cost: Decimal | None = None
    reverses: int | None = None
    text: str = ""


Document = tuple[str, int] | None
"""The entity and the id of the record that movements or reservations are made for."""


def post(moves: Sequence[Move], *, dated: date, document: Document = None, by: Actor) -> list[StockMovement]:
    """Write movements in the running transaction; the database keeps the levels.

    Raises Refused when a product is no thing, or when more would leave than is there and not promised to others.
    """
    moves = [move for move in moves if move.quantity]
    if not moves:
        return []
    products = _products({move.product for move in moves})
    levels = locked((move.product, move.warehouse) for move in moves)
    _refuse_short(moves, levels, products)
    costs = _new_costs(moves, products)
    made = StockMovement.objects.bulk_create([
        StockMovement(
            product_id=move.product, warehouse_id=move.warehouse, kind=move.kind, quantity=move.quantity,
            unit_cost=move.unit_cost if move.unit_cost is not None else costs.get(move.product),
            dated=dated, text=move.text[:300], reverses_id=move.reverses, created_by_id=by.employee_id,
            document_entity=document[0] if document else "", document_id=document[1] if document else None,
        )
        for move in moves
    ])  # fmt: skip
    _write_costs(products, costs)
    return made


def reversed_moves(movements: Sequence[StockMovement], text: str = "") -> list[Move]:
    """What takes movements back. Raises Refused for one that is taken back already, or takes one back itself."""
    ids = [movement.pk for movement in movements]
    done = set(StockMovement.objects.filter(reverses__in=ids).values_list("reverses", flat=True))
    for movement in movements:
        if movement.pk in done or movement.reverses_id is not None:
            raise Refused(
                _("“%(name)s” of %(day)s is reversed already.") % {"name": movement.name, "day": movement.dated},
                code="reversed_already",
            )
    return [
        Move(one.product_id, one.warehouse_id, -one.quantity, one.kind, one.unit_cost, one.pk, text)
        for one in movements
    ]


def _products(ids: set[int]) -> dict[int, Product]:
    """The products, locked: two receipts at once must not both average from the same cost."""
    found = {
        product.pk: product
        for product in Product.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    }
    for product in found.values():
        if not product.tangible:
            raise Refused(
                _("“%(name)s” is not a thing that lies in a warehouse.") % {"name": product.name}, field="product",
                code="not_tangible",
            )  # fmt: skip
    return found


def _refuse_short(moves: Sequence[Move], levels: Mapping[Place, StockLevel], products: Mapping[int, Product]) -> None:
    change: dict[Place, Decimal] = defaultdict(Decimal)
    for move in moves:
        change[move.product, move.warehouse] += move.quantity
    short = [
        (products[place[0]].name, level.on_hand - level.reserved)
        for place, level in levels.items()
        if change[place] < 0 and not level.unbounded and level.on_hand + change[place] < level.reserved
    ]
    if short:
        words = ", ".join(f"{name} ({left.normalize():f})" for name, left in short[:MOST_NAMED])
        raise Refused(
            _("There is not enough in the warehouse: %(what)s free.") % {"what": words}, field="quantity", code="short"
        )


def _new_costs(moves: Sequence[Move], products: Mapping[int, Product]) -> dict[int, Decimal | None]:
    costs = {one: product.cost for one, product in products.items()}
    priced = [move for move in moves if move.kind == MovementKind.PURCHASE and move.unit_cost is not None]
    if not priced:
        return costs
    on_hand = dict(
        StockLevel.objects.filter(product__in={move.product for move in priced}).values_list("product")
        .annotate(Sum("on_hand"))
    )  # fmt: skip
    for move in priced:
        there = max(on_hand.get(move.product, Decimal(0)), Decimal(0))
        costs[move.product] = average(there, costs[move.product], move.quantity, move.unit_cost or Decimal(0))
        on_hand[move.product] = there + move.quantity
    return costs


def average(on_hand: Decimal, cost: Decimal | None, quantity: Decimal, unit_cost: Decimal) -> Decimal:
    """The cost per unit after `quantity` came in (or, below zero, is taken back) at `unit_cost`; pure."""
    if cost is None or on_hand <= 0:
        return unit_cost if quantity > 0 or cost is None else cost
    left = on_hand + quantity
    value = on_hand * cost + quantity * unit_cost
    return (value / left).quantize(SIX_PLACES, ROUND_HALF_UP) if left > 0 and value >= 0 else cost


def _write_costs(products: Mapping[int, Product], costs: Mapping[int, Decimal | None]) -> None:
    changed = [product for one, product in products.items() if product.cost != costs[one]]
    for product in changed:
        product.cost = costs[product.pk]
        product.revision = F("revision") + 1
    if changed:
        Product.objects.bulk_update(changed, ["cost", "revision"])


def warehouse_in_use(warehouse: Warehouse) -> Warehouse:
    """The warehouse. Raises Refused for one that is out of use."""
    if not warehouse.active:
        raise Refused(
            _("The warehouse “%(name)s” is out of use.") % {"name": warehouse.name},
            field="warehouse",
            code="not_in_use",
        )
    return warehouse

"""Stock slips: what is checked while they are written, and the movements that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.converting import Conversions
from zhike.areas.catalog.models import Product
from zhike.areas.stock.costing import Move
from zhike.areas.stock.levels import stored
from zhike.areas.stock.models import MovementKind, SlipKind, StockLevel, StockSlip, StockSlipLine, Warehouse
from zhike.areas.stock.posting import warehouse_in_use
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

NONE = Decimal(0)


def complete_slip(slip: StockSlip, changed: frozenset[str], by: Actor) -> None:
    """A transfer goes from one warehouse to another; nothing else names a second one."""
    warehouse_in_use(slip.warehouse)
    if slip.kind != SlipKind.TRANSFER:
        slip.to_warehouse = None
    elif slip.to_warehouse is None:
        raise Refused(_("Say to which warehouse the goods go."), field="to_warehouse", code="required")
    elif slip.to_warehouse_id == slip.warehouse_id:
        raise Refused(_("The goods are there already."), field="to_warehouse", code="same")


def complete_warehouse(place: Warehouse, changed: frozenset[str], by: Actor) -> None:
    """What is below zero must be set right before it is forbidden to be."""
    if "allow_negative" not in changed or place.allow_negative or place.pk is None:
        return
    below = StockLevel.objects.filter(Q(on_hand__lt=0) | Q(reserved__gt=F("on_hand")), warehouse=place).first()
    if below is not None:
        raise Refused(
            _("“%(name)s” is below zero here: set it right first.") % {"name": below.name}, field="allow_negative",
            code="below_zero",
        )  # fmt: skip


def complete_line(line: StockSlipLine, changed: frozenset[str], by: Actor) -> None:
    """Quantities have the sign that the slip needs, and only things are moved."""
    if not line.product.tangible:
        raise Refused(
            _("“%(name)s” is not a thing that lies in a warehouse.") % {"name": line.product.name}, field="product",
            code="not_tangible",
        )  # fmt: skip
    if line.unit_cost is not None and line.unit_cost < 0:
        raise Refused(_("This can't be negative."), field="unit_cost", code="out_of_range")
    kind, quantity = line.slip.kind, line.quantity
    if quantity is None:
        if kind != SlipKind.COUNT:
            raise Refused(_("Say how much it is."), field="quantity", code="required")
    elif kind in (SlipKind.RECEIPT, SlipKind.TRANSFER) and quantity <= 0:
        raise Refused(_("This must be more than nothing."), field="quantity", code="out_of_range")
    elif kind == SlipKind.COUNT and quantity < 0:
        raise Refused(_("This can't be negative."), field="quantity", code="out_of_range")
    elif kind == SlipKind.ADJUSTMENT and quantity == 0:
        raise Refused(_("An adjustment of nothing changes nothing."), field="quantity", code="out_of_range")


def settle(slip: StockSlip, lines: Sequence[StockSlipLine], by: Actor) -> None:
    """On a stock-taking sheet: what the books say of each product, and how the count differs from it."""
    own = _in_own_units(lines)
    if slip.kind != SlipKind.COUNT:
        for line in lines:
            line.expected = line.difference = None
        return
    there = _on_hand(slip.warehouse_id, [line for line in lines if line.expected is None])
    for place, line in enumerate(lines):
        if line.expected is None:
            line.expected = there.get(line.product_id, NONE)
        line.difference = None if own[place] is None else own[place] - line.expected  # type: ignore[operator]


def fill_in(values: Mapping[str, Any], line: Mapping[str, Any], by: Actor) -> Mapping[str, Any]:
    """What the choice of a product fills in on a line: its unit."""
    product = line.get("product")
    return {"unit": product.unit} if isinstance(product, Product) else {}


def moves_of(slip: StockSlip, lines: Sequence[StockSlipLine]) -> list[Move]:
    """The movements that a slip stands for. Raises Refused when it has nothing to say."""
    own = _in_own_units(lines)
    moves = [move for line, quantity in zip(lines, own, strict=True) for move in _moves(slip, line, quantity)]
    if not moves and slip.kind != SlipKind.COUNT:
        raise Refused(_("There must be at least one line."), field="lines", code="required")
    return moves


def blank_lines(slip: StockSlip) -> list[StockSlipLine]:
    """A line for each product that a warehouse has or had and the sheet lacks, with what the books say."""
    known = set(StockSlipLine.objects.filter(slip=slip, deleted_at=None).values_list("product_id", flat=True))
    rows = (
        (level.product_id, level.on_hand, level.product.unit_id)
        for level in _levels(slip.warehouse_id) if level.product_id not in known
    )  # fmt: skip
    return [
        StockSlipLine(
            slip=slip, position=len(known) + place, product_id=product, unit_id=unit, expected=on_hand,
            owner_id=slip.owner_id, department_id=slip.department_id,
        )
        for place, (product, on_hand, unit) in enumerate(rows, start=1)
    ]  # fmt: skip


def _moves(slip: StockSlip, line: StockSlipLine, quantity: Decimal | None) -> Iterable[Move]:
    product, here, text = line.product_id, slip.warehouse_id, line.remarks
    match slip.kind:
        case SlipKind.RECEIPT if quantity:
            yield Move(product, here, quantity, MovementKind.PURCHASE, _cost(line, quantity), text=text)
        case SlipKind.ADJUSTMENT if quantity:
            yield Move(product, here, quantity, MovementKind.ADJUSTMENT, text=text)
        case SlipKind.TRANSFER if quantity and slip.to_warehouse_id:
            yield Move(product, here, -quantity, MovementKind.TRANSFER, text=text)
            yield Move(product, slip.to_warehouse_id, quantity, MovementKind.TRANSFER, text=text)
        case SlipKind.COUNT if line.difference:
            yield Move(product, here, line.difference, MovementKind.COUNT, text=text)


def _cost(line: StockSlipLine, quantity: Decimal) -> Decimal | None:
    """The cost per the product's own unit, from that per the unit of the line."""
    return None if line.unit_cost is None or line.quantity is None else line.unit_cost * line.quantity / quantity


def _in_own_units(lines: Sequence[StockSlipLine]) -> list[Decimal | None]:
    """The quantities of lines in their products' own units. Raises Refused with the line that can't be converted."""
    conversions = Conversions(line.product for line in lines)
    found: list[Decimal | None] = []
    for place, line in enumerate(lines):
        factor = conversions.factor(line.product, line.unit_id)
        if factor is None:
            raise Refused(
                _("“%(product)s” is not counted in this unit.") % {"product": line.product.name},
                field=f"lines.{place}.unit", code="unknown_unit",
            )  # fmt: skip
        found.append(None if line.quantity is None else line.quantity * factor)
    return found


def _on_hand(warehouse: int, lines: Sequence[StockSlipLine]) -> dict[int, Decimal]:
    levels = stored({line.product_id for line in lines}) if lines else {}
    return {product: level.on_hand for (product, own), level in levels.items() if own == warehouse}


def _levels(warehouse: int) -> Any:
    return StockLevel.objects.filter(warehouse=warehouse).select_related("product").order_by("name", "pk")

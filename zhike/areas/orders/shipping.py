"""What of an order is still to be shipped, and writing what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from zhike.areas.orders.confirming import goes_out
from zhike.areas.orders.models import Order, OrderLine, Shipment, ShipmentLine
from zhike.kernel.refusals import Refused

NOTHING = Decimal(0)


def to_be_packed(order: Order) -> dict[int, Decimal]:
    """How much of each line with goods is on no packing list yet, by the line's id; lines with nothing are left out."""
    lines = OrderLine.objects.filter(order=order, deleted_at=None).select_related("product").order_by("position", "pk")
    rows = ShipmentLine.objects.filter(order_line__order=order, deleted_at=None, shipment__deleted_at=None)
    packed = dict(rows.values_list("order_line_id").annotate(Sum("quantity")).order_by())
    left = {line.pk: line.quantity - packed.get(line.pk, NOTHING) for line in lines if goes_out(line)}
    return {pk: quantity for pk, quantity in left.items() if quantity > 0}


def chosen_parts(order: Order, quantities: Mapping[str, Decimal] | None) -> dict[int, Decimal]:
    """What goes on a new packing list: all that is left, or the quantities that were named by line.

    Raises Refused for more than is left, and when nothing is.
    """
    left = to_be_packed(order)
    if not left:
        raise Refused(_("Everything on it has been packed already."), code="nothing_left")
    if quantities is None:
        return left
    parts = {int(line): quantity for line, quantity in quantities.items() if quantity}
    for line, quantity in parts.items():
        if quantity < 0 or quantity > left.get(line, NOTHING):
            most = f"{left.get(line, NOTHING).normalize():f}"
            raise Refused(_("At most %(most)s of it is left to be packed.") % {"most": most}, field="quantities",
                          code="more_than_left")  # fmt: skip
    if not parts:
        raise Refused(_("Say how much of what is to be packed."), field="quantities", code="required")
    return parts


def write_shipped(shipments: Sequence[Shipment]) -> None:
    """Add the quantities of shipments that leave now to the lines of their orders, in the order of the lines' ids."""
    rows = ShipmentLine.objects.filter(shipment__in=shipments, deleted_at=None)
    for line, quantity in rows.values_list("order_line_id").annotate(Sum("quantity")).order_by("order_line_id"):
        OrderLine.objects.filter(pk=line).update(shipped=F("shipped") + quantity)

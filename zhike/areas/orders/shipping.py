"""What of an order is still to be shipped, and writing what was."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import F, Sum

from zhike.areas.documents.quantities_left import unit_names
from zhike.areas.orders.confirming import goes_out
from zhike.areas.orders.models import Order, OrderLine, Shipment, ShipmentLine
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.dividing import Part

NOTHING = Decimal(0)


def to_be_packed(order: Order, by: Actor) -> list[Part]:
    """How much of each line with goods is on no packing list yet."""
    lines = OrderLine.objects.filter(order=order, deleted_at=None).select_related("product").order_by("position", "pk")
    rows = ShipmentLine.objects.filter(order_line__order=order, deleted_at=None, shipment__deleted_at=None)
    packed = dict(rows.values_list("order_line_id").annotate(Sum("quantity")).order_by())
    units = unit_names()
    return [
        Part(line.pk, line.description, line.quantity, max(line.quantity - packed.get(line.pk, NOTHING), NOTHING),
             units.get(line.unit_id, ""))
        for line in lines if goes_out(line)
    ]  # fmt: skip


def write_shipped(shipments: Sequence[Shipment]) -> None:
    """Add the quantities of shipments that leave now to the lines of their orders, in the order of the lines' ids."""
    rows = ShipmentLine.objects.filter(shipment__in=shipments, deleted_at=None)
    for line, quantity in rows.values_list("order_line_id").annotate(Sum("quantity")).order_by("order_line_id"):
        OrderLine.objects.filter(pk=line).update(shipped=F("shipped") + quantity)

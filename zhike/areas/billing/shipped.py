"""What left the house with a packing list and is not invoiced yet."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from zhike.areas.documents.passing_on import parts_left
from zhike.areas.orders.models import Shipment
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.dividing import Part


def shipped_to_invoice(shipment: Shipment, by: Actor) -> list[Part]:
    """The lines of a packing list's order that it brought, by their ids, with what of them is still to be invoiced."""
    shipped: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line, quantity in shipment.lines.filter(deleted_at=None).values_list("order_line_id", "quantity"):
        shipped[line] += quantity
    return [
        Part(part.id, part.title, shipped[part.id], min(shipped[part.id], part.left), part.unit)
        for part in parts_left(shipment.order, "invoices") if part.id in shipped
    ]  # fmt: skip

"""What left the house with a packing list and is not invoiced yet."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum

from zhike.areas.billing.models import InvoiceKind, InvoiceLine
from zhike.areas.documents.quantities_left import parts_left
from zhike.areas.finance.money import ZERO
from zhike.areas.orders.models import Shipment
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.dividing import Part


def shipped_to_invoice(shipment: Shipment, by: Actor) -> list[Part]:
    """The lines of a packing list's order that it brought, by their ids, with what of them is still to be invoiced.

    That is what it brought less what was invoiced from it, and never more than the order has left: of what was invoiced
    from the order as a whole nobody can say which packing list brought it.
    """
    shipped: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line, quantity in shipment.lines.filter(deleted_at=None).values_list("order_line_id", "quantity"):
        shipped[line] += quantity
    gone = _invoiced_from(shipment)
    return [
        Part(part.id, part.title, shipped[part.id],
             max(min(shipped[part.id] - gone.get(part.id, ZERO), part.left), ZERO), part.unit)
        for part in parts_left(shipment.order, "invoices") if part.id in shipped
    ]  # fmt: skip


def _invoiced_from(shipment: Shipment) -> dict[int, Decimal]:
    """How much of each line of its order stands on invoices that were made from a packing list, drafts as well."""
    rows = InvoiceLine.objects.filter(
        invoice__shipment=shipment, invoice__kind=InvoiceKind.INVOICE, invoice__deleted_at=None, deleted_at=None,
        source_entity="order_lines",
    )  # fmt: skip
    return dict(rows.values_list("source_line").annotate(Sum("quantity")).order_by())

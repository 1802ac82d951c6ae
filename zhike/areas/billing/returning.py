"""Goods that come back with a credit note."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.costing import order_lines_of
from zhike.areas.billing.models import Invoice
from zhike.areas.finance import balances
from zhike.areas.orders.models import Order
from zhike.areas.orders.stocking import in_own_units
from zhike.areas.stock.models import Warehouse
from zhike.areas.stock.returning import hold, take_back
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def expect(invoice: Invoice) -> None:
    """Lock all that taking back the goods of an invoice will touch, before its credit note is posted to the ledger.

    Raises Refused for an invoice that goes back to no order: nobody knows what was shipped for it.
    """
    lines = order_lines_of(invoice)
    if invoice.order_id is None or not lines:
        raise Refused(_("Nothing was shipped for this invoice."), field="goods_into", code="nothing_shipped")
    Order.objects.select_for_update(of=("self",)).get(pk=invoice.order_id)
    balances.lock([invoice.customer_id])
    hold(lines.values())


def receive(note: Invoice, warehouse: Warehouse, *, by: Actor) -> None:
    """Take the goods of an issued credit note into a warehouse. Raises Refused for more than went out."""
    sources = order_lines_of(note)
    rows = note.lines.filter(deleted_at=None, pk__in=sources).select_related("product").order_by("pk")
    wanted = in_own_units((line.product, line.unit_id, line.quantity, sources[line.pk]) for line in rows)
    things = {one.line: one.quantity for one in wanted if one.line is not None}
    take_back(things, into=warehouse, document=("invoices", note.pk), dated=note.dated, text=note.number, by=by)

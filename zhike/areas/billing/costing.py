"""What the goods on issued invoices really cost: what their movements were worth, not what the catalog said before.

A line of an invoice costs what was shipped for its line of the order; until then, what the catalog said when it was
written. A line of a credit note takes back what came back into a warehouse: nothing, where the customer keeps the
goods. So gross profit by product and by customer, read from these lines, is what the ledger says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState
from zhike.areas.catalog.converting import Conversions
from zhike.areas.documents.settling import cost_and_margin
from zhike.areas.finance.money import ZERO, half_up
from zhike.areas.orders.stocking import declare_follower
from zhike.areas.stock.models import MovementKind, StockMovement
from zhike.areas.stock.returning import gone

PLACES = 6
ISSUED = Q(invoice__state=InvoiceState.ISSUED, invoice__deleted_at=None, deleted_at=None)
SHIPPED = Q(kind=MovementKind.SHIPMENT)


def order_lines_of(invoice: Invoice) -> dict[int, int]:
    """The line of an order that each line of an invoice or credit note goes back to, by the line's id."""
    rows = invoice.lines.filter(deleted_at=None, source_line__isnull=False).values_list("pk", "source_line")
    if invoice.credits_id is None:
        return dict(rows.filter(source_entity="order_lines"))
    credited = InvoiceLine.objects.filter(invoice=invoice.credits_id, source_entity="order_lines")
    above = dict(credited.values_list("pk", "source_line"))
    return {line: above[source] for line, source in rows if source in above}


def true_up(order_lines: Collection[int]) -> None:
    """Write the real cost on all issued lines that go back to these lines of orders, and on their documents."""
    shipped = gone(order_lines, only=SHIPPED)
    if not shipped:
        return
    invoiced = _issued("order_lines", shipped, InvoiceKind.INVOICE)
    credited = _issued("invoice_lines", [line.pk for line in invoiced], InvoiceKind.CREDIT_NOTE)
    above = {line.pk: line.source_line for line in invoiced}
    back = _came_back([line.invoice_id for line in credited])
    conversions = Conversions(line.product for line in invoiced)
    costs: dict[InvoiceLine, Decimal] = {}
    for line in invoiced:
        one = shipped[line.source_line]
        factor = conversions.factor(line.product, line.unit_id) or Decimal(1)
        costs[line] = half_up(one.value / one.quantity * factor, PLACES)
    for line in credited:
        costs[line] = half_up(back.get((line.invoice_id, above[line.source_line]), ZERO) / line.quantity, PLACES)
    _write_costs({line: cost for line, cost in costs.items() if line.cost != cost})


def _write_costs(costs: Mapping[InvoiceLine, Decimal]) -> None:
    """Only what differs is written: most goods cost what the catalog said."""
    for line, cost in costs.items():
        line.cost = cost
    InvoiceLine.objects.bulk_update(costs, ["cost"])
    _write_margins({line.invoice_id for line in costs})


def _issued(entity: str, sources: Iterable[int], kind: InvoiceKind) -> list[Any]:
    rows = InvoiceLine.objects.filter(
        ISSUED, invoice__kind=kind, source_entity=entity, source_line__in=list(sources), product__isnull=False
    )
    return list(rows.select_related("product").order_by("pk"))


def _came_back(notes: Collection[int]) -> Mapping[tuple[int, int], Decimal]:
    """What goods that came back with credit notes are worth, by the note and the line of the order."""
    rows = StockMovement.objects.filter(
        kind=MovementKind.RETURN, document_entity="invoices", document_id__in=list(notes), line__isnull=False
    )
    sums = rows.values_list("document_id", "line").order_by().annotate(Sum("value"))
    return {(note, line): value for note, line, value in sums}


def _write_margins(invoices: Collection[int]) -> None:
    lines: dict[int, list[InvoiceLine]] = defaultdict(list)
    for line in InvoiceLine.objects.filter(invoice__in=invoices, deleted_at=None):
        lines[line.invoice_id].append(line)
    found = list(Invoice.objects.filter(pk__in=invoices).order_by("pk"))
    for one in found:
        one.cost_base, one.margin_base = cost_and_margin(one, lines[one.pk])
    Invoice.objects.bulk_update(found, ["cost_base", "margin_base"])


declare_follower(true_up)

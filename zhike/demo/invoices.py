"""Writes the invoices and credit notes of what was sold, and posts them in order of time."""

from __future__ import annotations

from collections.abc import Sequence

from zhike.areas.billing.costing import true_up
from zhike.areas.billing.issuing import ROWS, item_of, posting_of
from zhike.areas.billing.models import Invoice, InvoiceKind
from zhike.areas.finance.models import JournalEntry, JournalLine, OpenItem
from zhike.areas.finance.open_items import add_many
from zhike.areas.finance.posting import post_many
from zhike.demo.sales import Bill, Sale
from zhike.demo.staff import Crew
from zhike.demo.writing import analyse, number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_in_period


def make(crew: Crew, sales: Sequence[Sale]) -> tuple[list[Bill], dict[int, int]]:
    """Write all invoices and credit notes; returns them with the ids of their open items, by the invoice's id."""
    keeper = crew.everyone["zhengwen"]
    bills = sorted((bill for sale in sales for bill in sale.bills), key=lambda bill: bill.invoice.dated)
    _number(bills)
    for bill in bills:
        bill.invoice.created_by = bill.invoice.issued_by = keeper
        order = bill.invoice.order
        bill.invoice.order_id, bill.invoice.contract_id = (order.pk, order.contract_id) if order else (None, None)
    write(entity_named("invoices"), number([bill.invoice for bill in bills], parent="credits"))
    _write_lines(bills)
    by = Actor.of(keeper, door="import")
    post_many([posting_of(bill.invoice) for bill in bills], by=by)
    items = add_many([item_of(bill.invoice, bill.invoice.due_on or bill.invoice.dated) for bill in bills], by=by)
    analyse(JournalEntry, JournalLine, OpenItem)
    true_up([line.pk for sale in sales for line in sale.lines])
    return bills, dict(zip([bill.invoice.pk for bill in bills], items, strict=True))


def _number(bills: Sequence[Bill]) -> None:
    """Without gaps, each kind and year by itself, as when they are issued one by one."""
    groups: dict[tuple[InvoiceKind, int], list[Invoice]] = {}
    for bill in bills:
        groups.setdefault((InvoiceKind(bill.invoice.kind), bill.invoice.dated.year), []).append(bill.invoice)
    for (kind, year), own in groups.items():
        prefix, row = ROWS[kind]
        for invoice, value in zip(own, next_in_period(row, str(year), len(own)), strict=True):
            invoice.number = f"{prefix}-{year}-{value:06d}"


def _write_lines(bills: Sequence[Bill]) -> None:
    number([line for bill in bills for line in bill.lines])
    for bill in bills:
        for line, source in zip(bill.lines, bill.sources, strict=True):
            line.invoice_id, line.created_by, line.created_at = (
                bill.invoice.pk, bill.invoice.created_by, bill.invoice.created_at,
            )  # fmt: skip
            is_invoice = bill.invoice.kind == InvoiceKind.INVOICE
            line.source_entity, line.source_line = ("order_lines" if is_invoice else "invoice_lines"), source.pk
    write(entity_named("invoice_lines"), [line for bill in bills for line in bill.lines])

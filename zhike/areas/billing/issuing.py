"""What issuing an invoice writes: its number, its entry in the ledger, its open item, and the order's progress."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceState
from zhike.areas.finance.accounts import OUTPUT_TAX, RECEIVABLES, SALES
from zhike.areas.finance.models import EntryKind, ItemKind, OpenItem
from zhike.areas.finance.money import ZERO, to_base
from zhike.areas.finance.open_items import Match, NewItem, add_many, settle_many
from zhike.areas.finance.posting import Line, Posting, post
from zhike.areas.orders.models import Order
from zhike.areas.orders.progress import settle_state
from zhike.kernel.access.actor import Actor
from zhike.kernel.numbering.numbers import next_in_period
from zhike.kernel.refusals import Refused

ENTITY: Final = "invoices"
USUAL_DAYS: Final = 30
"""Days until an invoice is due, unless told otherwise."""
ROWS: Final = {InvoiceKind.INVOICE: ("FP", "invoices.issued"), InvoiceKind.CREDIT_NOTE: ("HZ", "credit_notes.issued")}
KINDS: Final = {InvoiceKind.INVOICE: ItemKind.INVOICE, InvoiceKind.CREDIT_NOTE: ItemKind.CREDIT_NOTE}


def issue(invoice: Invoice, *, by: Actor) -> None:
    """Issue a draft, which the caller holds locked. Raises Refused when there is nothing on it or nothing to pay."""
    if not invoice.lines.filter(deleted_at=None).exists() or invoice.total <= 0:
        raise Refused(_("There is nothing to pay on it: add a line first."), field="lines", code="required")
    invoice.number = _number(invoice)
    invoice.due_on = invoice.due_on or invoice.dated + timedelta(days=USUAL_DAYS)
    invoice.state = InvoiceState.ISSUED
    Invoice.objects.filter(pk=invoice.pk).update(
        number=invoice.number, due_on=invoice.due_on, state=invoice.state, issued_at=timezone.now(),
        issued_by_id=by.employee_id, revision=F("revision") + 1, updated_at=timezone.now(),
    )  # fmt: skip
    _post(invoice, by)
    (item,) = add_many([_item(invoice, invoice.due_on)], by=by)
    if invoice.order_id is not None:
        _move_order_on(invoice, invoice.order_id)
    if invoice.credits_id is not None:
        _settle_credited(invoice, item, by)


def _number(invoice: Invoice) -> str:
    """The next number of its kind and year, without gaps: a rollback gives it back."""
    prefix, row = ROWS[InvoiceKind(invoice.kind)]
    (value,) = next_in_period(row, str(invoice.dated.year), 1)
    return f"{prefix}-{invoice.dated.year}-{value:06d}"


def _post(invoice: Invoice, by: Actor) -> None:
    """Receivables against sales and output tax; a credit note the other way round. Tax takes what rates round off."""
    net = to_base(invoice.net, invoice.rate)
    tax = invoice.total_base - net
    owed = invoice.total * invoice.sign
    lines = [
        _side(RECEIVABLES, invoice.total_base * invoice.sign, invoice.customer_id, invoice.currency, owed),
        _side(SALES, -net * invoice.sign),
        *([_side(OUTPUT_TAX, -tax * invoice.sign)] if tax else []),
    ]
    kind = EntryKind.INVOICE if invoice.sign > 0 else EntryKind.CREDIT_NOTE
    post(Posting(invoice.dated, kind, lines, invoice.number, ENTITY, invoice.pk), by=by)


def _side(
    account: str, worth: Decimal, customer: int | None = None, currency: str = "", amount: Decimal | None = None
) -> Line:
    """A line: a worth above zero is a debit, below a credit."""
    return Line(account, max(worth, ZERO), max(-worth, ZERO), customer, currency, amount)


def _item(invoice: Invoice, due: date) -> NewItem:
    return NewItem(
        invoice.customer_id, KINDS[InvoiceKind(invoice.kind)], invoice.number, invoice.dated, due, invoice.currency,
        invoice.total * invoice.sign, invoice.total_base * invoice.sign, ENTITY, invoice.pk,
    )  # fmt: skip


def _move_order_on(invoice: Invoice, order_id: int) -> None:
    order = Order.objects.select_for_update(of=("self",)).get(pk=order_id)
    Order.objects.filter(pk=order_id).update(
        invoiced=F("invoiced") + invoice.total * invoice.sign,
        invoiced_base=F("invoiced_base") + invoice.total_base * invoice.sign,
    )
    settle_state(order)


def _settle_credited(invoice: Invoice, item: int, by: Actor) -> None:
    """A credit note first pays for what it credits, as far as that is still open."""
    credited = OpenItem.objects.filter(
        document_entity=ENTITY, document_id=invoice.credits_id, open_amount__gt=ZERO
    ).first()
    if credited is not None:
        part = min(credited.open_amount, invoice.total)
        settle_many([Match(credited.pk, item, part)], dated=invoice.dated, by=by)

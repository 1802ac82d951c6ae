"""What issuing an invoice writes: its number, its entry in the ledger, its open item, and the order's progress."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.costing import order_lines_of, true_up
from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceState
from zhike.areas.finance.accounts import OUTPUT_TAX, RECEIVABLES, SALES
from zhike.areas.finance.models import EntryKind, ItemKind, OpenItem
from zhike.areas.finance.money import ZERO, to_base
from zhike.areas.finance.open_items import Match, NewItem, add_many, settle_many
from zhike.areas.finance.posting import Line, Posting, post_many
from zhike.areas.orders.models import Order, OrderState
from zhike.areas.orders.progress import settle_state
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import write_changes
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.one_by_one import MOST, locked_for_each
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.numbering.numbers import next_in_period
from zhike.kernel.refusals import Refused

ENTITY: Final = "invoices"
USUAL_DAYS: Final = 30
"""Days until an invoice is due, unless told otherwise."""
ROWS: Final = {InvoiceKind.INVOICE: ("FP", "invoices.issued"), InvoiceKind.CREDIT_NOTE: ("HZ", "credit_notes.issued")}
ISSUED: Final = ("number", "due_on", "state", "issued_at", "issued_by_id")
KINDS: Final = {InvoiceKind.INVOICE: ItemKind.INVOICE, InvoiceKind.CREDIT_NOTE: ItemKind.CREDIT_NOTE}


def with_order(invoices: Chosen[Invoice]) -> Invoice:
    """The one chosen invoice, locked after its order: who sends goods off holds the order and waits for invoices."""
    _lock_orders_of(invoices)
    return invoices.one()


def with_orders(invoices: Chosen[Invoice]) -> list[Invoice]:
    """All chosen invoices, locked after their orders. Raises Refused for too many at once."""
    _lock_orders_of(invoices)
    return locked_for_each(invoices)


def _lock_orders_of(invoices: Chosen[Invoice]) -> None:
    rows = list(invoices.rows().order_by().values_list("order_id", "contract_id")[: MOST + 1])
    lock_orders([order for order, _contract in rows if order], [contract for order, contract in rows if not order])


def issue(invoice: Invoice, *, by: Actor) -> None:
    """Issue a draft, which the caller holds locked, and its order before it (see `with_order`).

    Raises Refused when there is nothing on it or nothing to pay.
    """
    refuse_empty(invoice, invoice.lines.filter(deleted_at=None).exists())
    issue_many([invoice], by=by)


def refuse_empty(invoice: Invoice, has_lines: bool) -> None:
    """Raises Refused for what asks for nothing and gives nothing back."""
    if not has_lines or invoice.total <= 0:
        raise Refused(_("There is nothing to pay on it: add a line first."), field="lines", code="required")


def issue_many(invoices: Sequence[Invoice], *, by: Actor) -> None:
    """Issue drafts that were looked at already and are held locked: numbers, entries and open items, set by set."""
    straight = [one.contract_id for one in invoices if one.order_id is None and one.contract_id is not None]
    lock_orders([one.order_id for one in invoices if one.order_id is not None], straight)
    _give_numbers(invoices)
    _write_issued(invoices, by)
    post_many([posting_of(invoice) for invoice in invoices], by=by)
    items = add_many([item_of(invoice, _due(invoice)) for invoice in invoices], by=by)
    for invoice, item in zip(invoices, items, strict=True):
        if invoice.order_id is not None:
            _move_order_on(invoice, invoice.order_id)
        elif invoice.contract_id is not None:
            _settle_orders_of(invoice.contract_id)
        if invoice.credits_id is not None:
            _settle_credited(invoice, item, by)
    true_up([line for one in invoices if one.order_id is not None for line in order_lines_of(one).values()])


def lock_orders(orders: Collection[int], contracts: Collection[int | None] = ()) -> None:
    """Lock orders, and all orders of contracts: always before a contract and before an invoice is locked."""
    ids = set(orders)
    if contracts:
        ids |= set(Order.objects.filter(contract__in=list(contracts)).values_list("pk", flat=True))
    list(Order.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _give_numbers(invoices: Sequence[Invoice]) -> None:
    """The next numbers of each kind and year, in order and without gaps: a rollback gives them back."""
    rows: dict[tuple[InvoiceKind, int], list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        if not invoice.keeps_number:
            rows[InvoiceKind(invoice.kind), invoice.dated.year].append(invoice)
    # Always in the same order, so that two who issue many don't wait for each other.
    for (kind, year), several in sorted(rows.items()):
        prefix, row = ROWS[kind]
        for invoice, value in zip(several, next_in_period(row, str(year), len(several)), strict=True):
            invoice.number = f"{prefix}-{year}-{value:06d}"


def _write_issued(invoices: Sequence[Invoice], by: Actor) -> None:
    now = timezone.now()
    for invoice in invoices:
        invoice.due_on = _due(invoice)
        invoice.state = InvoiceState.ISSUED
        invoice.issued_at, invoice.issued_by_id = now, by.employee_id
    if len(invoices) == 1:
        (one,) = invoices
        Invoice.objects.filter(pk=one.pk).update(
            **{name: getattr(one, name) for name in ISSUED}, revision=F("revision") + 1, updated_at=now
        )
    elif invoices:
        write_changes(entity_of(Invoice), {one.pk: (one, set(ISSUED)) for one in invoices})


def _due(invoice: Invoice) -> date:
    return invoice.due_on or invoice.dated + timedelta(days=USUAL_DAYS)


def posting_of(invoice: Invoice) -> Posting:
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
    return Posting(invoice.dated, kind, lines, invoice.number, ENTITY, invoice.pk)


def _side(
    account: str, worth: Decimal, customer: int | None = None, currency: str = "", amount: Decimal | None = None
) -> Line:
    """A line: a worth above zero is a debit, below a credit."""
    return Line(account, max(worth, ZERO), max(-worth, ZERO), customer, currency, amount)


def item_of(invoice: Invoice, due: date) -> NewItem:
    """What the customer has to pay for an invoice, or may take off for a credit note."""
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


def _settle_orders_of(contract_id: int) -> None:
    """What was invoiced straight from a contract is no longer to be invoiced by its orders."""
    for order in Order.objects.filter(contract=contract_id, state=OrderState.SHIPPED, deleted_at=None).order_by("pk"):
        settle_state(order)


def _settle_credited(invoice: Invoice, item: int, by: Actor) -> None:
    """A credit note first pays for what it credits, as far as that is still open."""
    credited = OpenItem.objects.filter(
        document_entity=ENTITY, document_id=invoice.credits_id, open_amount__gt=ZERO
    ).first()
    if credited is not None:
        part = min(credited.open_amount, invoice.total)
        settle_many([Match(credited.pk, item, part)], dated=invoice.dated, by=by)

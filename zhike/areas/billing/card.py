"""What stands in the heads of the cards of invoices, receipts and customers about money."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.billing.models import Invoice, InvoiceState, Receipt, ReceiptState
from zhike.areas.documents.card import FIGURES as COMMON
from zhike.areas.finance.models import OpenItem
from zhike.areas.orders.models import Order
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Figure, Shown, Warn


def still_open(invoice: Invoice, by: Actor) -> Shown | None:
    """What is still to be paid of it."""
    if invoice.state != InvoiceState.ISSUED:
        return None
    left = _open_amount("invoices", invoice.pk)
    if invoice.sign < 0:
        return Shown(_amount(left), _("To be matched or paid back") if left else _("All of it is matched"))
    late = left > 0 and invoice.due_on is not None and invoice.due_on < timezone.localdate()
    detail = _("due %(day)s") % {"day": date_format(invoice.due_on, "SHORT_DATE_FORMAT")} if invoice.due_on else ""
    return Shown(_amount(left), detail if left else _("Paid in full"), "danger" if late else "")


def gross_profit(order: Order, by: Actor) -> Shown | None:
    """What the invoices of an order brought in less what its goods cost, and how much of the net amount that is."""
    found = _booked(order)
    if found is None:
        return None
    profit, net = found
    share = f"{profit / net * 100:.1f}%" if net else ""
    return Shown(_amount(profit), share, "danger" if profit < 0 else "")


def _booked(order: Order) -> tuple[Decimal, Decimal] | None:
    """Gross profit and net amount of what was invoiced, credit notes taken off; None if a cost is not known."""
    rows = Invoice.objects.filter(order=order, state=InvoiceState.ISSUED, deleted_at=None)
    invoices = list(rows.only("kind", "cost_base", "margin_base"))
    if not invoices or any(one.margin_base is None for one in invoices):
        return None
    profit = sum((one.sign * (one.margin_base or Decimal(0)) for one in invoices), Decimal(0))
    cost = sum((one.sign * (one.cost_base or Decimal(0)) for one in invoices), Decimal(0))
    return profit, profit + cost


def unmatched(receipt: Receipt, by: Actor) -> Shown | None:
    """What of it has paid for nothing yet."""
    if receipt.state != ReceiptState.BOOKED:
        return None
    left = abs(_open_amount("receipts", receipt.pk))
    return Shown(_amount(left), _("Prepayment") if left else _("All of it is matched"))


def late_now() -> Exists:
    """Column: whether something of an invoice should have been paid by now."""
    items = OpenItem.objects.filter(document_entity="invoices", document_id=OuterRef("pk"), open_amount__gt=0)
    return Exists(items.filter(due__lt=timezone.localdate()))


def credited(invoice: Invoice, by: Actor) -> Sequence[Warn]:
    """Which invoice a credit note takes back, and why."""
    if invoice.credits is None:
        return ()
    words = _("Credits %(number)s: %(reason)s") % {"number": invoice.credits.number, "reason": invoice.reason}
    return [Warn(words, "info", url=f"/invoices/{invoice.credits_id}", link=_("Open it"))]


def reversed_because(receipt: Receipt, by: Actor) -> Sequence[Warn]:
    """Why it was taken back."""
    if receipt.state != ReceiptState.REVERSED:
        return ()
    return [Warn(_("Reversed: %(reason)s") % {"reason": receipt.reversed_because}, "info")]


def _open_amount(entity: str, record_id: int) -> Decimal:
    rows = OpenItem.objects.filter(document_entity=entity, document_id=record_id)
    return sum(rows.values_list("open_amount", flat=True), Decimal(0))


def _amount(value: Decimal) -> str:
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


INVOICE_FIGURES = (*COMMON, Figure(pgettext_lazy("amount", "Open"), still_open))
ORDER_FIGURES = (
    Figure(pgettext_lazy("of an order", "Gross profit"), gross_profit, reads=("cost_base", "margin_base")),
)
RECEIPT_FIGURES = (Figure(_("Unmatched"), unmatched),)

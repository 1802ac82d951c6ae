"""What an invoice or a credit note says on paper: a bill with its tax, the amount in words, and where to pay."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceState
from zhike.areas.documents.paper import day
from zhike.areas.documents.printing import data_of_lines
from zhike.areas.finance.models import CashAccount, CashKind
from zhike.kernel.access.actor import Actor


def data_of_invoice(invoice: Invoice, by: Actor) -> dict[str, Any]:
    """The data of `prints/invoice.typ`; costs and margins are not for the customer, so they are not among them."""
    lines = list(invoice.lines.filter(deleted_at=None).select_related("unit").order_by("position", "pk"))
    gives_back = invoice.kind == InvoiceKind.CREDIT_NOTE
    return data_of_lines(invoice, lines) | {
        "title": str(_("Credit note") if gives_back else _("Invoice")),
        "number": invoice.number,
        "facts": [
            [_("Customer"), invoice.customer.name], [pgettext("of a document", "Date"), day(invoice.dated)],
            [_("Tax number"), invoice.customer.tax_number],
            [_("Due on"), "" if gives_back else day(invoice.due_on)],
            [pgettext("sale", "Order"), invoice.order.number if invoice.order else ""],
            [_("Tax invoice number"), invoice.tax_number_given],
            [_("Subject"), invoice.subject], [_("Our contact"), invoice.owner.name if invoice.owner else ""],
            [_("Credits"), invoice.credits.number if invoice.credits else ""],
        ],
        "sections": [
            {"label": label, "text": text}
            for label, text in (
                (_("Reason"), invoice.reason), (_("Pay to"), "" if gives_back else _bank(invoice.currency)),
                (_("Remarks"), invoice.remarks),
            )
            if text
        ],
        "note": _note(invoice),
    }  # fmt: skip


def _bank(currency: str) -> str:
    """Our first bank account in the currency of the invoice."""
    rows = CashAccount.objects.filter(kind=CashKind.BANK, currency=currency, retired=False, deleted_at=None)
    account = rows.exclude(bank_number="").order_by("pk").first()
    return f"{account.bank}  {account.bank_number}" if account else ""


def _note(invoice: Invoice) -> str:
    if invoice.state == InvoiceState.DRAFT:
        return _("This is a draft and asks for no payment.")
    return _("This statement is no tax invoice of the tax office.")

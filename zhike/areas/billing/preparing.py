"""What is filled in and checked before an invoice, a receipt or a reminder is saved."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Invoice, Receipt
from zhike.areas.customers.preparing import refuse_frozen
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.models import CashAccount
from zhike.areas.finance.money import check_amount
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

COUNTED = re.compile(r"(FP|HZ)-\d{4}-\d{6,}")
"""The numbers of `issuing`, whose row has no gaps: one that was typed would be in its way."""


def complete_invoice(invoice: Invoice, changed: frozenset[str], by: Actor) -> None:
    """An invoice is not due before it is dated, and has no number of the row that is counted when it is issued.

    Whoever makes it, it belongs to whom its customer belongs to.
    """
    _belong_with_customer(invoice, by)
    if "number" in changed and COUNTED.fullmatch(invoice.number):
        words = _("Numbers such as “%(number)s” are given when an invoice is issued.") % {"number": invoice.number}
        raise Refused(words, field="number", code="counted_number")
    if invoice.due_on is not None and changed & {"due_on", "dated"} and invoice.due_on < invoice.dated:
        raise Refused(_("It would be due before it is dated."), field="due_on", code="out_of_range")


def complete_receipt(receipt: Receipt, changed: frozenset[str], by: Actor) -> None:
    """A receipt is in the currency of its cash account, above nothing, with no more decimals than that has.

    Whoever notes it, it belongs to whom its customer belongs to: it counts for the one who sold.
    """
    _belong_with_customer(receipt, by)
    if "customer" in changed:
        refuse_frozen(receipt.customer)
    receipt.currency = receipt.currency or base_currency()
    if receipt.cash_account is not None and changed & {"cash_account", "currency"}:
        refuse_other_currency(receipt, receipt.cash_account)
    if receipt.amount is not None and receipt.amount <= 0:
        raise Refused(_("An amount is above zero."), field="amount", code="out_of_range")
    if changed & {"amount", "currency"}:
        check_amount(receipt.amount, receipt.currency)


def _belong_with_customer(record: Invoice | Receipt, by: Actor) -> None:
    if record.pk or record.owner_id:
        return
    if not record.customer.owner_id:
        record.owner_id = by.employee_id
        return
    record.owner_id, record.department_id = record.customer.owner_id, record.customer.department_id


def refuse_other_currency(receipt: Receipt, account: CashAccount) -> None:
    """Raises Refused when money is to go into an account of another currency."""
    if account.currency != receipt.currency:
        words = _("“%(account)s” is in %(currency)s.") % {"account": account.name, "currency": account.currency}
        raise Refused(words, field="cash_account", code="other_currency")

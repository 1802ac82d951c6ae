"""Which invoices and receipts came of an order, a contract or a quote, as predicates for the tabs of their cards."""

from __future__ import annotations

from django.db.models import Q

from zhike.areas.billing.models import InstalmentPayment, Invoice
from zhike.areas.contracts.models import Contract
from zhike.areas.finance.models import Settlement
from zhike.areas.orders.models import Order
from zhike.areas.quotes.models import Quote


def invoices_of_contract(contract: Contract) -> Q:
    """The invoices of its orders."""
    return Q(order__contract=contract.pk)


def invoices_of_quote(quote: Quote) -> Q:
    """The invoices of its orders, and of those of its contracts."""
    return Q(order__quote=quote.pk)


def receipts_of_order(order: Order) -> Q:
    """The receipts that pay for its invoices, as settlements stand now."""
    return _paying(Q(order=order.pk))


def receipts_of_contract(contract: Contract) -> Q:
    """The receipts that pay for its instalments or for the invoices of its orders."""
    planned = InstalmentPayment.objects.filter(instalment__contract=contract.pk, taken_back_at=None)
    return Q(pk__in=planned.values("receipt")) | _paying(invoices_of_contract(contract))


def _paying(invoices: Q) -> Q:
    found = Invoice.objects.filter(invoices, deleted_at=None).values("pk")
    rows = Settlement.objects.filter(
        reversed_at=None, debit__document_entity="invoices", debit__document_id__in=found,
        credit__document_entity="receipts",
    )  # fmt: skip
    return Q(pk__in=rows.values("credit__document_id"))

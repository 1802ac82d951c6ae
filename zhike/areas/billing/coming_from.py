"""Which receipts came of an order or a contract, which invoices of a quote: predicates from its id, for its card."""

from __future__ import annotations

from django.db.models import Q

from zhike.areas.billing.models import InstalmentPayment, Invoice
from zhike.areas.finance.models import Settlement


def invoices_of_quote(quote_id: int) -> Q:
    """The invoices of its orders, and of those of its contracts."""
    return Q(order__quote=quote_id)


def receipts_of_order(order_id: int) -> Q:
    """The receipts that pay for its invoices, as settlements stand now."""
    return _paying(Q(order=order_id))


def receipts_of_contract(contract_id: int) -> Q:
    """The receipts that pay for its instalments or for its invoices."""
    planned = InstalmentPayment.objects.filter(instalment__contract=contract_id, taken_back_at=None)
    return Q(pk__in=planned.values("receipt")) | _paying(Q(contract=contract_id))


def _paying(invoices: Q) -> Q:
    found = Invoice.objects.filter(invoices, deleted_at=None).values("pk")
    rows = Settlement.objects.filter(
        reversed_at=None, debit__document_entity="invoices", debit__document_id__in=found,
        credit__document_entity="receipts",
    )  # fmt: skip
    return Q(pk__in=rows.values("credit__document_id"))

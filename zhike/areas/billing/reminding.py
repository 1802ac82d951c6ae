"""What is overdue, and how firmly a customer was reminded of it so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Invoice, Reminder
from zhike.areas.contracts.models import Instalment
from zhike.areas.contracts.planning import in_order, late
from zhike.areas.finance.models import OpenItem
from zhike.areas.finance.money import ZERO, to_base
from zhike.kernel.entity.parts import Words

STEPS: Final[tuple[tuple[Words, int], ...]] = (
    (_("Friendly reminder"), 7), (_("Second reminder"), 7), (_("Last reminder before legal steps"), 5),
)  # fmt: skip
"""What each step is called, and in how many days it asks for payment."""
BETWEEN: Final = timedelta(days=7)
"""A customer is not reminded again sooner than this."""


def overdue(customer_ids: Iterable[int], today: date) -> dict[int, list[OpenItem]]:
    """The overdue items of customers, the oldest first; one query."""
    found: dict[int, list[OpenItem]] = {}
    rows = OpenItem.objects.filter(customer_id__in=list(customer_ids), open_amount__gt=0, due__lt=today)
    for item in rows.order_by("due", "pk"):
        found.setdefault(item.customer_id, []).append(item)
    return found


def overdue_instalments(customer_ids: Iterable[int], today: date) -> dict[int, list[Instalment]]:
    """The instalments of customers that should have been paid, as far as nothing was invoiced for their contract.

    What is invoiced is an open item, and is claimed as one. Two queries more where there are any.
    """
    rows = Instalment.objects.filter(late(today), contract__customer_id__in=list(customer_ids))
    found = list(in_order(rows.select_related("contract")))
    invoiced = _invoiced({one.contract_id for one in found})
    by_customer: dict[int, list[Instalment]] = {}
    for one in found:
        if one.contract_id not in invoiced:
            by_customer.setdefault(one.contract.customer_id, []).append(one)
    return by_customer


def amount_of(items: Iterable[OpenItem], instalments: Iterable[Instalment]) -> Decimal:
    """What is claimed, in the base currency."""
    owed = sum((item.open_base for item in items), ZERO)
    return owed + sum((to_base(one.amount - one.paid, one.contract.rate) for one in instalments), ZERO)


def _invoiced(contracts: Collection[int]) -> set[int]:
    """Those of the contracts for which something is invoiced and not paid."""
    invoices = dict(Invoice.objects.filter(contract__in=contracts).values_list("pk", "contract_id"))
    unpaid = OpenItem.objects.filter(document_entity="invoices", document_id__in=list(invoices), open_amount__gt=0)
    return {invoices[invoice] for invoice in unpaid.values_list("document_id", flat=True) if invoice is not None}


def last_reminders(customer_ids: Iterable[int]) -> dict[int, Reminder]:
    """The last reminder of each customer; one query."""
    rows = Reminder.objects.filter(customer_id__in=list(customer_ids), deleted_at=None)
    latest = rows.order_by().values("customer_id").annotate(last=Max("pk")).values("last")
    return {one.customer_id: one for one in Reminder.objects.filter(pk__in=latest)}


def next_step(last: Reminder | None, items: Iterable[OpenItem], instalments: Iterable[Instalment] = ()) -> int:
    """The step that comes now: one further when something of the last reminder is still open, else the first."""
    if last is None or not (
        {one.pk for one in items} & set(last.items) or {one.pk for one in instalments} & set(last.instalments)
    ):
        return 1
    return min(last.step + 1, len(STEPS))

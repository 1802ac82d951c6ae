"""What is overdue, and how firmly a customer was reminded of it so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Reminder
from zhike.areas.finance.models import OpenItem
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


def last_reminders(customer_ids: Iterable[int]) -> dict[int, Reminder]:
    """The last reminder of each customer; one query."""
    rows = Reminder.objects.filter(customer_id__in=list(customer_ids), deleted_at=None)
    latest = rows.order_by().values("customer_id").annotate(last=Max("pk")).values("last")
    return {one.customer_id: one for one in Reminder.objects.filter(pk__in=latest)}


def next_step(last: Reminder | None, items: list[OpenItem]) -> int:
    """The step that comes now: one further when something of the last reminder is still open, else the first."""
    if last is None or not {one.pk for one in items} & set(last.items):
        return 1
    return min(last.step + 1, len(STEPS))

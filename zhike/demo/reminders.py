"""Who was reminded of what is overdue, and how firmly by now."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from zhike.areas.billing.models import Reminder
from zhike.areas.billing.reminding import STEPS
from zhike.areas.finance.models import OpenItem
from zhike.demo import seasons
from zhike.demo.staff import Crew
from zhike.demo.writing import number, numbers_over_years, write
from zhike.kernel.entity.registry import entity_named

GRACE = (12, 30, 55)
"""So many days after the first item was due, each step of reminders was written."""
FORGOTTEN_EVERY = 4
"""One customer in so many has not been reminded yet."""


def make(crew: Crew, today: date) -> int:
    """Write the reminders of customers who owe something beyond its day. Returns how many."""
    late: dict[int, list[OpenItem]] = {}
    for item in OpenItem.objects.filter(open_amount__gt=0, due__lt=today).select_related("customer").order_by("due"):
        late.setdefault(item.customer_id, []).append(item)
    reminders = []
    for place, (_customer, items) in enumerate(sorted(late.items())):
        if place % FORGOTTEN_EVERY:
            reminders += _of(items, crew, today)
    reminders.sort(key=lambda one: one.dated)
    entity = entity_named("reminders")
    for one, own in zip(reminders, numbers_over_years(entity, [one.dated for one in reminders]), strict=True):
        one.number = own
    return write(entity, number(reminders))


def _of(items: list[OpenItem], crew: Crew, today: date) -> list[Reminder]:
    customer, found = items[0].customer, []
    for step, days in enumerate(GRACE, start=1):
        day = seasons.working(items[0].due + timedelta(days=days))
        if day > today:
            break
        due = [one for one in items if one.due < day]
        reminder = Reminder(
            customer=customer, dated=day, step=step, items=[one.pk for one in due], owner_id=customer.owner_id,
            amount_base=sum((one.open_base for one in due), Decimal(0)), department_id=customer.department_id,
            pay_by=day + timedelta(days=STEPS[step - 1][1]), created_by=crew.everyone["zhengwen"],
        )  # fmt: skip
        reminder.created_at = seasons.at(Random(step), day)  # noqa: S311  (a demo book holds no secrets)
        found.append(reminder)
    return found

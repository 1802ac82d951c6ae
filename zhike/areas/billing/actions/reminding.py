"""Reminding customers of what is overdue: one or many, each at the step that comes now."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Reminder
from zhike.areas.billing.reminding import BETWEEN, STEPS, last_reminders, next_step, overdue
from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.standard import create_checked
from zhike.kernel.entity.registry import entity_of


@action(
    Customer, power="reminders.send", verb="view", label=_("Remind of payment"), icon="bell-ring", bulk=True,
    sentence=_("%(by)s reminded %(title)s of overdue payments"),
)  # fmt: skip
def remind(customers: Chosen[Customer], *, by: Actor) -> Outcome:
    """Write a reminder to each customer who owes something beyond its day; those reminded lately are skipped."""
    today, entity = timezone.localdate(), entity_of(Reminder)
    done: list[int] = []
    skipped: list[Skip] = []
    for page in customers.pages():
        ids = [one.pk for one in page]
        owed, before = overdue(ids, today), last_reminders(ids)
        for one in page:
            items, last = owed.get(one.pk, []), before.get(one.pk)
            if not items:
                skipped.append(Skip(one.pk, _("Nothing is overdue."), one.name))
            elif last is not None and today - last.dated < BETWEEN:
                skipped.append(Skip(one.pk, _("It was reminded less than a week ago."), one.name))
            else:
                step = next_step(last, items)
                create_checked(entity, {
                    "customer": one.pk, "step": step, "items": [item.pk for item in items], "owner": one.owner_id,
                    "amount_base": sum((item.open_base for item in items), Decimal(0)),
                    "pay_by": today + timedelta(days=STEPS[step - 1][1]), "department": one.department_id,
                }, by=by)  # fmt: skip
                done.append(one.pk)
    return Outcome(done=len(done), skipped=skipped, records=done[:100])

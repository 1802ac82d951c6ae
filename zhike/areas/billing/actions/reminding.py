"""Reminding customers of what is overdue: one or many, each at the step that comes now."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.billing.models import Reminder
from zhike.areas.billing.reminding import (
    BETWEEN,
    STEPS,
    amount_of,
    last_reminders,
    next_step,
    overdue,
    overdue_instalments,
)  # fmt: skip
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
        owed, planned, before = overdue(ids, today), overdue_instalments(ids, today), last_reminders(ids)
        for one in page:
            items, parts, last = owed.get(one.pk, []), planned.get(one.pk, []), before.get(one.pk)
            if not items and not parts:
                skipped.append(Skip(one.pk, _("Nothing is overdue."), one.name))
            elif last is not None and today - last.dated < BETWEEN:
                skipped.append(Skip(one.pk, _("It was reminded less than a week ago."), one.name))
            else:
                step = next_step(last, items, parts)
                create_checked(entity, {
                    "customer": one.pk, "step": step, "items": [item.pk for item in items],
                    "instalments": [part.pk for part in parts], "amount_base": amount_of(items, parts),
                    "owner": one.owner_id,
                    "pay_by": today + timedelta(days=STEPS[step - 1][1]), "department": one.department_id,
                }, by=by)  # fmt: skip
                done.append(one.pk)
    return Outcome(done=len(done), skipped=skipped, records=done[:100])

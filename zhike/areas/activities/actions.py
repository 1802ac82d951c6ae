"""Recording what was done with a customer, and looking after what is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.activities.recording import SHOWN, declare_recording, recorded
from zhike.areas.customers.actions.transferring import To, refuse_departed
from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import after_commit
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import Refused


def _record_with(customers: Sequence[Customer], values: Mapping[str, Any], next_step: str, by: Actor) -> Outcome:
    frozen = [one for one in customers if one.frozen_at is not None]
    if frozen and len(frozen) == len(customers):
        raise Refused(_("This customer is frozen."), code="read_only")
    made = recorded(values, next_step, [{"customer": one} for one in customers if one.frozen_at is None], by=by)
    skipped = [Skip(one.pk, _("This customer is frozen."), one.name) for one in frozen]
    return Outcome(done=len(made), skipped=skipped, values={"activities": made[:SHOWN]})


log_activity = declare_recording(Customer, sentence=_("%(by)s recorded an activity with %(title)s"), write=_record_with)


@action(
    Activity, label=_("Finish the task"), icon="square-check", bulk=True,
    sentence=_("%(by)s finished the task %(title)s"),
)  # fmt: skip
def complete_task(
    activities: Chosen[Activity], *, result: Annotated[str, Ask(_("How it ended"), multiline=True)] = "", by: Actor
) -> Outcome:
    """Finish tasks; what is no task, or is finished already, is skipped. How it ended is added to the text."""
    done: list[int] = []
    skipped: list[Skip] = []
    for page in activities.pages():
        for activity in page:
            if reason := _not_open(activity):
                skipped.append(Skip(activity.pk, reason, activity.subject))
                continue
            activity.done_at = timezone.now()
            activity.body = f"{activity.body}\n{result}".strip() if result else activity.body
            activity.revision += 1
            activity.save(update_fields=["done_at", "body", "revision", "updated_at"])
            done.append(activity.pk)
    return Outcome(done=len(done), skipped=skipped, records=done[:100])


@action(Activity, label=_("Reopen"), icon="rotate-ccw", bulk=True, sentence=_("%(by)s reopened the task %(title)s"))
def reopen_task(activities: Chosen[Activity], *, by: Actor) -> Outcome:
    """Open finished tasks again."""
    done: list[int] = []
    skipped: list[Skip] = []
    for page in activities.pages():
        ids = [one.pk for one in page if one.done_at is not None]
        skipped += [Skip(one.pk, _("This is not a finished task."), one.subject) for one in page if one.done_at is None]
        Activity.objects.filter(pk__in=ids).update(done_at=None, revision=F("revision") + 1)
        done += ids
    return Outcome(done=len(done), skipped=skipped, records=done[:100])


@action(
    Activity, label=_("Assign"), icon="user-round-plus", bulk=True, sentence=_("%(by)s assigned %(title)s to %(to)s")
)
def assign(activities: Chosen[Activity], *, to: To, by: Actor) -> Outcome:
    """Give open tasks to a colleague, who is told. Raises Refused if the colleague has left."""
    refuse_departed(to)
    done: list[int] = []
    skipped: list[Skip] = []
    for page in activities.pages():
        ids = [one.pk for one in page if not _not_open(one) and one.owner_id != to.pk]
        skipped += [
            Skip(one.pk, _not_open(one) or _("%(name)s has this task already.") % {"name": to.name}, one.subject)
            for one in page if one.pk not in ids
        ]  # fmt: skip
        Activity.objects.filter(pk__in=ids).update(
            owner_id=to.pk, department_id=to.department_id, revision=F("revision") + 1
        )
        done += ids
    if done and to.pk != by.employee_id:
        _tell_assigned(done, to, by)
    return Outcome(done=len(done), skipped=skipped, records=done[:100])


def _not_open(activity: Activity) -> Any:
    if activity.kind != ActivityKind.TASK:
        return _("This is not a task.")
    return _("This task is done already.") if activity.done_at is not None else ""


def _tell_assigned(done: list[int], to: Employee, by: Actor) -> None:
    task = Activity.objects.get(pk=done[0])
    one = len(done) == 1
    message = _("%(by)s gave you a task: %(title)s") if one else _("%(by)s gave you %(count)s tasks")
    values = {"by": by.name, "title": task.subject, "count": len(done)}
    url = f"/activities/{task.pk}" if one else "/activities?view=todo"
    after_commit(lambda: notify([to.pk], message, values, icon="square-check", url=url))

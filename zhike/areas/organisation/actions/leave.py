"""Leave: a person is away for a while, and a colleague stands in until the last day of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.employees import refuse_outsider, save
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import after_commit, batch
from zhike.kernel.jobs.daily import declare_daily
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee
from zhike.kernel.people.work import refuse_taker
from zhike.kernel.refusals import Refused

STANDING_IN = _("You stand in for %(name)s, who is on leave: what %(name)s owns is in your lists until the leave ends.")
OVER = _("%(name)s's leave is over: you no longer stand in.")


@action(
    Employee, verb="view", label=_("Go on leave"), icon="palmtree", undoable=False,
    sentence=_("%(title)s is on leave; %(stand_in)s stands in"),
)  # fmt: skip
def go_on_leave(
    employees: Chosen[Employee],
    *,
    stand_in: Annotated[Employee | None, Ask(_("Stand-in"))] = None,
    until: Annotated[date | None, Ask(_("Last day of leave"), help=_("Without it, until somebody says so."))] = None,
    by: Actor,
) -> Outcome:
    """Say that a person is away, until which day, and who stands in. Everybody says it for themselves; others need a
    power.

    Until the person is back, what the person owns counts as the stand-in's own, within the stand-in's roles and
    clearance. So nobody makes themselves the stand-in of somebody else. Raises Refused for who can't take over, and
    for a last day that has gone by.
    """
    person = _own(employees, by)
    if until is not None and until < timezone.localdate():
        raise Refused(_("This day has gone by."), field="until", code="past")
    if stand_in is not None:
        refuse_taker(person.pk, stand_in)
        if stand_in.pk == by.employee_id and not by.rights.administrator:
            words = _("Nobody makes themselves a stand-in: let %(name)s or a colleague say it.")
            raise Refused(words % {"name": person.name}, field="stand_in", code="self")
    person.on_leave, person.leave_until, person.stand_in = True, until, stand_in
    save(person, "on_leave", "leave_until", "stand_in")
    if stand_in is not None and stand_in.pk != by.employee_id:
        said = {"name": person.name}
        after_commit(lambda: notify([stand_in.pk], STANDING_IN, said, icon="palmtree", url="/"))
    return Outcome(done=1, records=[person.pk])


@action(
    Employee, verb="view", label=_("Back from leave"), icon="undo-2", undoable=False,
    sentence=_("%(title)s is back from leave"),
)  # fmt: skip
def come_back(employees: Chosen[Employee], *, by: Actor) -> Outcome:
    """Say that a person is back."""
    person = _own(employees, by)
    _end(person)
    return Outcome(done=1, records=[person.pk])


def end_leaves(today: date) -> int:
    """Have those back whose last day of leave has gone by, and tell who stood in. Returns how many; called daily."""
    ended = Employee.objects.filter(on_leave=True, leave_until__lt=today).order_by("pk")
    if not ended.exists():
        return 0
    with batch(Actor.system(door="job"), "employees.end_leaves", "employees", {}):
        over = list(ended.select_for_update())
        for person in over:
            if person.stand_in_id is not None:
                notify([person.stand_in_id], OVER, {"name": person.name}, icon="undo-2", url="/")
            _end(person)
    return len(over)


declare_daily("organisation.leave", end_leaves)


def _end(person: Employee) -> None:
    person.on_leave, person.leave_until, person.stand_in = False, None, None
    save(person, "on_leave", "leave_until", "stand_in")


def _own(employees: Chosen[Employee], by: Actor) -> Employee:
    person = employees.one()
    if person.pk != by.employee_id:
        refuse_outsider(by)
    return person

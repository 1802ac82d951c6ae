"""What is done with people: roles, clearance, letting in and out, leaving for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.employees import (
    possible_rights,
    refuse_stronger,
    save,
    shut_out,
)
from zhike.kernel.access.actor import Actor, Rights
from zhike.kernel.access.giving import keeping_an_administrator, refuse_beyond, refuse_clearance
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.people.models import Department, Employee, Role, SecurityLevel
from zhike.kernel.people.signing_in import unlock as let_try_again
from zhike.kernel.people.work import hand_over, in_words, open_work
from zhike.kernel.refusals import Refused

LEVELS = tuple((str(level.value), level.label) for level in SecurityLevel)


@action(
    Employee,
    power=PEOPLE,
    label=_("Set roles"),
    icon="shield-check",
    bulk=True,
    undoable=False,
    sentence=_("%(by)s gave %(title)s the roles %(roles)s"),
)
def give_roles(
    employees: Chosen[Employee], *, roles: Annotated[list[str], Ask(_("Roles"), of="roles")], by: Actor
) -> Outcome:
    """Give people exactly these roles (ids), in place of those that they had.

    Raises NotAllowed when somebody would gain a right that the actor lacks, Refused when no administrator
    would be left.
    """
    wanted = _roles(roles)
    done = []
    with keeping_an_administrator():
        for person in employees.locked():
            refuse_beyond(possible_rights(person), possible_rights(person, roles=wanted), by=by)
            if sorted(person.roles) != wanted:
                person.roles = wanted
                save(person, "roles")
                done.append(person.pk)
    return Outcome(done=len(done), records=done)


@action(
    Employee,
    power=PEOPLE,
    label=_("Set clearance"),
    icon="eye",
    bulk=True,
    undoable=False,
    sentence=_("%(by)s set the clearance of %(title)s to %(level)s"),
)
def set_clearance(
    employees: Chosen[Employee], *, level: Annotated[str, Ask(_("Clearance"), choices=LEVELS)], by: Actor
) -> Outcome:
    """Clear people for records up to a security level: never oneself for more, nobody beyond one's own clearance."""
    if level not in dict(LEVELS):
        raise Refused(_("There is no such security level."), field="level", code="unknown")
    done = []
    for person in employees.locked():
        refuse_clearance(person.clearance, int(level), by=by)
        if person.clearance != int(level):
            person.clearance = int(level)
            save(person, "clearance")
            done.append(person.pk)
    return Outcome(done=len(done), records=done)


@action(
    Employee,
    power=PEOPLE,
    label=_("Close access"),
    icon="user-x",
    bulk=True,
    danger=True,
    undoable=False,
    sentence=_("%(by)s closed the access of %(title)s"),
)
def close_access(employees: Chosen[Employee], *, by: Actor) -> Outcome:
    """Shut people out at once: sessions end, tokens are revoked. Raises Refused for the last administrator."""
    people = employees.locked()
    for person in people:
        refuse_stronger(person, by=by)
    shut_out([person.pk for person in people])
    return Outcome(done=len(people), records=[person.pk for person in people])


@action(
    Employee,
    power=PEOPLE,
    label=_("Open access"),
    icon="user-check",
    bulk=True,
    undoable=False,
    sentence=_("%(by)s opened the access of %(title)s"),
)
def open_access(employees: Chosen[Employee], *, by: Actor) -> Outcome:
    """Let people in again, with the roles that they have; those who left come back by it."""
    done = []
    for person in employees.locked():
        refuse_beyond(Rights(), possible_rights(person), by=by)
        refuse_clearance(0, person.clearance, by=by)
        person.is_active, person.left_on = True, None
        save(person, "is_active", "left_on")
        done.append(person.pk)
    return Outcome(done=len(done), records=done)


@action(
    Employee,
    power=PEOPLE,
    label=_("Unlock"),
    icon="lock-open",
    bulk=True,
    undoable=False,
    sentence=_("%(by)s unlocked %(title)s"),
)
def unlock(employees: Chosen[Employee], *, by: Actor) -> Outcome:
    """Let people who were locked out by wrong passwords try again at once."""
    people = employees.locked()
    for person in people:
        let_try_again(person)
    return Outcome(done=len(people), records=[person.pk for person in people])


@action(
    Employee,
    power=PEOPLE,
    label=_("Leave the company"),
    icon="door-open",
    danger=True,
    undoable=False,
    sentence=_("%(title)s left the company; %(to)s took over"),
)
def leave(
    employees: Chosen[Employee],
    *,
    on: Annotated[date | None, Ask(_("Last day"))] = None,
    to: Annotated[
        Employee | None, Ask(_("Who takes over"), help=_("Customers, contacts and open tasks go to this colleague."))
    ] = None,
    by: Actor,
) -> Outcome:
    """Let somebody go: access closes now, a colleague takes over what is open, and reports go to the next superior.

    Raises Refused with what is left when nobody takes it over, and for the last administrator.
    """
    person = employees.one()
    refuse_stronger(person, by=by)
    if person.pk == by.employee_id:
        raise Refused(_("Ask a colleague to do this: you would lock yourself out."), code="self")
    work = open_work(person.pk)
    if work and to is None:
        words = _("%(name)s still has %(what)s: choose a colleague who takes them over.")
        raise Refused(words % {"name": person.name, "what": in_words(work)}, field="to", code="has_work")
    handed = hand_over(person.pk, to) if to is not None else 0
    shut_out([person.pk])
    _let_go(person)
    person.left_on, person.is_active = on or timezone.localdate(), False
    person.on_leave, person.leave_until, person.stand_in = False, None, None
    save(person, "left_on", "on_leave", "leave_until", "stand_in")
    message = _("%(name)s has left. %(count)s records were handed over.") % {"name": person.name, "count": handed}
    return Outcome(done=1, records=[person.pk], message=message)


def _roles(ids: Sequence[str | int]) -> list[int]:
    wanted = {int(one) for one in ids if str(one).isascii() and str(one).isdigit()}
    found = set(Role.objects.filter(pk__in=wanted, deleted_at=None).values_list("pk", flat=True))
    if len(found) != len(set(map(str, ids))):
        raise Refused(_("There is no such role."), field="roles", code="unknown_reference")
    return sorted(found)


def _let_go(person: Employee) -> None:
    """Free the places that only somebody who is here can hold."""
    Department.objects.filter(head=person).update(head=None)
    Employee.objects.filter(stand_in=person).update(stand_in=None)
    Employee.objects.filter(superior=person).update(superior=person.superior_id)

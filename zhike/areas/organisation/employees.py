"""What is checked before an employee's card is saved, and before a colleague is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor, Rights
from zhike.kernel.access.giving import keeping_an_administrator, refuse_beyond
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.access.rights import rights_from, rights_of
from zhike.kernel.directory import directory
from zhike.kernel.people.models import Employee
from zhike.kernel.people.sessions import end_all_access
from zhike.kernel.people.work import in_words, open_work
from zhike.kernel.refusals import NotAllowed, Refused

DECIDE_RIGHTS = frozenset({"username", "department"})


def complete_employee(person: Employee, changed: frozenset[str], by: Actor) -> None:
    """Keep what decides rights for those who look after people, and superiors from running in circles."""
    if person._state.adding:
        _begin(person, by)
    elif changed & DECIDE_RIGHTS:
        _refuse_other_rights(person, changed, by)
    if "username" in changed:
        _refuse_taken(person)
    if "superior" in changed:
        refuse_circle(person)


def guard_employee(verb: str, people: Sequence[Any], by: Actor) -> None:
    """Let a card go only when nothing is left in the person's hands; nobody deletes themselves or those above them."""
    refuse_outsider(by)
    for person in people:
        refuse_stronger(person, by=by)
        if verb == "delete":
            if person.pk == by.employee_id:
                raise Refused(_("You can't delete yourself."), code="self")
            if work := open_work(person.pk):
                raise Refused(
                    _("%(name)s still has %(what)s: let a colleague take them over first.")
                    % {"name": person.name, "what": in_words(work)}, code="has_work",
                )  # fmt: skip
    if verb == "delete":
        shut_out([person.pk for person in people])


def shut_out(people: Sequence[int]) -> None:
    """Close the door for people at once: no sign-in, no session, no token. Refused for the last administrator."""
    with keeping_an_administrator():
        Employee.objects.filter(pk__in=people).update(is_active=False)
        end_all_access(people)


def refuse_outsider(by: Actor) -> None:
    """Raises NotAllowed for those who don't look after people."""
    if not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may do this."), code="lacks_power")


def refuse_stronger(person: Employee, *, by: Actor) -> None:
    """Raises NotAllowed for a person who may do more than the actor: who could be let in again, or renamed, at will."""
    refuse_beyond(Rights(), possible_rights(person), by=by)


def possible_rights(person: Employee, department: int | None = None, roles: Sequence[int] | None = None) -> Rights:
    """The rights that a person has when let in, with another department or other roles if wished."""
    book = directory().roles
    held = person.roles if roles is None else roles
    return rights_from((book[role] for role in held if role in book), department or person.department_id)


def refuse_circle(person: Employee) -> None:
    """Raises Refused when somebody would come to be their own superior."""
    seen, superior = {person.pk}, person.superior
    while superior is not None:
        if superior.pk in seen:
            raise Refused(_("Nobody can be their own superior."), field="superior", code="circle")
        seen.add(superior.pk)
        superior = superior.superior


def _begin(person: Employee, by: Actor) -> None:
    refuse_outsider(by)
    # Nobody signs in before a password was given.
    person.set_unusable_password()


def _refuse_other_rights(person: Employee, changed: frozenset[str], by: Actor) -> None:
    refuse_outsider(by)
    if "username" in changed:
        refuse_stronger(person, by=by)
    if "department" in changed:
        before = rights_of(Employee.objects.get(pk=person.pk))
        refuse_beyond(before, possible_rights(person, person.department_id), by=by)


def _refuse_taken(person: Employee) -> None:
    person.username = person.username.strip()
    if Employee.objects.filter(username__iexact=person.username).exclude(pk=person.pk).exists():
        raise Refused(_("Somebody signs in by this name already."), field="username", code="taken")


def save(person: Employee, *fields: str) -> None:
    """Write these columns of a person; an open form of the person becomes stale."""
    person.revision += 1
    person.save(update_fields=[*fields, "revision", "updated_at"])

"""What the command line does with people: add them, find them, give them passwords."""

from collections.abc import Sequence

from django.db import transaction

from zhike.doors.command.answer import Failed
from zhike.kernel.access import giving
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.rights import ADMINISTRATOR
from zhike.kernel.actions.perform import batch
from zhike.kernel.people.models import Employee, Role, SecurityLevel
from zhike.kernel.people.passwords import checked, give_password, made
from zhike.kernel.refusals import Refused


@transaction.atomic
def add_person(
    username: str, name: str | None, password: str | None, *, roles: Sequence[str] = (), administrator: bool = False
) -> tuple[Employee, str]:
    """Add an employee who may sign in, and return it with the password, made if None was given.

    Raises Failed when the name is taken, a role is unknown or the password is weak.
    """
    if Employee.objects.filter(username__iexact=username).exists():
        raise Failed(f"There is already a person who signs in as {username}.")
    wanted = chosen_roles(roles) + ([administrators()] if administrator else [])
    person = Employee(username=username, name=name or username, roles=[role.pk for role in wanted])
    if administrator:
        # Nobody gives more clearance than they have: without one who has it all, nobody ever could.
        person.clearance = SecurityLevel.SECRET
    password = checked_or_made(password, person)
    person.set_password(password)
    with batch(by_command(), "employees.create", "employees", {"username": username}):
        person.save()
    return person, password


def by_command() -> Actor:
    """Whoever may run commands on this machine owns the database anyway."""
    return Actor.system(door="command")


def acting_as(username: str | None) -> Actor:
    """The actor of a command: the named person, else the first administrator. Raises Failed when there is none."""
    if username is None:
        person = giving.administrators().order_by("pk").first()
        if person is None:
            raise Failed("There is no administrator yet. Name a person with --as.")
    else:
        person = find_person(username)
    return Actor.of(person, door="command")


def language_of(by: Actor) -> str:
    """The language that a person reads."""
    return str(Employee.objects.values_list("language", flat=True).get(pk=by.employee_id))


def chosen_roles(names: Sequence[str]) -> list[Role]:
    """The roles of these names; raises Failed when one is unknown."""
    found = {role.name: role for role in Role.objects.filter(name__in=names)}
    missing = [name for name in names if name not in found]
    if missing:
        known = ", ".join(Role.objects.order_by("name").values_list("name", flat=True))
        raise Failed(f"No such role: {', '.join(missing)}. There are: {known or 'none'}.")
    return list(found.values())


def administrators() -> Role:
    """The role that may do everything; raises Failed when the administrators have left themselves none."""
    role: Role | None = Role.objects.filter(powers__contains=[ADMINISTRATOR]).order_by("pk").first()
    if role is None:
        raise Failed("There is no role that may do everything.")
    return role


def find_person(username: str) -> Employee:
    """The employee who signs in with this name; raises Failed when there is none."""
    try:
        return Employee.objects.get_by_natural_key(username)
    except Employee.DoesNotExist as error:
        raise Failed(f"Nobody signs in as {username}.") from error


def set_password(person: Employee, password: str | None) -> str:
    """Give a person another password, made if None was given, and return it. Their sessions end with the old one."""
    try:
        return give_password(person, password, by=by_command())
    except Refused as refused:
        raise Failed(refused.message) from refused


def checked_or_made(password: str | None, person: Employee) -> str:
    """The password if it is strong enough, or a new one; raises Failed with what is wrong with it."""
    try:
        return made() if password is None else checked(password, person)
    except Refused as refused:
        raise Failed(refused.message) from refused

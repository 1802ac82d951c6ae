"""Passwords: chosen by the person, or given by who looks after people."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor, Rights
from zhike.kernel.access.giving import refuse_beyond, refuse_clearance
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.access.rights import rights_of
from zhike.kernel.actions.perform import batch
from zhike.kernel.people.models import Employee
from zhike.kernel.people.sessions import end_sessions
from zhike.kernel.refusals import FieldError, NotAllowed, Refused

# No 0/O, 1/l/I: a first password is read aloud or copied from paper.
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def made() -> str:
    """A first password that is strong and can be typed: four groups of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(4))


def checked(password: str, person: Employee, *, field: str = "password") -> str:
    """The password, if it is strong enough for this person. Raises Refused with all that is wrong with it."""
    try:
        validate_password(password, person)
    except ValidationError as problem:
        raise Refused(
            errors=[
                FieldError(field, one.code or "weak", one.message % (one.params or {})) for one in problem.error_list
            ]
        ) from problem
    return password


def change_own(person: Employee, old: str, new: str, *, by: Actor, session: str = "") -> None:
    """Change one's own password; the other sessions end. Raises Refused for a wrong old or a weak new one."""
    if by.employee_id != person.pk or by.read_only:
        raise NotAllowed(_("Everybody changes their own password."), code="not_own")
    if not person.check_password(old):
        raise Refused(_("This is not your present password."), field="old", code="wrong_password")
    if old == new:
        raise Refused(_("Choose a password that differs from the present one."), field="new", code="same_password")
    _write(person, checked(new, person, field="new"), must_change=False, by=by)
    end_sessions(person.pk, but=session)


def give_password(person: Employee, password: str | None = None, *, by: Actor) -> str:
    """Give somebody a first password, made if None, and return it. They must choose their own when they next sign in.

    Needs the power to look after people and, because a password opens all that its owner may do, every right of that
    person. Raises NotAllowed or Refused.
    """
    if by.read_only or not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may give passwords."), code="lacks_power")
    refuse_beyond(Rights(), rights_of(person), by=by)
    refuse_clearance(0, person.clearance, by=by)
    password = made() if password is None else checked(password, person)
    _write(person, password, must_change=by.employee_id != person.pk and by.employee_id is not None, by=by)
    end_sessions(person.pk)
    return password


def _write(person: Employee, password: str, *, must_change: bool, by: Actor) -> None:
    person.set_password(password)
    person.must_change_password = must_change
    with batch(by, "employees.password", "employees", {}) as running:
        person.save(update_fields=["password", "must_change_password"])
        running.title = person.name

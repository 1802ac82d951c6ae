"""Nobody gives a right that they don't have, and somebody always keeps all rights."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import NOWHERE, Actor, Reach, Rights
from zhike.kernel.access.powers import VERBS, power_named
from zhike.kernel.access.rights import ADMINISTRATOR
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Employee, FieldAccess, Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused


def refuse_beyond(before: Rights, after: Rights, *, by: Actor) -> None:
    """Raises NotAllowed when somebody would gain a right that the actor lacks, and says which."""
    if by.rights.administrator:
        return
    gained = next(_beyond(before, after, by.rights), None)
    if gained is not None:
        raise NotAllowed(
            _("You can't give a right that you don't have: %(right)s.") % {"right": gained}, code="beyond_own"
        )


def refuse_clearance(before: int, after: int, *, by: Actor) -> None:
    """Raises NotAllowed when a clearance would rise above the actor's own."""
    if after > before and after > by.clearance:
        raise NotAllowed(_("You can't clear anybody above your own clearance."), field="level", code="beyond_own")


@contextmanager
def keeping_an_administrator() -> Iterator[None]:
    """Refuse the body's changes when nobody who may sign in is administrator after them; one such body at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('administrators'))")
    before = administrators().exists()
    yield
    if before and not administrators().exists():
        raise Refused(
            _("Somebody must stay administrator: this would take away the last one."), code="last_administrator"
        )


def administrators() -> QuerySet[Employee]:
    """The employees who may sign in and do everything."""
    roles = Role.objects.filter(powers__contains=[ADMINISTRATOR], deleted_at=None).values_list("pk", flat=True)
    found: QuerySet[Employee] = Employee.objects.filter(is_active=True, deleted_at=None, roles__overlap=list(roles))
    return found


def _beyond(before: Rights, after: Rights, own: Rights) -> Iterator[Words]:
    """What stands in `after` but neither in `before` nor among the giver's own rights, in words."""
    if after.administrator and not before.administrator:
        yield _("Administrator")
    for power in sorted(after.powers - before.powers - own.powers):
        known = power_named(power)
        yield known.label if known else power
    for (entity, verb), reach in sorted(after.grants.items()):
        if not within(reach, before.reach(entity, verb) | own.reach(entity, verb)):
            yield f"{_entity_label(entity)} · {VERBS.get(verb, verb)}"
    for entity, name in sorted({*before.fields, *own.fields}):
        had = before.field_access(entity, name) if _opens(before, entity) else FieldAccess.HIDDEN
        if _opens(after, entity) and after.field_access(entity, name) > max(had, own.field_access(entity, name)):
            yield f"{_entity_label(entity)} · {_field_label(entity, name)}"


def within(small: Reach, large: Reach) -> bool:
    """Whether one reach lies within another."""
    if large.everything:
        return True
    return not small.everything and (large.own or not small.own) and small.departments <= large.departments


def _opens(rights: Rights, entity: str) -> bool:
    return rights.administrator or any(
        key == entity and reach != NOWHERE for (key, _verb), reach in rights.grants.items()
    )


def _entity_label(key: str) -> str:
    try:
        return str(entity_named(key).label_plural)
    except NotFound:
        return key


def _field_label(key: str, name: str) -> str:
    fields = entity_named(key).fields
    return str(fields[name].label) if name in fields else name

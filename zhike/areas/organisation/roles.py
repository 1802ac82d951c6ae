"""A role as one sheet: its powers, its scope for each verb on each entity, and its field rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.employees import possible_rights
from zhike.kernel.access.actor import Actor, Rights
from zhike.kernel.access.areas import areas
from zhike.kernel.access.giving import keeping_an_administrator, refuse_beyond
from zhike.kernel.access.powers import PEOPLE, power_named, verbs_of
from zhike.kernel.access.rights import ADMINISTRATOR, rights_from
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch
from zhike.kernel.directory import directory
from zhike.kernel.directory.snapshot import RoleRights
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Employee, FieldAccess, FieldRule, Grant, Role, Scope
from zhike.kernel.refusals import NotAllowed, NotFound, Refused


class Reaches(NamedTuple):
    """A scope, and the departments of it when they were chosen."""

    scope: str
    departments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a role allows: powers, scopes by (entity, verb), and access by (entity, field) where it is limited.

    `areas` are those that it opens; a role without any opens all.
    """

    powers: frozenset[str] = frozenset()
    grants: Mapping[tuple[str, str], Reaches] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], int] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()


def sheet_of(role: Role) -> Sheet:
    """The sheet of a role as it is stored."""
    grants = Grant.objects.filter(role=role).values_list("entity", "verb", "scope", "departments")
    rules = FieldRule.objects.filter(role=role).values_list("entity", "field", "access")
    return Sheet(
        frozenset(role.powers),
        {(entity, verb): Reaches(scope, tuple(chosen)) for entity, verb, scope, chosen in grants},
        {(entity, name): access for entity, name, access in rules},
        frozenset(role.areas),
    )


def set_rights(role_id: int, wanted: Sheet, *, by: Actor) -> Outcome:
    """Make a role allow exactly what the sheet says.

    Raises NotAllowed when anybody who has the role would gain a right that the actor lacks, and Refused for unknown
    names or when no administrator would be left.
    """
    if by.read_only or not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may do this."), code="lacks_power")
    wanted = checked(wanted)
    with batch(by, "roles.set_rights", "roles", {}) as running, keeping_an_administrator():
        role = Role.objects.select_for_update().filter(pk=role_id, deleted_at=None).first()
        if role is None:
            raise NotFound(_("There is no such role."))
        _refuse_gains(role, sheet_of(role), wanted, by)
        _write(role, wanted)
        running.title = role.name
        return running.finish(Outcome(done=1, records=[role.pk]).of(running.id))


def checked(sheet: Sheet) -> Sheet:
    """The sheet without what says nothing. Raises Refused for what is no power, area, verb, scope, unit or field."""
    for power in sheet.powers - {ADMINISTRATOR}:
        if power_named(power) is None:
            raise _unknown(power)
    if unknown := sheet.areas - {area.key for area in areas()}:
        raise _unknown(min(unknown))
    grants = {key: reaches for key, reaches in sheet.grants.items() if reaches.scope != Scope.NONE}
    for (entity, verb), reaches in grants.items():
        if verb not in verbs_of(entity_named(entity)) or reaches.scope not in Scope.values:
            raise _unknown(f"{entity}.{verb}")
        if reaches.scope == Scope.CHOSEN and not reaches.departments:
            raise Refused(_("Choose the departments."), field=f"{entity}.{verb}", code="required")
        if not set(reaches.departments) <= set(directory().departments):
            raise Refused(_("There is no such department."), field=f"{entity}.{verb}", code="unknown_reference")
    rules = {key: access for key, access in sheet.fields.items() if access != FieldAccess.WRITE}
    for (entity, name), access in rules.items():
        if name not in entity_named(entity).fields or access not in FieldAccess.values:
            raise _unknown(f"{entity}.{name}")
    return replace(sheet, grants=grants, fields=rules)


def guard_role(verb: str, roles: Sequence[Any], by: Actor) -> None:
    """A role that somebody has stays."""
    for role in roles if verb == "delete" else ():
        if count := Employee.objects.filter(roles__contains=[role.pk], deleted_at=None).count():
            raise Refused(
                _("%(count)s people have the role “%(name)s”: take it from them first.")
                % {"count": count, "name": role.name}, code="in_use",
            )  # fmt: skip


def _refuse_gains(role: Role, before: Sheet, wanted: Sheet, by: Actor) -> None:
    """Compare the rights of everybody who has the role, and of the actor as if they had it, before and after."""
    old, new = _as_rights(role, before), _as_rights(role, wanted)
    refuse_beyond(rights_from([old], by.department_id), rights_from([new], by.department_id), by=by)
    book = directory().roles
    for person in Employee.objects.filter(roles__contains=[role.pk], deleted_at=None):
        others = [book[one] for one in person.roles if one in book and one != role.pk]
        refuse_beyond(possible_rights(person), _added_up(others, new, person), by=by)


def _added_up(others: Sequence[RoleRights], new: RoleRights, person: Employee) -> Rights:
    return rights_from([*others, new], person.department_id)


def _as_rights(role: Role, sheet: Sheet) -> RoleRights:
    grants = tuple((entity, verb, one.scope, one.departments) for (entity, verb), one in sheet.grants.items())
    return RoleRights(role.pk, role.name, sheet.powers, sheet.areas, grants, dict(sheet.fields))


def _write(role: Role, wanted: Sheet) -> None:
    Role.objects.filter(pk=role.pk).update(
        powers=sorted(wanted.powers), areas=sorted(wanted.areas), revision=F("revision") + 1
    )
    for grant in Grant.objects.filter(role=role):
        if (grant.entity, grant.verb) not in wanted.grants:
            grant.delete()
    for (entity, verb), one in wanted.grants.items():
        Grant.objects.update_or_create(
            role=role, entity=entity, verb=verb, defaults={"scope": one.scope, "departments": list(one.departments)}
        )
    for rule in FieldRule.objects.filter(role=role):
        if (rule.entity, rule.field) not in wanted.fields:
            rule.delete()
    for (entity, name), access in wanted.fields.items():
        FieldRule.objects.update_or_create(role=role, entity=entity, field=name, defaults={"access": access})


def _unknown(what: str) -> Refused:
    return Refused(
        _("There is no right called “%(name)s”.") % {"name": what[:80]}, field=what, code="unknown_reference"
    )

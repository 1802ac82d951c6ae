"""From roles to rights: what the roles of one person add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from zhike.kernel.access.actor import EVERYWHERE, NOWHERE, Reach, Rights
from zhike.kernel.access.areas import opened
from zhike.kernel.directory import directory
from zhike.kernel.directory.snapshot import RoleRights
from zhike.kernel.entity.registry import entities
from zhike.kernel.people.models import Employee, FieldAccess, Scope

ADMINISTRATOR = "*"


def rights_of(employee: Employee) -> Rights:
    """Add up the roles of an employee. Who has left, or may not sign in, has no rights at all."""
    if not employee.is_active:
        return Rights()
    book, key = directory(), (tuple(employee.roles), employee.department_id)
    if key not in book.rights:
        roles = (book.roles[role] for role in employee.roles if role in book.roles)
        book.rights[key] = rights_from(roles, employee.department_id)
    return book.rights[key]  # type: ignore[no-any-return]


def rights_from(roles: Iterable[RoleRights], department: int | None) -> Rights:
    """Add up roles for a member of a department; the most generous role wins, verb by verb and field by field.

    Each role counts only in the areas that it opens.
    """
    roles, subtree = [opened(role) for role in roles], directory().subtree
    powers = frozenset(power for role in roles for power in role.powers)
    grants: dict[tuple[str, str], Reach] = defaultdict(lambda: NOWHERE)
    for role in roles:
        for entity, verb, scope, chosen in role.grants:
            grants[entity, verb] = grants[entity, verb] | reach_of(scope, chosen, department, subtree)
    grants.update(dict.fromkeys(_by_power(powers), EVERYWHERE))
    return Rights(
        administrator=ADMINISTRATOR in powers,
        powers=powers,
        grants=dict(grants),
        fields=_fields(roles),
    )


def _by_power(powers: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The verbs on entities that come with a special permission as a whole."""
    for entity in entities():
        if entity.access.power in powers:
            for verb in (*entity.verbs, *(action.verb for action in entity.actions.values())):
                yield entity.key, verb


def reach_of(
    scope: str, chosen: Iterable[int], department: int | None, subtree: Callable[[int | None], frozenset[int]]
) -> Reach:
    """What a scope means for a member of a department; `subtree` is that of the directory, looked up once for many."""
    match scope:
        case Scope.ALL:
            return EVERYWHERE
        case Scope.OWN:
            return Reach(own=True)
        case Scope.DEPARTMENT:
            return Reach(own=True, departments=frozenset([department] if department else []))
        case Scope.BELOW:
            return Reach(own=True, departments=subtree(department))
        case Scope.CHOSEN:
            return Reach(own=True, departments=frozenset().union(*(subtree(one) for one in chosen)))
    return NOWHERE


def _fields(roles: list[RoleRights]) -> dict[tuple[str, str], int]:
    """The field rules that the most generous role leaves: one that opens the entity and has no rule frees it."""
    ruled = {(entity, name) for role in roles for entity, name in role.fields}
    found = {}
    for entity, name in ruled:
        opening = [role for role in roles if any(grant[0] == entity for grant in role.grants)]
        access = max(
            (role.fields.get((entity, name), FieldAccess.WRITE) for role in opening), default=FieldAccess.HIDDEN
        )
        if access < FieldAccess.WRITE:
            found[entity, name] = int(access)
    return found

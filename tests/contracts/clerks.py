"""People with made-to-measure roles."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import pytest

from zhike.kernel.access.powers import powers, verbs_of
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.people.models import Employee, FieldAccess, FieldRule, Grant, Role, Scope
from zhike.kernel.testing import Cast

_numbers = count(1)
HOW = ("by rule", "concealed")
NOBODYS = "contracts.nobody_has_this"


def unsighted(cast: Cast, entity: Entity, names: Iterable[str], how: str, patch: pytest.MonkeyPatch) -> Employee:
    """Somebody for whom fields do not exist: by a rule of their role, or because they are declared `concealed`."""
    if how == "by rule":
        return clerk(cast, entity, hidden=names)
    patch.setattr(type(entity), "concealed", dict.fromkeys(names, NOBODYS))
    return clerk(cast, entity)


def clerk(
    cast: Cast,
    entity: Entity,
    *,
    hidden: Iterable[str] = (),
    read_only: Iterable[str] = (),
    without: Iterable[str] = (),
    scope: str = Scope.ALL,
) -> Employee:
    """Somebody with all powers but those in `without`, all verbs within `scope`, and rules for fields of one entity."""
    number = next(_numbers)
    lacking = set(without)
    role = Role.objects.create(name=f"clerk {number}", powers=[one.key for one in powers() if one.key not in lacking])
    Grant.objects.bulk_create([
        Grant(role=role, entity=kind.key, verb=verb, scope=scope)
        for kind in entities() if not kind.access.grants_of for verb in verbs_of(kind)
    ])  # fmt: skip
    rules = dict.fromkeys(hidden, FieldAccess.HIDDEN) | dict.fromkeys(read_only, FieldAccess.READ)
    FieldRule.objects.bulk_create(
        [
            FieldRule(role=role, entity=entity.access.grants_of or entity.key, field=name, access=access)
            for name, access in rules.items()
        ]
    )
    return Employee.objects.create(
        username=f"clerk{number}",
        name=f"文员{number}",
        department=cast.group,
        roles=[role.pk],
        clearance=3,
        password="!",
    )

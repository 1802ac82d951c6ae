"""A filter as a small tree, its JSON form, its `filter[field__operator]=value` form, and its meaning as a predicate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import ValueProblem
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.filters.batches import BATCH, touched_by
from zhike.kernel.refusals import Refused

DEEPEST = 5
MOST_CONDITIONS = 60
PARAMETER = re.compile(r"^filter\[([a-z0-9_]+?)(?:__([a-z_]+))?\]$")


@dataclass(frozen=True, slots=True)
class Condition:
    """One field, one operator, one value, as in `level in A,B`."""

    field: str
    operator: str = "eq"
    value: Any = None

    def json(self) -> dict[str, Any]:
        """The condition in its JSON form."""
        return {"field": self.field, "op": self.operator, "value": self.value}


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups that must all hold (`and`), or of which one must (`or`)."""

    join: Literal["and", "or"] = "and"
    parts: tuple[Condition | Group, ...] = ()

    def json(self) -> dict[str, Any]:
        """The group in its JSON form; `{}` when it is empty."""
        return {self.join: [part.json() for part in self.parts]} if self.parts else {}

    def conditions(self) -> Iterable[Condition]:
        """All conditions, at any depth."""
        for part in self.parts:
            if isinstance(part, Condition):
                yield part
            else:
                yield from part.conditions()

    def both(self, other: Group) -> Group:
        """A group that holds when this one and the other do."""
        return Group("and", tuple(group for group in (self, other) if group.parts))


def from_json(raw: Any, depth: int = 0) -> Group:
    """Read the JSON form `{"and": [{"field": …, "op": …, "value": …}, {"or": […]}]}`.

    The flat form `{"level": "A", "created_at__gte": "2026-01-01"}` means that all of it must hold. Raises Refused for
    anything else.
    """
    if raw in (None, {}, []):
        return Group()
    if not isinstance(raw, Mapping) or depth > DEEPEST:
        raise _malformed()
    if depth == 0 and not {"and", "or"} & set(raw):
        return from_parameters((f"filter[{name}]", value) for name, value in raw.items())
    if len(raw) != 1:
        raise _malformed()
    join, parts = next(iter(raw.items()))
    if join not in ("and", "or") or not isinstance(parts, list):
        raise _malformed()
    group = Group(join, tuple(_part(part, depth) for part in parts))
    if sum(1 for _condition in group.conditions()) > MOST_CONDITIONS:
        raise Refused(_("A filter may have at most %(most)s conditions.") % {"most": MOST_CONDITIONS}, code="too_many")
    return group


def from_parameters(parameters: Iterable[tuple[str, Any]]) -> Group:
    """Read `filter[level__in]=A,B` pairs; all of them must hold."""
    found = []
    for name, value in parameters:
        named = PARAMETER.match(name)
        if named:
            found.append(Condition(named[1], named[2] or "eq", value))
        elif name.startswith("filter["):
            raise _malformed()
    return Group("and", tuple(found))


def predicate(entity: Entity, group: Group, by: Actor, reading: Reading | None = None) -> Q:
    """What the filter means. Raises Refused for a field that the actor may not see: it does not exist for them."""
    reading = reading or reading_for(by)
    found = Q()
    for part in group.parts:
        one = (
            _meaning(entity, part, by, reading) if isinstance(part, Condition) else predicate(entity, part, by, reading)
        )
        found = (found & one) if group.join == "and" else (found | one)
    return found


def _meaning(entity: Entity, condition: Condition, by: Actor, reading: Reading) -> Q:
    field = entity.readable(by).get(condition.field)
    if condition.field == BATCH and BATCH not in entity.fields and condition.operator == "eq":
        return touched_by(entity, condition.value, by)
    if field is None:
        raise Refused(
            _("There is no field “%(name)s”.") % {"name": condition.field}, field=condition.field, code="unknown_field"
        )
    if entity.masks(condition.field, by) and condition.operator not in ("eq", "empty", "filled"):
        # A masked number could otherwise be found out digit by digit.
        raise Refused(_("“%(field)s” is masked and can only be compared as a whole.") % {"field": field.label},
                      field=condition.field, code="masked")  # fmt: skip
    try:
        return field.type.predicate(field, condition.operator, condition.value, reading)
    except ValueProblem as problem:
        raise Refused(problem.message, field=condition.field, code=problem.code) from problem


def _part(raw: Any, depth: int) -> Condition | Group:
    if isinstance(raw, Mapping) and "field" in raw:
        field, operator = raw["field"], raw.get("op", "eq")
        if not isinstance(field, str) or not isinstance(operator, str) or not set(raw) <= {"field", "op", "value"}:
            raise _malformed()
        return Condition(field, operator, raw.get("value"))
    return from_json(raw, depth + 1)


def _malformed() -> Refused:
    return Refused(_("This filter can't be read."), field="filter", code="malformed_filter")

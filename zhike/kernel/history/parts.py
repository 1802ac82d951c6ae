"""Rows of other tables that belong to a record, such as a role's grants: they are told in the record's history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Part, Words
from zhike.kernel.entity.registry import entities
from zhike.kernel.history.models import Change

Columns = Mapping[str, Any]


class Told(NamedTuple):
    """A change of such a row: whose it is, what programs call it, and both states as values and in words."""

    entity: Entity
    record_id: int
    key: str
    label: Words
    before: Columns | None
    after: Columns | None
    words: tuple[Words, Words]


def with_parts(entity: Entity, record_id: int) -> Q:
    """The changes of a record and of the rows that belong to it, or ever did."""
    found = Q(kind=entity.model._meta.db_table, record_id=record_id)
    for part in entity.parts:
        # The whole row stands in the history when it was inserted or deleted; then it tells to whom it belonged.
        own = Change.objects.filter(kind=part.table, verb__in="ID", changes__contains={part.column: record_id})
        found |= Q(kind=part.table, record_id__in=own.values("record_id"))
    return found


def told(changes: Iterable[Change]) -> dict[int, Told]:
    """Those of the changes that are of such rows, by the id of the change; one query for each kind of row."""
    changes = list(changes)
    found: dict[int, Told] = {}
    for entity in entities():
        for part in entity.parts:
            own = [change for change in changes if change.kind == part.table]
            rows = rows_of(part, own) if own else {}
            found |= {change.id: _told(entity, part, rows[change.record_id], change) for change in own}
    return found


def rows_of(part: Part, changes: Sequence[Change]) -> dict[int, Columns]:
    """Each changed row as far as it never changes: by whole pictures in the history, else as it stands."""
    wanted = {change.record_id for change in changes}
    rows = part.model._default_manager.filter(pk__in=wanted).values()
    found: dict[int, Columns] = {one: {} for one in wanted} | {row["id"]: row for row in rows}
    pictures = Change.objects.filter(kind=part.table, record_id__in=wanted, verb__in="ID").order_by("id")
    return found | {record_id: dict(row) for record_id, row in pictures.values_list("record_id", "changes")}


def states(change: Change) -> tuple[Columns | None, Columns | None]:
    """A change as the columns before and after it; None where the row wasn't there."""
    match change.verb:
        case "U":
            before = {column: pair[0] for column, pair in change.changes.items()}
            return before, {column: pair[1] for column, pair in change.changes.items()}
        case "I":
            return None, dict(change.changes)
    return dict(change.changes), None


def _told(entity: Entity, part: Part, row: Columns, change: Change) -> Told:
    before, after = (
        {name: one[name] for name in part.values if name in one} if one else None for one in states(change)
    )
    words = tuple(part.words(one) if one else "" for one in (before, after))
    return Told(entity, int(row.get(part.column) or 0), part.key(row), part.label(row), before, after, words)  # type: ignore[arg-type]  # (two words)

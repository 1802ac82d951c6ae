"""Reading the history: what happened to a record, and how it was on any past day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.masking import masked
from zhike.kernel.history.models import Batch, Change, ExactDecoder
from zhike.kernel.history.parts import told, with_parts
from zhike.kernel.lines.past import ever
from zhike.kernel.refusals import NotFound, Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one change, from what to what, as stored values that the reader may see.

    What belongs to a record without being a field of it (see `parts`) has a `label`, and both states in `words`.
    """

    field: str
    before: Any
    after: Any
    label: Words = ""
    words: tuple[Words, Words] = ("", "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of a record, with who made it and the batch that it was part of.

    Where rows that belong to the record changed with it (`whole`), the entry is all that the batch did to the record.
    """

    id: int
    at: datetime
    by: int | None
    door: str
    verb: str
    batch: Batch | None
    changes: Sequence[FieldChange]
    entity: Entity
    record_id: int
    whole: bool = False

    @property
    def is_of_line(self) -> bool:
        """Whether it is a change of one of the lines of the document whose history is read."""
        return self.entity.document is not None


def history_of(
    entity: Entity, record_id: int, *, by: Actor, before: int | None = None, field: str = "", person: int | None = None,
    most: int = PAGE,
) -> list[Entry]:  # fmt: skip
    """The changes of a record and of its lines, newest first, without the fields that the actor may not see.

    A `field` is one of the record's own, so then its lines are left out.
    `before` is the id of the last change already shown. Raises NotFound for a record that the actor may not see.
    """
    visible_record(entity, record_id, by)
    kinds, where = {entity.model._meta.db_table: entity}, with_parts(entity, record_id)
    for lines in entity.lines if not field else ():
        line = entity.line_entity(lines)
        kinds[line.model._meta.db_table] = line
        where |= Q(kind=line.model._meta.db_table, record_id__in=ever(entity, lines, record_id))
    rows = Change.objects.filter(where).select_related("batch")
    if before is not None:
        rows = rows.filter(id__lt=before)
    if person is not None:
        rows = rows.filter(actor_id=person)
    if field:
        if field not in entity.readable(by):
            raise Refused(
                _("There is no field “%(name)s”.") % {"name": field[:60]}, field="field", code="unknown_field"
            )
        column = entity.fields[field].column
        # A creation keeps every text column, filled or not; one that was left empty says nothing about the field.
        rows = rows.filter(changes__has_key=column).exclude(verb="I", changes__contains={column: ""})
    if not entity.parts or field:
        return [entry_of(kinds[change.kind], change, by) for change in rows.order_by("-id")[:most]]
    runs = _runs(rows.order_by("-id"), entity.model._meta.db_table)
    return [_joined(entity, run, by) for run in islice(runs, most)]


def _runs(rows: QuerySet[Change], own: str) -> Iterator[list[Change]]:
    """The changes in runs, each of one batch. Without a batch, what belongs to the record goes by minute and hand."""

    def together(change: Change) -> tuple[Any, ...]:
        if change.batch_id is not None:
            return (change.batch_id,)
        if change.kind == own:
            return (own, change.id)
        return (change.actor_id, change.door, change.at.replace(second=0, microsecond=0))

    for _key, run in groupby(rows.iterator(chunk_size=PAGE * 10), key=together):
        yield list(run)


def _joined(entity: Entity, run: Sequence[Change], by: Actor) -> Entry:
    """One entry for what a batch did to a record and to the rows that belong to it."""
    own = [change for change in run if change.kind == entity.model._meta.db_table]
    entry = entry_of(entity, (own or run)[-1], by)
    shown = [one for change in own for one in entry_of(entity, change, by).changes]
    found = sorted(told(run).values(), key=lambda one: one.key)
    shown += [FieldChange(one.key, one.before, one.after, one.label, one.words) for one in found]
    verb = entry.verb if own else "U"
    return replace(entry, id=run[-1].id, verb=verb, changes=shown, whole=bool(found))


def visible_record(entity: Entity, record_id: int, by: Actor, *, in_bin: bool = True) -> Any:
    """The record, if the actor may see it; one in the bin is found too. Raises NotFound."""
    rows = entity.model._default_manager
    record = rows.visible_to(by).filter(pk=record_id).first()  # type: ignore[attr-defined]
    if record is None and in_bin:
        record = rows.in_bin(by).filter(pk=record_id).first()  # type: ignore[attr-defined]
    if record is None:
        raise NotFound(_("There is no such record."))
    return record


def entry_of(entity: Entity, change: Change, by: Actor) -> Entry:
    """A change as the actor may see it."""
    columns = {field.column: name for name, field in entity.readable(by).items()} | {"deleted_at": "deleted_at"}
    shown = []
    for column, value in sorted(change.changes.items()):
        if column in columns:
            before, after = value if change.verb == "U" else (None, value) if change.verb == "I" else (value, None)
            name = columns[column]
            if entity.masks(name, by):
                before, after = _hidden(entity, name, before), _hidden(entity, name, after)
            shown.append(FieldChange(name, before, after))
    return Entry(
        change.id, change.at, change.actor_id, change.door, change.verb, change.batch, shown, entity, change.record_id
    )


def as_of(entity: Entity, record_id: int, moment: datetime, *, by: Actor) -> dict[str, Any]:
    """The record's columns as they were at a moment, by walking the changes since then backwards.

    Raises NotFound if the actor may not see the record now, or if it was not there yet at that moment.
    """
    record = visible_record(entity, record_id, by)
    state = _as_json(record)
    since = Change.objects.filter(kind=entity.model._meta.db_table, record_id=record_id, at__gt=moment).order_by("-id")
    for change in since.iterator():
        if change.verb == "I":
            raise NotFound(_("This record did not exist yet at that moment."))
        if change.verb == "U":
            state.update({column: pair[0] for column, pair in change.changes.items()})
        else:
            state = dict(change.changes)
    return state


def instance_as_of(entity: Entity, record_id: int, moment: datetime, *, by: Actor) -> Model:
    """The record as it was, as an unsaved instance of its model."""
    return instance_of(entity, as_of(entity, record_id, moment, by=by))


def instance_of(entity: Entity, state: Mapping[str, Any]) -> Model:
    """Columns as the history keeps them, as an unsaved instance of the model."""
    record = entity.model()
    for field in entity.model._meta.concrete_fields:
        value = state.get(field.attname)
        setattr(record, field.attname, field.to_python(value) if not field.is_relation else value)
    return record


def _as_json(record: Model) -> dict[str, Any]:
    table = record._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(r) FROM {connection.ops.quote_name(table)} r WHERE id = %s", [record.pk])
        row = cursor.fetchone()
    return dict(json.loads(row[0], cls=ExactDecoder) if isinstance(row[0], str) else row[0])


def _hidden(entity: Entity, name: str, value: Any) -> Any:
    return masked(str(value), entity.fields[name].type.name) if value else value

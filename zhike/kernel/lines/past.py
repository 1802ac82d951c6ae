"""The lines that a document ever had: for its history, and to see it as it was on a past day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.history.models import Change, ExactDecoder


def ever(entity: Entity, lines: Lines, document_id: int) -> set[int]:
    """The ids of all lines that a document has or had, by one declaration: each was inserted under it once."""
    model, column = _model_and_column(entity, lines)
    told = Change.objects.filter(kind=model._meta.db_table, verb="I", **{f"changes__{column}": document_id})
    there = model._default_manager.filter(**{column: document_id})
    return set(told.values_list("record_id", flat=True)) | set(there.values_list("pk", flat=True))


def index_statements(entity: Entity) -> Iterator[tuple[str, str]]:
    """The index by which `ever` finds the lines of one document among all of the history."""
    if entity.document is None:
        return
    table, column = entity.model._meta.db_table, entity.fields[entity.document[1].by].column
    made = f"CREATE INDEX IF NOT EXISTS history_lines_{table} ON history_change ((changes -> '{column}'))"
    yield "history_change", f"{made} WHERE kind = '{table}' AND verb = 'I'"


def lines_as_of(entity: Entity, document_id: int, moment: datetime) -> dict[str, list[Model]]:
    """The lines of a document as they were, in their order, as unsaved instances. The caller may see the document."""
    return {lines.name: _as_of(entity, lines, document_id, moment) for lines in entity.lines}


def _as_of(entity: Entity, lines: Lines, document_id: int, moment: datetime) -> list[Model]:
    model, _column = _model_and_column(entity, lines)
    ids = ever(entity, lines, document_id)
    states = _rows_as_json(model, ids)
    since = Change.objects.filter(kind=model._meta.db_table, record_id__in=ids, at__gt=moment).order_by("-id")
    for change in since.iterator():
        if change.verb == "I":
            states.pop(change.record_id, None)
        elif change.verb == "U":
            states[change.record_id].update({column: pair[0] for column, pair in change.changes.items()})
        else:
            states[change.record_id] = dict(change.changes)
    found = [_instance(model, state) for state in states.values()]
    return sorted(found, key=lambda line: (line.position, line.pk))


def _rows_as_json(model: type[Model], ids: set[int]) -> dict[int, dict[str, Any]]:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, to_jsonb(r)::text FROM {table} r WHERE id = ANY(%s)", [list(ids)])
        return {key: json.loads(row, cls=ExactDecoder) for key, row in cursor.fetchall()}


def _instance(model: type[Model], state: dict[str, Any]) -> Any:
    line = model()
    for field in model._meta.concrete_fields:
        value = state.get(field.attname)
        # What the history leaves out (who may see it) has no past: it keeps its default.
        if value is not None or field.null:
            setattr(line, field.attname, field.to_python(value) if not field.is_relation else value)
    return line


def _model_and_column(entity: Entity, lines: Lines) -> tuple[type[Model], str]:
    line = entity.line_entity(lines)
    return line.model, line.fields[lines.by].column

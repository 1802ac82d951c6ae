"""The editable table of lines in a document's form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.lines.posted import Row, asked_columns, usual_values
from zhike.doors.web.records.asking import asked, lookup_url, written
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.lines.reading import lines_of

NEW = "__key__"
"""Stands for the key of a row in the template from which the page makes new rows."""
Titles = Mapping[type[Model], Mapping[int, str]]


def editor(
    entity: Entity, lines: Lines, rows: Sequence[Row], by: Actor, *, record: Any = None,
    computed: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None, problem: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The context of `web/lines/editor.html`. `computed` are stored lines by row key, for what nobody types."""
    line, errors, computed = entity.line_entity(lines), errors or {}, computed or {}
    readable = line.readable(by)
    columns = [readable[name] for name in lines.columns if name in readable]
    titles = _titles(entity, lines, rows, by)
    usual = usual_values(entity, lines, by)
    return {
        "name": lines.name, "label": lines.label, "problem": problem,
        "columns": [_column(one, line, by) for one in columns],
        "rows": [_row(lines, columns, row, by, line, titles, errors, computed.get(row.key)) for row in rows],
        "blank": _row(lines, columns, Row(NEW, "", usual), by, line, {}, {}, None),
        "preview_url": f"{entity.url()}/lines/{lines.name}" + (f"?id={record.pk}" if record is not None else ""),
        "sums": [_sum(readable[name], record, entity, by) for name in lines.sums if name in readable],
        "fills_on": " ".join(lines.fills_on), "most": lines.most,
    }  # fmt: skip


def rows_stored(entity: Entity, lines: Lines, record: Any, by: Actor) -> tuple[list[Row], dict[str, Any]]:
    """The rows of a record that is there, and its lines by row key."""
    stored = lines_of(entity, [record.pk])[record.pk][lines.name]
    columns = asked_columns(entity, lines, by)
    rows = [
        Row(str(line.pk), str(line.pk), {name: getattr(line, bound.column) for name, bound in columns.items()})
        for line in stored
    ]
    return rows, {str(line.pk): line for line in stored}


def rows_of_values(lines: Lines, values: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows of a new document that begins with lines, such as a copy."""
    return [Row(f"c{place}", "", one) for place, one in enumerate(values)]


def _column(bound: BoundField, line: Entity, by: Actor) -> dict[str, Any]:
    editable = bound.name in line.writable(by)
    return {
        "name": bound.name, "label": bound.label, "required": editable and bound.required,
        "numeric": bound.type.align_right, "kind": bound.type.name,
    }  # fmt: skip


def _row(
    lines: Lines, columns: Sequence[BoundField], row: Row, by: Actor, line: Entity, titles: Titles,
    errors: Mapping[str, str], stored: Any,
) -> dict[str, Any]:  # fmt: skip
    writable = line.writable(by)
    cells = []
    for bound in columns:
        cell: dict[str, Any] = {"label": bound.label, "numeric": bound.type.align_right, "kind": bound.type.name}
        if bound.name in writable:
            name = f"{lines.name}.{row.key}.{bound.name}"
            cell["field"] = _field(bound, row.values.get(bound.name), by, titles, name, errors.get(name, ""))
        else:
            value = getattr(stored, bound.column, None)
            cell |= {"computed": bound.name, "text": bound.type.text(value, bound, reading_for(by)) if stored else ""}
        cells.append(cell)
    return {"key": row.key, "id": row.id, "cells": cells}


def _field(bound: BoundField, value: Any, by: Actor, titles: Titles, name: str, error: str) -> Field:
    if bound.type.name == "reference":
        field = Field(name=name, label=str(bound.label), kind="reference", url=lookup_url(bound.related_model))
        record_id = whole_number(str(value)) if value else None
        title = titles.get(bound.related_model, {}).get(record_id or 0)
        field.chosen = [Choice(str(record_id), title)] if record_id and title is not None else []
    else:
        field = asked(bound, value, by)
        field.name, field.label = name, str(bound.label)
        field.value = value if isinstance(value, str) else written(value)
        field.kind = "select" if field.kind == "choice_chips" else "number" if field.kind == "money" else field.kind
    field.id, field.error, field.bare, field.required = f"id_{name}".replace(".", "-"), error, True, False
    return field


def _titles(entity: Entity, lines: Lines, rows: Sequence[Row], by: Actor) -> Titles:
    """What the records are called that the rows refer to: one statement for each kind."""
    wanted: dict[type[Model], set[int]] = {}
    for name, bound in asked_columns(entity, lines, by).items():
        if bound.type.name == "reference":
            numbers = (whole_number(str(row.values.get(name) or "")) for row in rows)
            wanted.setdefault(bound.related_model, set()).update(one for one in numbers if one)
    return {model: titles_by_id(model, ids, by) for model, ids in wanted.items()}


def _sum(bound: BoundField, record: Any, entity: Entity, by: Actor) -> dict[str, Any]:
    known = record is not None and bound.name in entity.readable(by)
    value = getattr(record, bound.name, None) if known else None
    return {"name": bound.name, "label": bound.label, "text": bound.type.text(value, bound, reading_for(by))}

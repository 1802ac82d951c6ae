"""The lines of a document as a table with its totals: on the card and in the side panel, now or as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhike.doors.web.records.stored import referred, titles_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.lines.reading import lines_of


def line_tables(entity: Entity, record: Any, by: Actor) -> list[dict[str, Any]]:
    """The tables of a record's lines, with the sums that stand on the record; nothing for what has no lines."""
    if not entity.lines:
        return []
    stored = lines_of(entity, [record.pk])[record.pk]
    return [table_of(entity, lines, record, stored[lines.name], by) for lines in entity.lines]


def table_of(entity: Entity, lines: Lines, record: Any, rows: Sequence[Any], by: Actor) -> dict[str, Any]:
    """One table: every value by its type's renderer, references named only if the reader may see them."""
    line, reading = entity.line_entity(lines), reading_for(by)
    readable = line.readable(by)
    columns = [readable[name] for name in lines.columns if name in readable]
    titles = titles_of([(bound, getattr(row, bound.column)) for row in rows for bound in columns], by)
    drawn = []
    for row in rows:
        cells = []
        for bound in columns:
            value = getattr(row, bound.column)
            if bound.type.name == "reference" and value:
                html: Any = referred(bound, value, reading, titles)
            else:
                html = bound.type.cell(value, bound, reading)
            cells.append({"html": html, "class": "num" if bound.type.align_right else ""})
        drawn.append({"id": row.pk, "cells": cells})
    return {
        "label": lines.label, "rows": drawn, "sums": _sums(entity, lines, record, by),
        "columns": [{"name": one.name, "label": one.label, "numeric": one.type.align_right} for one in columns],
    }  # fmt: skip


def _sums(entity: Entity, lines: Lines, record: Any, by: Actor) -> list[Mapping[str, Any]]:
    readable, reading = entity.readable(by), reading_for(by)
    shown = [readable[name] for name in lines.sums if name in readable]
    return [
        {"label": one.label, "name": one.name, "text": one.type.text(getattr(record, one.column), one, reading)}
        for one in shown
    ]

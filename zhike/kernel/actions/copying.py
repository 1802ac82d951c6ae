"""Rows as PostgreSQL's COPY reads them, made in Python at a few microseconds each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

AT_ONCE = 500
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
NULL = "\\N"


def escaped(text: str) -> str:
    """Text as a COPY column, in the format that PostgreSQL calls text."""
    return SPECIAL.sub(lambda found: ESCAPES[found[0]], text) if SPECIAL.search(text) else text


def _array(value: Sequence[Any]) -> str:
    if not value:
        return "{}"
    if all(isinstance(one, int) for one in value):
        return "{" + ",".join(map(str, value)) + "}"
    quoted = ",".join('"' + str(one).replace("\\", "\\\\").replace('"', '\\"') + '"' for one in value)
    return escaped("{" + quoted + "}")


def _json(value: Any) -> str:
    return escaped(json.dumps(value, ensure_ascii=False))


def _writer(field: models.Field[Any, Any]) -> Callable[[Any], str]:
    """How the values of a model's field are written."""
    target: Any = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, ArrayField):
        return _array
    if isinstance(target, models.JSONField):
        return _json
    if isinstance(target, models.BooleanField):
        return lambda value: "t" if value else "f"
    if isinstance(target, models.CharField | models.TextField):
        return escaped
    return str


class Copier:
    """Copies values by column name into a table of a model."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        fields = {one.attname: one for one in model._meta.concrete_fields}
        self.table = model._meta.db_table
        self.columns = ", ".join(connection.ops.quote_name(fields[name].column or name) for name in names)
        self.writers = [(name, _writer(fields[name])) for name in names]

    def write(self, cursor: Any, rows: Iterable[Mapping[str, Any]], into: str = "") -> None:
        """Copy rows into the model's table, or into another with the same columns."""
        writers = self.writers
        table = connection.ops.quote_name(into or self.table)
        with cursor.copy(f"COPY {table} ({self.columns}) FROM STDIN") as copy:
            waiting = iter(rows)
            while some := list(islice(waiting, AT_ONCE)):
                copy.write(lines_of([_cells([row[name] for row in some], write) for name, write in writers]))


def lines_of(columns: Iterable[Sequence[str]]) -> str:
    """The lines of a COPY from the cells of its columns."""
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def texts_escaped(texts: Sequence[str]) -> Sequence[str]:
    """The texts of a column as its cells: one look at all of them finds that hardly any needs a sign before its own."""
    return [escaped(text) for text in texts] if SPECIAL.search("".join(texts)) else texts


def _cells(values: Sequence[Any], write: Callable[[Any], str]) -> Sequence[str]:
    """The cells of a column. Many columns hold the same in all rows: none, a default, who did it and when."""
    first = values[0]
    if write not in (_array, _json) and values.count(first) == len(values):
        return [NULL if first is None else write(first)] * len(values)
    if write is escaped and None not in values:
        return texts_escaped(values)
    return [NULL if value is None else write(value) for value in values]

"""What the table of lines in a form held: rows in their order, as a program would send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.http import QueryDict

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.refusals import FieldError


class Row(NamedTuple):
    """A row by the key under which its inputs are named: the id of its line, and what was typed, by field name."""

    key: str
    id: str
    values: Mapping[str, Any]

    def wish(self) -> dict[str, Any]:
        """The row as a line of a document is wished. In a new line, what was left empty is left to the usual."""
        typed = self.values if self.id else {name: value for name, value in self.values.items() if value != ""}
        return {**typed, "id": self.id}


def asked_columns(entity: Entity, lines: Lines, by: Actor) -> dict[str, BoundField]:
    """The columns that the actor may fill in, in their order."""
    writable = entity.line_entity(lines).writable(by)
    return {name: writable[name] for name in lines.columns if name in writable}


def rows_posted(entity: Entity, lines: Lines, by: Actor, posted: QueryDict) -> list[Row]:
    """The rows of a posted form, without the new ones in which nothing was typed."""
    columns, usual = asked_columns(entity, lines, by), usual_values(entity, lines, by)
    rows = []
    for key in posted.getlist(lines.name):
        at = f"{lines.name}.{key}"
        values = {name: posted.get(f"{at}.{name}", "") for name in columns}
        row = Row(key, posted.get(f"{at}.id", ""), values)
        if row.id or any(value not in ("", usual.get(name, "")) for name, value in values.items()):
            rows.append(row)
    return rows


def usual_values(entity: Entity, lines: Lines, by: Actor) -> dict[str, str]:
    """What stands in a new row before anybody types: the defaults of the columns."""
    found = {}
    for name, bound in asked_columns(entity, lines, by).items():
        if bound.model_field.has_default() and bound.model_field.get_default() not in (None, ""):
            found[name] = str(bound.model_field.get_default())
    return found


def lines_posted(entity: Entity, by: Actor, posted: QueryDict) -> dict[str, list[dict[str, Any]]]:
    """The lines of a posted form by the name of their declaration, as `create` and `update` take them."""
    shown = set(posted.getlist("shown"))
    return {
        lines.name: [row.wish() for row in rows_posted(entity, lines, by, posted)]
        for lines in entity.lines
        if lines.name in shown
    }


def errors_by_cell(lines: Lines, rows: Sequence[Row], errors: Sequence[FieldError]) -> dict[str, str]:
    """Refusals such as `lines.2.price` by the name of the input that they belong to."""
    found = {}
    for error in errors:
        name, _dot, rest = error.field.partition(".")
        place, _dot, column = rest.partition(".")
        if name == lines.name and place.isdigit() and int(place) < len(rows):
            found[f"{name}.{rows[int(place)].key}.{column or lines.columns[0]}"] = str(error.message)
    return found

"""Documents with their lines as a flat table: one row for each line, with what the document says in front of each.

It is the shape in which documents come in again (`kernel/imports/flat.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.exports.rows import AT_ONCE, Rows
from zhike.kernel.lines.naming import label_of
from zhike.kernel.lists.page import Wish
from zhike.kernel.refusals import Refused


def lines_named(entity: Entity, name: str) -> Lines | None:
    """The lines of this name; None for no name. Raises Refused when the documents have none of this name."""
    found = next((one for one in entity.lines if one.name == name), None)
    if name and found is None:
        raise Refused(_("There is no field “%(name)s”.") % {"name": name[:60]}, field="lines", code="unknown_lines")
    return found


def fields_of_lines(entity: Entity, lines: Lines, by: Actor) -> list[str]:
    """The fields of lines that the actor may see, in the order of their form."""
    line_entity = entity.line_entity(lines)
    readable = line_entity.readable(by)
    named = [name for section in line_entity.form for name in section.fields if name in readable]
    return [name for name in named if name != lines.by and name not in line_entity.system_fields]


class DocumentRows(Rows):
    """Reads documents a page at a time, and for each page the lines."""

    def __init__(self, *given: Any, lines: Lines) -> None:
        super().__init__(*given)
        self.lines, self.line_entity = lines, self.entity.line_entity(lines)
        self.line_names = fields_of_lines(self.entity, lines, self.by)

    def headers(self) -> list[str]:
        """The labels of the documents' fields, then those of the lines'."""
        fields = self.line_entity.fields
        return [
            *super().headers(),
            *(label_of(self.entity, f"{self.lines.name}.{name}", fields[name]) for name in self.line_names),
        ]

    def cells(self) -> Iterator[list[Any]]:
        """One row for each line; a document without any has one all the same."""
        documents = self.values()
        while page := list(islice(documents, AT_ONCE)):
            of_lines = self._lines_of([one["id"] for one in page])
            for document in page:
                own = self.row(document)
                for line in of_lines.get(document["id"], [[None] * len(self.line_names)]):
                    yield [*own, *line]

    def _lines_of(self, documents: Sequence[int]) -> Mapping[int, list[list[Any]]]:
        """The cells of lines by their document, in their order. Who sees a document sees its lines."""
        by = self.lines.by
        rows = self.line_entity.model._default_manager.filter(**{f"{by}__in": documents}, deleted_at=None)
        read = Rows(self.line_entity, rows, [by, *self.line_names], Wish(), self.record, self.by)
        read.rows = read.rows.order_by(by, "position", "pk")
        found: dict[int, list[list[Any]]] = {}
        for values in read.values():
            found.setdefault(values[by][0], []).append([read.cell(name, values[name]) for name in self.line_names])
        return found

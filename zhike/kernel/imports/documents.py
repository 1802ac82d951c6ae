"""From the rows of one document in a flat file to its values and those of its lines, with all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.imports.cells import says_nothing, text_of
from zhike.kernel.imports.flat import Flat, line_fields
from zhike.kernel.imports.matching import canonical
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.rows import Parsed, RowParser, Wrong
from zhike.kernel.tables.table import Cell, Row

IN_LINES = "wrong_lines"
CONFLICT = "conflict"
LONGEST_SAID = 60


@dataclass(slots=True)
class Document(Parsed):
    """A document that was read: what the columns about it say, and one `Parsed` for each of its rows, for its line."""

    rows: list[Parsed] = field(default_factory=list)

    @property
    def lines(self) -> list[Parsed]:
        """The rows that say anything about a line; a document without lines has one row that doesn't."""
        return [row for row in self.rows if row.values or row.wanted]

    def note_wrong_lines(self) -> None:
        """Let what is wrong with a row keep the whole document out."""
        if any(row.wrong for row in self.rows):
            self.wrong.append(Wrong("", IN_LINES, ""))


class DocumentParser:
    """Reads documents by a mapping of documents with lines, for one actor."""

    def __init__(
        self, entity: Entity, headers: Sequence[str], flat: Flat, options: Options, *, by: Actor,
        day_first: Mapping[str, bool | None],
    ) -> None:  # fmt: skip
        self.entity, self.flat, self.options = entity, flat, options
        start = f"{flat.lines.name}."
        own = {name: text for name, text in options.fixed.items() if not name.startswith(start)}
        of_lines = {name.removeprefix(start): text for name, text in options.fixed.items() if name.startswith(start)}
        self.head = RowParser(entity, headers, flat.document, options, by=by, day_first=day_first, fixed=own)
        line_entity = entity.line_entity(flat.lines)
        fields = line_fields(entity, flat.lines, by)
        self.lines = RowParser(line_entity, headers, flat.of_lines, options, by=by, open_to=fields, fixed=of_lines)
        self.key_place = headers.index(flat.key)
        self.places = [place for column in self.head.columns for place in column.places]
        self.above = ""

    def key_of(self, row: Row) -> str:
        """What the row's document is told by; a row that says nothing about its document goes on with the one above.

        Empty for a row that says something, but not what tells its document.
        """
        cells = row.cells
        text = text_of(cells[self.key_place]).strip() if self.key_place < len(cells) else ""
        if not says_nothing(text, self.options):
            self.above = canonical(text, "")
        elif row.problem or any(text_of(cells[place]).strip() for place in self.places):
            return ""
        return self.above

    def parse(self, rows: Sequence[Row]) -> Document:
        """Read the rows of one document. Never raises: what is wrong stands in the result."""
        document = Document(rows[0].line, rows[0].cells)
        self.head.parse(rows[0], document, filled=False)
        said = self._about(rows[0].cells)
        for row in rows:
            line = self.lines.parse(row)
            document.rows.append(line)
            about = said if row.problem else self._about(row.cells)
            if about != said:
                self._compare(document, row, line)
        self.head.fill_in(document)
        document.required_left = self.head.left(document)
        self._refuse_unkeyed(document)
        most = self.flat.lines.most
        if len(document.rows) > most:
            words = _("At most %(most)s lines fit on one document.") % {"most": most}
            document.wrong.append(Wrong(self.flat.key, "too_many", words))
        return document

    def _about(self, cells: Sequence[Cell]) -> list[Cell]:
        return [cells[place] for place in self.places if place < len(cells)]

    def _compare(self, document: Document, row: Row, line: Parsed) -> None:
        """A later row may leave out what an earlier one said, or say what that left out, but not contradict it."""
        other = self.head.parse(row, filled=False)
        line.wrong += other.wrong
        if other.id is not None:
            document.id = document.id if document.id is not None else other.id
        for said, here in ((document.values, other.values), (document.wanted, other.wanted)):
            for name, value in here.items():
                if name not in document.values and name not in document.wanted:
                    said[name] = value
                elif said.get(name) != value:
                    line.wrong.append(self._conflict(document, row, name))

    def _conflict(self, document: Document, row: Row, name: str) -> Wrong:
        column = next(one for one in self.head.columns if one.name == name)
        here = text_of(row.cells[column.places[0]]).strip()[:LONGEST_SAID]
        words = _("This line says “%(here)s”; line %(line)s of the same document said something else.")
        return Wrong(column.header, CONFLICT, words % {"here": here, "line": document.line})

    def _refuse_unkeyed(self, document: Document) -> None:
        place = self.key_place
        cell = document.cells[place] if place < len(document.cells) else ""
        if not document.wrong and says_nothing(text_of(cell).strip(), self.options):
            words = _("It is not said to which document this line belongs: fill in “%(column)s”.")
            document.wrong.append(Wrong(self.flat.key, "no_document_key", words % {"column": self.flat.key}))

"""From a row of a file to the values of a record, with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import New
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.parsing import ValueProblem
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.imports.cells import NOTHING, Reader, Wanted, id_reader, reader_of, text_of
from zhike.kernel.imports.flat import ID
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.targets import targets
from zhike.kernel.refusals import Refused
from zhike.kernel.tables.table import Cell, Row

MASK = "***"
CREATE_CHOICES = "organisation.settings"


class Wrong(NamedTuple):
    """What is wrong with a row: the column it stands in (empty for the whole row), a code, and the reason in words."""

    column: str
    code: str
    reason: Words

    def json(self) -> dict[str, str]:
        """It as a plan shows it."""
        return {"column": self.column, "code": self.code, "reason": str(self.reason)}


@dataclass(slots=True)
class Parsed:
    """A row that was read. `values` are cleaned values by field name, `wanted` what must be looked up for others.

    `ready` is the record that it would become, if it was made ahead of time.
    """

    line: int
    cells: list[Cell]
    values: dict[str, Any] = field(default_factory=dict)
    wanted: dict[str, Wanted] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    id: int | None = None
    required_left: tuple[str, ...] = ()
    ready: New | None = None


class Column(NamedTuple):
    """The columns that fill one field: their places, their header to name in a complaint, and how they are read."""

    places: tuple[int, ...]
    header: str
    name: str
    read: Reader
    joint: str


class RowParser:
    """Reads the rows of one file by its mapping, for one actor."""

    def __init__(
        self, entity: Entity, headers: Sequence[str], mapping: Mapping[str, str], options: Options, *, by: Actor,
        day_first: Mapping[str, bool | None] | None = None, open_to: Mapping[str, BoundField] | None = None,
        fixed: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        """`open_to`: the fields that may be filled, where they are not all that the actor may fill. `fixed`: texts by
        field that hold for all rows. Raises Refused for one of these that can't be read.
        """
        self.entity, self.by = entity, by
        self.open_to = targets(entity, by) if open_to is None else open_to
        self.headers = {name: header for header, name in reversed(list(mapping.items()))}
        self.masked = frozenset(name for name in mapping.values() if entity.masks(name, by))
        number = entity.numbering.field if entity.numbering else ""
        self.required = [name for name, one in self.open_to.items() if one.required and name != number]
        self.columns = self._columns(headers, mapping, options, day_first or {})
        self.blanks = self._blanks() if options.blank_clears else {}
        self.fixed = {name: self._fixed(name, text, options) for name, text in (fixed or {}).items()}

    def parse(self, row: Row, into: Parsed | None = None, *, filled: bool = True) -> Parsed:
        """Read one row. It never raises: what is wrong stands in the result. `filled`: with what is fixed."""
        parsed = into or Parsed(row.line, row.cells)
        if row.problem:
            parsed.wrong.append(Wrong("", row.problem, row.reason))
            return parsed
        values, cells = parsed.values, row.cells
        for places, header, name, read, joint in self.columns:
            cell = cells[places[0]] if len(places) == 1 else self._joined(cells, places, joint)
            if cell is None or cell == "":
                continue
            try:
                value = read(cell)
            except ValueProblem as problem:
                parsed.wrong.append(Wrong(header, problem.code, problem.message))
                continue
            except Refused as refused:
                parsed.wrong += [Wrong(header, error.code, error.message) for error in refused.errors]
                continue
            if value is NOTHING:
                continue
            if type(value) is Wanted:
                parsed.wanted[name] = value
            elif name == ID:
                parsed.id = value
            elif name not in self.masked or MASK not in str(value):
                values[name] = value
        if self.fixed and filled:
            self.fill_in(parsed)
        parsed.required_left = self.left(parsed)
        return parsed

    def fill_in(self, parsed: Parsed) -> None:
        """Add what is the same for all rows to a row that says anything, but not about this."""
        if not parsed.values and not parsed.wanted:
            return
        for name, value in self.fixed.items():
            if name in parsed.values or name in parsed.wanted:
                continue
            if type(value) is Wanted:
                parsed.wanted[name] = value
            else:
                parsed.values[name] = value

    def left(self, parsed: Parsed) -> tuple[str, ...]:
        """The required fields about which a row says nothing."""
        return tuple(name for name in self.required if name not in parsed.values and name not in parsed.wanted)

    def incomplete(self, parsed: Parsed) -> list[Wrong]:
        """What a row lacks to become a new record; a record that is there already has it."""
        return [
            Wrong(
                self.header_of(name),
                "required",
                _("“%(field)s” must be filled in.") % {"field": self.open_to[name].label},
            )
            for name in parsed.required_left
        ]

    def header_of(self, name: str) -> str:
        """The column that fills a field; the field's label if none does."""
        return self.headers.get(name) or (str(self.entity.fields[name].label) if name in self.entity.fields else "")

    def _columns(
        self, headers: Sequence[str], mapping: Mapping[str, str], options: Options, day_first: Mapping[str, bool | None]
    ) -> list[Column]:
        places: dict[str, list[int]] = {}
        for place, header in enumerate(headers):
            if header in mapping:
                places.setdefault(mapping[header], []).append(place)
        reading = reading_for(self.by)
        found = []
        for name, several in places.items():
            header = headers[several[0]]
            if name == ID:
                found.append(Column(tuple(several), header, name, id_reader(options), ""))
                continue
            bound = self.open_to[name]
            chosen = options if options.day_first is not None else _with_day_first(options, day_first.get(name))
            read = reader_of(bound, reading, chosen, may_create=self._may_create(bound))
            found.append(
                Column(tuple(several), header, name, _whole(bound, read, several), _joint(bound, headers, several))
            )
        return found

    def _fixed(self, name: str, text: str, options: Options) -> Any:
        """What is the same for all rows, read like a cell. Raises Refused under the field's name."""
        bound, field = self.open_to.get(name), f"fixed.{name}"
        if bound is None or name in self.masked:
            words = _("There is no field “%(name)s”.") % {"name": name[:60]}
            raise Refused(words, field=field, code="unknown_field")
        try:
            value = reader_of(bound, reading_for(self.by), options, may_create=self._may_create(bound))(text)
        except (ValueProblem, Refused) as problem:
            raise Refused(problem.message, field=field, code="wrong_value") from problem
        if value is NOTHING:
            words = _("“%(field)s” must be filled in.") % {"field": bound.label}
            raise Refused(words, field=field, code="required")
        return value

    def _blanks(self) -> dict[str, Any]:
        """What an empty cell leaves in each field that may be empty; what is masked for the actor is let alone."""
        reading = reading_for(self.by)
        bounds = [self.open_to[one.name] for one in self.columns if one.name != ID and one.name not in self.masked]
        return {bound.name: bound.type.parse("", bound, reading) for bound in bounds if bound.model_field.blank}

    def _may_create(self, bound: BoundField) -> bool:
        declared = self.entity.importing.create_references if self.entity.importing else frozenset()
        return bool(bound.dictionary) and bound.name in declared and self.by.may(CREATE_CHOICES)

    @staticmethod
    def _joined(cells: Sequence[Cell], places: Sequence[int], joint: str) -> str:
        return joint.join(filter(None, (text_of(cells[place]).strip() for place in places)))


def _with_day_first(options: Options, day_first: bool | None) -> Options:
    return replace(options, day_first=day_first)


def _joint(bound: BoundField, headers: Sequence[str], places: Sequence[int]) -> str:
    """What stands between the parts of a value: nothing in a Chinese name, a comma between tags, else a blank."""
    if bound.type.name == "tags":
        return ","
    if bound.name == bound.entity.title_field and any(not headers[place].isascii() for place in places):
        return ""
    return " "


def _whole(bound: BoundField, read: Reader, places: Sequence[int]) -> Reader:
    """For a region in several columns: when the last part is unknown, the larger place is better than none."""
    if bound.type.name != "region" or len(places) == 1:
        return read

    def read_shorter(cell: Cell) -> Any:
        parts = str(cell).split(" ")
        for length in range(len(parts), 0, -1):
            try:
                return read(" ".join(parts[:length]))
            except Refused:
                if length == 1:
                    raise
        return NOTHING

    return read_shorter


def days_to_decide(entity: Entity, headers: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """The date fields that are filled by a column, with its place."""
    return {
        name: headers.index(header) for header, name in mapping.items()
        if name in entity.fields and entity.fields[name].type.name in ("date", "datetime")
    }  # fmt: skip

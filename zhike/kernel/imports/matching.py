"""Which rows are in the book already, or were in the file before: by what tells a record, and by likeness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from zhike.kernel.duplicates.comparators import COMPARATORS
from zhike.kernel.duplicates.keyed import hashed, sharing
from zhike.kernel.duplicates.scoring import Match, Prepared, keys_prepared, prepare, prepare_many, score_prepared
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.imports.rows import Parsed
from zhike.kernel.text.characters import folded

MOST_PER_KEY = 10
THOROUGH_UP_TO = 20_000
"""Up to so many rows every key is looked at; beyond, only those that few records share."""
REMEMBERED = 10_000
STRONG = frozenset("then")
"""Tax number, phone (h), e-mail, and the name without region and legal form (n)."""
TOGETHER = "+"
"""Stands for the fields that only together tell a record."""
KEYED = frozenset(["tax_number", "phone", "email", "company_name"])


class Hit(NamedTuple):
    """A record that a row is taken for. `exact`: a number, name or the like is the same; else `score` says how alike.

    `before`: the record came from an earlier row of the same chunk, which has no id yet; its place in the chunk.
    """

    id: int | None
    exact: bool
    score: float = 1.0
    before: int | None = None


@dataclass(slots=True)
class Known:
    """What is known of a row, or of a record in the book, for the comparison.

    `exact` holds by field what tells a record, `keys` and their `numbers` those by which a row is looked up.
    """

    exact: dict[str, str]
    prepared: Prepared
    keys: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


class Matcher:
    """Finds the records that rows are taken for. One per run over a file, since it remembers the file's own rows."""

    def __init__(self, entity: Entity, *, alike: float, thorough: bool, alike_up_to: int | None = None) -> None:
        """`alike_up_to`: records with a higher id are only taken for the same by an exact value.

        Without `thorough`, the file's own rows are compared by exact values only, so that the plan and the run agree
        however the rows fall into chunks.
        """
        self.entity, self.alike, self.thorough = entity, alike, thorough
        self.alike_up_to = alike_up_to
        self.match_on = tuple(entity.importing.match_on) if entity.importing else ()
        self.together = tuple(entity.importing.match_together) if entity.importing else ()
        self.matches: Sequence[Match] = entity.duplicates
        keyed = {match.field for match in self.matches if match.kind in KEYED}
        indexed = _indexed(entity)
        # A small table without an index is read; a large one declares how its records are alike.
        self.by_column = [name for name in self.match_on if name in indexed or name not in keyed]
        self.number = entity.numbering.field if entity.numbering else ""
        self.kinds = {match.field: match.kind for match in self.matches}
        compared = (name for match in self.matches for name in (match.field, *match.also))
        self.names = list(dict.fromkeys([*self.match_on, *self.together, *compared]))
        # In a list of like companies the same records are candidates again and again.
        self.remembered = lru_cache(REMEMBERED)(self._of_book)

    def know(self, rows: Sequence[Mapping[str, Any]]) -> list[Known]:
        """Prepare rows for the comparison, step by step over all of them: pure Python."""
        prepared = prepare_many(rows, self.matches)
        keys = [keys_prepared(one, self.matches) for one in prepared]
        numbers = [hashed(self.entity.key, one) for one in keys]
        exact = [self._exact(values) for values in rows]
        return list(map(Known, exact, prepared, keys, numbers))

    def _of_book(self, values: tuple[Any, ...]) -> Known:
        """The same for a record of the book, which is not looked up by its keys."""
        named = dict(zip(self.names, values, strict=True))
        return Known(self._exact(named), prepare(named, self.matches))

    def _exact(self, values: Mapping[str, Any]) -> dict[str, str]:
        found = {name: canonical(values[name], self.kinds.get(name, "")) for name in self.match_on if values.get(name)}
        if self.together and values.get(self.together[0]):
            found[TOGETHER] = "\0".join(self._part(name, values.get(name)) for name in self.together)
        return {name: value for name, value in found.items() if value}

    def _part(self, name: str, value: Any) -> str:
        """One part of what only together tells a record; what a file leaves out is what the record would have."""
        field = self.entity.fields[name].model_field
        value = field.get_default() if value is None and field.has_default() else value
        if isinstance(value, int | Decimal):
            return f"{Decimal(value).normalize():f}"
        return "" if value is None else canonical(value, self.kinds.get(name, ""))

    def in_book(self, rows: Sequence[Parsed], known: Sequence[Known]) -> list[Hit | None]:
        """The best hit of each row among the records that are there."""
        candidates = self._candidates(rows, known)
        records = self._records({one for several in candidates for one in several})
        return [self._best(one, several, records) for one, several in zip(known, candidates, strict=True)]

    def sought(self, key: str) -> bool:
        """Whether records are looked up by this key."""
        return (self.thorough and bool(self.alike)) or key[0] in STRONG

    def _candidates(self, rows: Sequence[Parsed], known: Sequence[Known]) -> list[set[int]]:
        found: list[set[int]] = [set() for _row in rows]
        for name in self.by_column:
            self._found_by(name, rows, found)
        if self.together:
            self._found_together(rows, known, found)
        by_number: dict[int, list[int]] = defaultdict(list)
        for place, one in enumerate(known):
            for key, number in zip(one.keys, one.numbers, strict=True):
                if self.sought(key):
                    by_number[number].append(place)
        for number, record_id in sharing(by_number, most=MOST_PER_KEY):
            for place in by_number[number]:
                found[place].add(record_id)
        return found

    def _found_by(self, name: str, rows: Sequence[Parsed], found: list[set[int]]) -> None:
        places: dict[Any, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            if row.values.get(name):
                places[row.values[name]].append(place)
        if not places:
            return
        with connection.cursor() as cursor:
            # One array, not two thousand values: the statement is read and planned in no time.
            cursor.execute(self._holding(name), [list(places)])
            for value, record_id in cursor.fetchall():
                for place in places.get(value, ()):
                    found[place].add(record_id)

    def _holding(self, name: str) -> str:
        meta, quoted = self.entity.model._meta, connection.ops.quote_name
        field = self.entity.fields[name].model_field
        held = quoted(field.column or field.attname)
        return (
            f"SELECT {held}, id FROM {quoted(meta.db_table)} "
            f"WHERE deleted_at IS NULL AND NOT ({held} = '') AND {held} = ANY(%s)"
        )

    def _found_together(self, rows: Sequence[Parsed], known: Sequence[Known], found: list[set[int]]) -> None:
        """By the first two of the fields that tell a record together, then by all of them."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(known):
            if TOGETHER in one.exact:
                places[one.exact[TOGETHER]].append(place)
        wanted = {
            f"{self.entity.fields[name].column}__in": {row.values[name] for row in rows if row.values.get(name)}
            for name in self.together[:2]
        }
        columns = [self.entity.fields[name].column for name in self.together]
        there = self.entity.model._default_manager.filter(deleted_at=None, **wanted)
        for record_id, *values in there.values_list("pk", *columns):
            parts = zip(self.together, values, strict=True)
            for place in places.get("\0".join(self._part(name, value) for name, value in parts), ()):
                found[place].add(record_id)

    def _records(self, ids: set[int]) -> dict[int, Known]:
        """What the book holds of candidates, whoever may see them; those in the bin don't count."""
        if not ids:
            return {}
        columns = [self.entity.fields[name].column for name in self.names]
        rows = self.entity.model._default_manager.filter(pk__in=ids, deleted_at=None).values_list("pk", *columns)
        return {
            record_id: self.remembered(tuple(tuple(one) if isinstance(one, list) else one for one in values))
            for record_id, *values in rows
        }

    def _best(self, row: Known, candidates: set[int], records: Mapping[int, Known]) -> Hit | None:
        best: Hit | None = None
        rank = len(self.match_on) + 1
        for record_id in sorted(candidates):
            record = records.get(record_id)
            if record is None:
                continue
            place = self.agrees(row, record)
            if place is not None:
                if place < rank or best is None or not best.exact:
                    best, rank = Hit(record_id, True), place
            elif self._compared(record_id) and (best is None or not best.exact):
                score = self.likeness(row, record)
                if score >= self.alike and (best is None or score > best.score):
                    best = Hit(record_id, False, score)
        return best

    def likeness(self, row: Known, other: Known) -> float:
        """How alike two are, from 0 to 1; two numbers of one scheme are of two things, however alike."""
        ours, theirs = row.exact.get(self.number), other.exact.get(self.number)
        if ours and theirs and ours != theirs and _scheme(ours) == _scheme(theirs):
            return 0.0
        return score_prepared(row.prepared, other.prepared, self.matches).value

    def _compared(self, record_id: int) -> bool:
        return bool(self.alike) and (self.alike_up_to is None or record_id <= self.alike_up_to)

    def agrees(self, row: Known, record: Known) -> int | None:
        """The first of the fields that tell a record in which both are the same; None when there is none.

        A field that both have and that differs decides against all that come after it: two companies of one name and
        two tax numbers are two.
        """
        theirs = record.exact
        for name, value in row.exact.items():
            if name in theirs:
                return [*self.match_on, TOGETHER].index(name) if theirs[name] == value else None
        return None


def canonical(value: Any, kind: str) -> str:
    """A value in the form in which two of them are the same: case, width, blanks and dress don't count."""
    text = str(value)
    if kind in ("phone", "email", "tax_number"):
        made = COMPARATORS[kind].prepare(text)  # type: ignore[index]
        return str(made) if made else ""
    return "".join(folded(text).split())


def _scheme(number: str) -> str:
    """A number's pattern: kh-2026-000318 → aa-0000-000000."""
    return "".join("0" if each.isdigit() else "a" if each.isalpha() else each for each in number)


def _indexed(entity: Entity) -> set[str]:
    """The columns by whose value rows are found without reading the table."""
    meta = entity.model._meta
    first = {index.fields[0] for index in meta.indexes if index.fields}
    return first | {one.name for one in meta.concrete_fields if one.unique or getattr(one, "db_index", False)}

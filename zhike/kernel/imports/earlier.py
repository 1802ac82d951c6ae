"""The rows of a file that came before: in memory for a chunk or a small file, in the database for a large one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import connection

from zhike.kernel.duplicates.keyed import hashed
from zhike.kernel.imports.matching import MOST_PER_KEY, Hit, Known, Matcher


class Earlier:
    """The rows of a file that came before: of the running chunk, or, in a dry run, of the whole file so far."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.known: list[Known] = []
        self.by_value: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_key: dict[str, list[int]] = defaultdict(list)

    def find(self, row: Known) -> Hit | None:
        """The earlier row that this one is taken for; `before` counts the rows that were added."""
        same = {place for value in row.exact.items() for place in self.by_value.get(value, ())}
        for place in sorted(same):
            if self.matcher.agrees(row, self.known[place]) is not None:
                return Hit(None, True, before=place)
        return self._most_alike(row) if self.matcher.thorough and self.matcher.alike else None

    def add(self, row: Known) -> int:
        """Remember a row that becomes a record; returns its place."""
        place = len(self.known)
        self.known.append(row)
        for value in row.exact.items():
            self.by_value[value].append(place)
        if self.matcher.thorough:
            for key in row.keys:
                if len(self.by_key[key]) < MOST_PER_KEY:
                    self.by_key[key].append(place)
        return place

    def _most_alike(self, row: Known) -> Hit | None:
        best: Hit | None = None
        for place in sorted({one for key in row.keys for one in self.by_key.get(key, ())}):
            score = self.matcher.likeness(row, self.known[place])
            if score >= self.matcher.alike and (best is None or score > best.score):
                best = Hit(None, False, score, place)
        return best


class Seen:
    """Exact values of a whole large file, kept in the database, so that a dry run's memory stays flat."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE IF NOT EXISTS import_seen (value bigint PRIMARY KEY)")
            cursor.execute("TRUNCATE import_seen")

    def among(self, rows: Sequence[Known]) -> set[int]:
        """The places of rows that share a value with a row that was added before."""
        values = {number: place for place, row in enumerate(rows) for number in _numbers_of(row)}
        with connection.cursor() as cursor:
            cursor.execute("SELECT value FROM import_seen WHERE value = ANY(%s)", [list(values)])
            return {values[value] for (value,) in cursor.fetchall()}

    def add(self, rows: Iterable[Known]) -> None:
        """Remember rows that would become records."""
        values = [number for row in rows for number in _numbers_of(row)]
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO import_seen SELECT unnest(%s::bigint[]) ON CONFLICT DO NOTHING", [values])


def _numbers_of(row: Known) -> list[int]:
    return hashed("", ("\0".join(value) for value in row.exact.items()))

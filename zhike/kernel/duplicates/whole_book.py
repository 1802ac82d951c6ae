"""The duplicate check over a whole book, however large: the keys are joined in the database, pairs are scored in pages.

Only one page of pairs and the records in it stand in memory. The keys lie in the search documents already, so finding
which records to compare is one join; its result waits in a table of this session until it has been read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone

from zhike.kernel.duplicates.blocking import LARGEST_BLOCK, WINDOW
from zhike.kernel.duplicates.checking import LIKELY, values_of
from zhike.kernel.duplicates.inbox import keep
from zhike.kernel.duplicates.models import DuplicatePair, PairState
from zhike.kernel.duplicates.scoring import Prepared, prepare, score_prepared
from zhike.kernel.entity.declaration import Entity

PAIRS_AT_ONCE = 5_000
REMEMBERED = 20_000

Progress = Callable[[int, int], object]


def find_all(entity: Entity, progress: Progress | None = None) -> int:
    """Fill the inbox from the whole book and take out open pairs that are alike no longer. Returns the pairs found.

    `progress` is told how many of how many pairs were compared. Safe to repeat and to break off: the next run begins
    anew.
    """
    begun, found, compared = timezone.now(), 0, 0
    try:
        total = _gather(entity)
        memory = _Memory(entity)
        for page in _pages():
            said = [pair for pair in map(memory.scored, memory.loaded(page)) if pair is not None]
            keep(entity, said)
            found += len(said)
            compared += len(page)
            if progress is not None:
                progress(compared, total)
    finally:
        _forget()
    DuplicatePair.objects.filter(entity=entity.key, state=PairState.OPEN, found_at__lt=begun).delete()
    return found


class _Memory:
    """The records of the latest pages, prepared for comparison; the oldest are forgotten."""

    def __init__(self, entity: Entity) -> None:
        self.entity = entity
        self.prepared: OrderedDict[int, Prepared] = OrderedDict()

    def loaded(self, page: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Read the records of a page that are not in memory yet; pairs of records in the bin fall out."""
        wanted = {one for pair in page for one in pair}
        for one, values in values_of(self.entity, wanted - self.prepared.keys()).items():
            self.prepared[one] = prepare(values, self.entity.duplicates)
        for one in wanted & self.prepared.keys():
            self.prepared.move_to_end(one)
        while len(self.prepared) > max(REMEMBERED, len(wanted)):
            self.prepared.popitem(last=False)
        return [pair for pair in page if pair[0] in self.prepared and pair[1] in self.prepared]

    def scored(self, pair: tuple[int, int]) -> tuple[int, int, float, list[str]] | None:
        """The pair with its score and reasons, if it is likely the same record."""
        first, second = pair
        score, reasons = score_prepared(self.prepared[first], self.prepared[second], self.entity.duplicates)
        return (first, second, score, reasons) if score >= LIKELY else None


def _gather(entity: Entity) -> int:
    """Join the records that share a key. A key that many share joins only neighbours in the order of their titles."""
    table = connection.ops.quote_name(entity.model._meta.db_table)
    title = connection.ops.quote_name(entity.fields[entity.title_field].column)
    _forget()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE book_key AS "
            "SELECT unnest(keys) AS key, record_id AS id FROM search_document WHERE entity = %s",
            [entity.key],
        )
        cursor.execute("ANALYZE book_key")
        cursor.execute(
            "CREATE TEMP TABLE duplicate_block AS SELECT key, count(*) AS size FROM book_key "
            "GROUP BY key HAVING count(*) > 1"
        )
        cursor.execute("ANALYZE duplicate_block")
        cursor.execute(
            "CREATE TEMP TABLE duplicate_place AS SELECT key, k.id, row_number() OVER "
            f"(PARTITION BY key ORDER BY r.{title}, k.id) AS place FROM duplicate_block "
            f"JOIN book_key k USING (key) JOIN {table} r ON r.id = k.id WHERE size > %s",
            [LARGEST_BLOCK],
        )
        cursor.execute("CREATE INDEX ON duplicate_place (key, place)")
        cursor.execute(
            "CREATE TEMP TABLE duplicate_wanted AS "
            "SELECT a.id AS first, b.id AS second FROM duplicate_block JOIN book_key a USING (key) "
            "JOIN book_key b USING (key) WHERE size <= %s AND a.id < b.id UNION "
            "SELECT least(a.id, b.id), greatest(a.id, b.id) FROM duplicate_place a JOIN duplicate_place b "
            "ON b.key = a.key AND b.place > a.place AND b.place < a.place + %s",
            [LARGEST_BLOCK, WINDOW],
        )
        cursor.execute("ALTER TABLE duplicate_wanted ADD PRIMARY KEY (first, second)")
        cursor.execute("SELECT count(*) FROM duplicate_wanted")
        return int(cursor.fetchone()[0])


def _pages() -> Iterator[list[tuple[int, int]]]:
    last = (0, 0)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT first, second FROM duplicate_wanted WHERE (first, second) > (%s, %s) "
                "ORDER BY first, second LIMIT %s",
                [*last, PAIRS_AT_ONCE],
            )
            page = cursor.fetchall()
        if not page:
            return
        yield page
        last = page[-1]


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS book_key, duplicate_block, duplicate_place, duplicate_wanted")

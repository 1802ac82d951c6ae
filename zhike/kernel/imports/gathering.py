"""Bringing together the rows of a file that make one document, wherever they stand, in flat memory.

The rows are copied into a temporary table and read back in order: document by document, each where its first row
stands. So the order depends on the file alone, and a run that was cut short finds its place again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import Error, connection

from zhike.kernel.actions.copying import escaped
from zhike.kernel.imports.reading import in_chunks
from zhike.kernel.tables.table import Cell, Row

AT_ONCE = 2000
NUL = "\x00"
IN_ORDER = """
SELECT first, line, cells, problem, note FROM (
  SELECT line, cells, problem, note, min(line) OVER (PARTITION BY key) AS first FROM import_row
) rows WHERE first >= %s ORDER BY first, line
"""


@contextmanager
def gathered(rows: Iterable[Row], key_of: Callable[[Row], str], since: int = 0) -> Iterator[Iterator[list[Row]]]:
    """The rows of a file as documents: lists of rows with the same key, those whose first line is `since` or later.

    A row whose key is empty stands alone. To be used and left in one thread, whose connection holds the table.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_row")
        cursor.execute("CREATE TEMP TABLE import_row (line bigint, key text, cells text, problem text, note text)")
        _keep(cursor, rows, key_of)
    try:
        with connection.chunked_cursor() as cursor:
            cursor.execute(IN_ORDER, [since])
            yield _documents(cursor)
    finally:
        # When the transaction around is broken already, the table goes with it or with the next file.
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_row")


def in_lots(documents: Iterable[list[Row]], rows: int) -> Iterator[list[list[Row]]]:
    """Documents in lots of about so many rows; a document is never cut."""
    lot: list[list[Row]] = []
    held = 0
    for document in documents:
        if lot and held + len(document) > rows:
            yield lot
            lot, held = [], 0
        lot.append(document)
        held += len(document)
    if lot:
        yield lot


def _keep(cursor: Any, rows: Iterable[Row], key_of: Callable[[Row], str]) -> None:
    with cursor.copy("COPY import_row FROM STDIN") as copy:
        for chunk in in_chunks(iter(rows), AT_ONCE):
            copy.write("".join([_line(row, key_of(row) or f"\x01{row.line}") for row in chunk]))


def _line(row: Row, key: str) -> str:
    cells = escaped(json.dumps(row.cells, ensure_ascii=False, default=_marked))
    return f"{row.line}\t{escaped(key.replace(NUL, ''))}\t{cells}\t{row.problem}\t{row.note}\n"


def _documents(cursor: Any) -> Iterator[list[Row]]:
    rows: list[Row] = []
    now = None
    while page := cursor.fetchmany(AT_ONCE):
        for first, line, cells, problem, note in page:
            if first != now and rows:
                yield rows
                rows = []
            now = first
            rows.append(Row(line, json.loads(cells, object_hook=_unmarked), problem, note))
    if rows:
        yield rows


def _marked(cell: Cell) -> dict[str, str]:
    """A cell that JSON has no word for."""
    match cell:
        case Decimal():
            return {"n": str(cell)}
        case datetime():
            return {"t": cell.isoformat()}
        case date():
            return {"d": cell.isoformat()}
    return {"s": str(cell)}


UNMARKED: dict[str, Callable[[str], Cell]] = {
    "n": Decimal, "t": datetime.fromisoformat, "d": date.fromisoformat, "s": str,
}  # fmt: skip


def _unmarked(marked: dict[str, str]) -> Cell:
    ((kind, text),) = marked.items()
    return UNMARKED[kind](text)

"""The rows of an import's file, parsed, in chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import guess_day_first
from zhike.kernel.files.storage import found
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.rows import days_to_decide
from zhike.kernel.refusals import Refused
from zhike.kernel.tables.reading import open_table
from zhike.kernel.tables.table import Cell, Row, Table, TableRefused

DECIDED_AT_ONCE = 2000


@contextmanager
def opened(importing: Import) -> Iterator[Table]:
    """Open an import's file as a table. Raises Refused when it can't be read, NotFound when it is gone."""
    options = Options.of(importing.options)
    try:
        with open_table(found(importing.file_digest), importing.file_name, **options.reading()) as table:
            yield table
    except TableRefused as refused:
        raise Refused(refused.message, field="file", code=refused.code) from refused


def in_chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Cut rows into lists."""
    while chunk := list(islice(rows, size)):
        yield chunk


def day_orders(entity: Entity, table: Table, mapping: dict[str, str], options: Options) -> dict[str, bool | None]:
    """For each column of days, whether the day comes first, decided by the whole column; None where no row tells."""
    places = days_to_decide(entity, table.headers, mapping)
    if options.day_first is not None:
        return dict.fromkeys(places, options.day_first)
    decided: dict[str, bool | None] = dict.fromkeys(places)
    if not places or not any(_may_be_ambiguous(row.cells, places.values()) for row in table.samples):
        return decided
    for chunk in in_chunks(table.rows(heal=options.heal), DECIDED_AT_ONCE):
        for name, place in places.items():
            if decided[name] is None:
                decided[name] = guess_day_first(row.cells[place] for row in chunk if place < len(row.cells))
        if None not in decided.values():
            break
    return decided


def _may_be_ambiguous(cells: Sequence[Cell], places: object) -> bool:
    """Whether a day in a sample is written as text with its year last."""
    wanted = set(places)  # type: ignore[call-overload]
    return any(
        isinstance(cell, str) and len(cell) >= 6 and not cell.strip()[:4].isdigit()
        for at, cell in enumerate(cells)
        if at in wanted
    )

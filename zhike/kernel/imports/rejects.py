"""Rows that were not brought in: kept with line, column and reason, and handed back as a file in their own columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection
from django.utils.translation import gettext as _

from zhike.kernel.actions.copying import Copier
from zhike.kernel.imports.cells import text_of
from zhike.kernel.imports.chunks import DUPLICATE, WRONG, Judged
from zhike.kernel.imports.models import Import, Reject
from zhike.kernel.tables.writing import write_csv

LONGEST_REASON = 500
LONGEST_COLUMN = 200
LONGEST_CELL = 32_000
MOST_DUPLICATES = 10_000
"""Duplicates that are left as they are need no mending; so many are kept for looking at them."""

COLUMNS = ["of_id", "line", "column", "code", "reason", "cells"]


def keep_rejects(importing: Import, judged: Iterable[Judged], duplicates_kept: int) -> int:
    """Keep the rows that were not brought in, each once with all its reasons; returns how many duplicates were."""
    rows = []
    duplicates = 0
    for one in judged:
        if one.kind == DUPLICATE and one.row.wrong[-1].code == DUPLICATE:
            if duplicates_kept + duplicates >= MOST_DUPLICATES:
                continue
            duplicates += 1
        if one.kind in (DUPLICATE, WRONG):
            rows.append(_row(importing.pk, one))
    if rows:
        with connection.cursor() as cursor:
            Copier(Reject, COLUMNS).write(cursor, rows)
    return duplicates


def _row(import_id: int, one: Judged) -> dict[str, object]:
    first = one.row.wrong[0]
    columns = dict.fromkeys(wrong.column for wrong in one.row.wrong if wrong.column)
    reasons = dict.fromkeys(str(wrong.reason) for wrong in one.row.wrong)
    return {
        "of_id": import_id, "line": one.row.line, "code": first.code[:60],
        "column": ", ".join(columns)[:LONGEST_COLUMN],
        "reason": " ".join(reasons)[:LONGEST_REASON].replace("\x00", ""),
        "cells": [text_of(cell)[:LONGEST_CELL].replace("\x00", "") for cell in one.row.cells],
    }  # fmt: skip


def rejects_as_csv(importing: Import, *, duplicates: bool = False) -> Iterator[bytes]:
    """The rows that were not brought in as a CSV in the file's own columns, with line, column and reason in front.

    Mended, it can be imported as it is: the columns in front are known and left out. `duplicates`: also those that were
    left as they are because they are in the book already.
    """
    rejects = Reject.objects.filter(of=importing).order_by("line", "id")
    if not duplicates:
        rejects = rejects.exclude(code=DUPLICATE)
    headers = [_("Line"), _("Column"), _("Reason"), *importing.headers]
    width = len(importing.headers)
    rows = ([one.line, one.column, one.reason, *_fitted(one.cells, width)] for one in rejects.iterator(chunk_size=500))
    return write_csv(headers, rows)


def _fitted(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]

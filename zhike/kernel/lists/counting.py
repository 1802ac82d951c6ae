"""How many rows a list has, without ever counting a million of them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Sum

EXACT_UP_TO = 10_000
TOTALS_WITHIN = "3s"


class Counted(NamedTuple):
    """A count, and whether it is the planner's estimate."""

    number: int
    is_estimate: bool


def count(rows: Any) -> Counted:
    """The exact count up to ten thousand rows; above, the planner's estimate."""
    counted = rows.order_by()[: EXACT_UP_TO + 1].count()
    if counted <= EXACT_UP_TO:
        return Counted(counted, False)
    planned = re.search(r"rows=(\d+)", rows.order_by().values("pk").explain())
    return Counted(max(int(planned[1]) if planned else 0, counted), True)


def totals(rows: Any, columns: list[str]) -> dict[str, Decimal] | None:
    """The sums of money columns over all rows; None when that would take longer than three seconds."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [TOTALS_WITHIN])
            found = rows.order_by().aggregate(**{f"total_{name}": Sum(name) for name in columns})
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError:
        return None
    return {name: found[f"total_{name}"] or Decimal(0) for name in columns}


def sums_by(rows: Any, column: str, names: list[str]) -> dict[Any, tuple[int, list[Decimal]]] | None:
    """For each value of a column, how many rows stand under it and the sums of money columns: the heads of a board.

    None when that would take longer than three seconds.
    """
    wanted = {f"total_{name}": Sum(name) for name in names}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [TOTALS_WITHIN])
            found = list(rows.order_by().values(column).annotate(number=Count("pk"), **wanted))
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError:
        return None
    return {row[column]: (row["number"], [row[name] or Decimal(0) for name in wanted]) for row in found}

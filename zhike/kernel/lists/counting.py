"""How many rows a list has, without ever counting a million of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import OperationalError, connection, transaction
from django.db.models import Count, Sum

from zhike.kernel.access.prepared import Statement
from zhike.kernel.lists.page import Page

EXACT_UP_TO = 10_000
SURELY_MORE = EXACT_UP_TO * 3 // 2
FEW = 500
CHEAP = 10_000
"""The planner's units: about as many rows fetched one by one, some ten milliseconds."""
TOTALS_WITHIN = "3s"
MOST_KNOWN = 1_024

_long: dict[str, None] = {}
"""Statements that had more than a few rows when they were asked last: these are planned at once, not counted twice."""


class Counted(NamedTuple):
    """A count, and whether it is the planner's estimate."""

    number: int
    is_estimate: bool


def count(rows: Any) -> Counted:
    """The exact count of few rows, and of up to ten thousand where the planner expects it to be cheap; else its guess.

    A guess is not made below ten thousand unless counting would hold up the page.
    """
    return count_by(ids_of(rows))


def ids_of(rows: Any) -> Statement:
    """The statement that finds the ids of rows, to be counted; it is written once however often they are counted."""
    try:
        return Statement(*rows.order_by().values("pk").query.sql_with_params())
    except EmptyResultSet:  # nobody could see any
        return Statement("", ())


def count_by(ids: Statement, place: int = 0) -> Counted:
    """The same as `count`, of the rows of a statement; for one record where PLACE stands in it."""
    if not ids.sql:
        return Counted(0, False)
    values = ids.at(place)
    if ids.sql not in _long:
        counted = _up_to(FEW, ids.sql, values)
        if counted <= FEW:
            return Counted(counted, False)
    found = _planned_and_counted(ids.sql, values)
    _remember(ids.sql, is_long=found.number > FEW)
    return found


def _planned_and_counted(statement: str, values: Sequence[Any]) -> Counted:
    cost, planned = _planned(statement, values)
    cheap = planned <= SURELY_MORE and cost * min(1.0, EXACT_UP_TO / max(planned, 1)) <= CHEAP
    most = EXACT_UP_TO if cheap else FEW  # the planner can be wrong, so a few are always counted
    counted = _up_to(most, statement, values)
    return Counted(counted, False) if counted <= most else Counted(max(planned, counted), True)


def _remember(statement: str, *, is_long: bool) -> None:
    if not is_long:
        _long.pop(statement, None)
        return
    if len(_long) >= MOST_KNOWN:
        _long.clear()
    _long[statement] = None


def _up_to(most: int, statement: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        limited = f"SELECT count(*) FROM ({statement} LIMIT {most + 1}) one"  # noqa: S608  (made by Django)
        cursor.execute(limited, values)
        return int(cursor.fetchone()[0])


def count_beside(rows: Any, page: Page) -> Counted:
    """The same for a list of which a page has been read: a list that fits on it is counted already."""
    whole = page.next is None and page.previous is None
    return Counted(len(page.rows), False) if whole else count(rows)


def _planned(statement: str, values: Sequence[Any]) -> tuple[float, int]:
    """What the planner expects reading the rows to cost, in its own units, and how many it expects."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", values)
        found = re.search(r"\.\.(\d+\.\d+) rows=(\d+)", cursor.fetchone()[0])
    return (float(found[1]), int(found[2])) if found else (0.0, 0)


def counts(lists: Sequence[Any], up_to: int) -> list[int]:
    """How many rows each of several lists has, each counted up to a bound; one statement for all of them."""
    return answered(counting(lists, up_to))


def counting(lists: Sequence[Any], up_to: int) -> Statement:
    """The statement that counts them, for who asks it again and again."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in lists:
        try:
            statement, needed = rows.order_by().values("pk")[:up_to].query.sql_with_params()
        except EmptyResultSet:  # nobody could see any
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({statement}) one)")  # noqa: S608  (made by Django, its values apart)
        values += needed
    return Statement(f"SELECT {', '.join(parts)}" if parts else "SELECT", tuple(values))


def answered(statement: Statement, place: int = 0) -> list[int]:
    """The counts, for one record where PLACE stands in the statement."""
    return list(statement.rows(place)[0])


def totals(rows: Any, columns: list[str]) -> dict[str, Decimal] | None:
    """The sums of money columns over all rows; None when that would take longer than three seconds."""
    try:
        with bounded():
            found = rows.order_by().aggregate(**{f"total_{name}": Sum(name) for name in columns})
    except OperationalError:
        return None
    return {name: found[f"total_{name}"] or Decimal(0) for name in columns}


def sums_by(rows: Any, column: str, names: list[str]) -> dict[Any, tuple[int, list[Decimal]]] | None:
    """For each value of a column, how many rows stand under it and the sums of money columns: the heads of a board.

    None when that would take longer than three seconds.
    """
    wanted = {f"total_{name}": Sum(name) for name in names}
    try:
        with bounded():
            found = list(rows.order_by().values(column).annotate(number=Count("pk"), **wanted))
    except OperationalError:
        return None
    return {row[column]: (row["number"], [row[name] or Decimal(0) for name in wanted]) for row in found}


@contextmanager
def bounded() -> Iterator[None]:
    """Let no statement within take longer than three seconds: it is broken off with an OperationalError."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [TOTALS_WITHIN])
        yield
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")

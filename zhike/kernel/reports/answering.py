"""The answer to a question: a few grouped statements, however many rows there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused
from zhike.kernel.reports.asking import CUTS, Question
from zhike.kernel.reports.parts import Measure
from zhike.kernel.reports.words import words_of

MOST_GROUPS = 200
MOST_SPLITS = 36
WITHIN = "20s"
ROW, SPLIT = "row_group", "split_group"


class Group(NamedTuple):
    """One group: its value as a query gives it, and what it is called."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Groups down, groups across (one without a value when nothing is split), and the figures of each pair.

    `cells` maps (row value, split value) to figures in the order of `measures`; `row_totals` and
    `split_totals` are asked of the database as well, for averages and ratios can't be added; so is `total`, unless all
    groups are there and their figures add up. `more` says that there are more groups than are shown.
    """

    question: Question
    measures: tuple[Measure, ...]
    rows: list[Group]
    splits: list[Group]
    cells: dict[tuple[Any, Any], list[Any]]
    row_totals: dict[Any, list[Any]]
    split_totals: dict[Any, list[Any]]
    total: list[Any]
    more: bool = False
    empty: bool = False


def answer(question: Question, *, by: Actor, leading: bool = False) -> Answer:
    """Ask the database. Raises Refused when it takes too long, which a shorter period or a filter helps.

    `leading` is for a table of two directions: its groups and cells hold the first measure alone, the total holds all.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [WITHIN])
            found = _asked(question, by, leading)
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError as problem:
        raise Refused(
            _("This takes too long: choose a shorter period or fewer groups."), code="takes_too_long"
        ) from problem
    return found


def narrowed(question: Question, rows: Any) -> Any:
    """Of rows that the actor may see, those behind one figure: what its cell and its measure describe."""
    rows = rows.filter(question.where())
    for place, (key, value) in enumerate(question.cell):
        name = f"cell_{place}"
        rows = rows.annotate(**{name: question.grouping(key)})
        rows = rows.filter(**({f"{name}__isnull": True} if value is None else {name: value}))
    for measure in question.measures[:1]:
        rows = rows.filter(_where_of(question, measure))
    return rows


def _where_of(question: Question, measure: Measure) -> Q:
    """The rows that a measure reads; for a ratio, those of its numerator."""
    if measure.per is None:
        return measure.where
    return next(one.where for one in question.report.measures if one.key == measure.per[0])


def _asked(question: Question, by: Actor, leading: bool) -> Answer:
    rows, base = question.rows(by), _base_measures(question)
    grouped = replace(question, measures=question.measures[:1]) if leading and question.split else question
    asked = _base_measures(grouped)
    downs, more = _along(question, rows, question.by, ROW, asked, MOST_GROUPS)
    acrosses, _more = _along(question, rows, question.split, SPLIT, asked, MOST_SPLITS)
    whole = bool(question.by) and not more and asked == base and all(one.adds_up for one in base)
    total = _added(list(downs.values()), base) if whole else rows.aggregate(**_aggregates(base))
    row_totals = {value: _figures(grouped, row) for value, row in downs.items()}
    cells = (
        _pairs(grouped, rows, list(downs), list(acrosses), asked)
        if question.by and question.split
        else {(row, None): figures for row, figures in row_totals.items()}
    )
    named_rows = [Group(value, words) for value, words in words_of(question, question.by, list(downs), by)]
    named_splits = [Group(value, words) for value, words in words_of(question, question.split, list(acrosses), by)]
    totals = _figures(question, total)
    return Answer(
        question=question, measures=question.measures, rows=named_rows, splits=named_splits or [Group(None, "")],
        cells=cells, row_totals=row_totals,
        split_totals={value: _figures(grouped, row) for value, row in acrosses.items()}, total=totals, more=more,
        empty=not downs and not any(totals),
    )  # fmt: skip


def _along(
    question: Question, rows: Any, key: str, name: str, base: Sequence[Measure], most: int
) -> tuple[dict[Any, dict[str, Any]], bool]:
    """The groups along one side with what the database reckoned for each, and whether there are more of them.

    Time comes in its order, others from the greatest first figure down.
    """
    if not key:
        return {}, False
    aggregates = _aggregates(base)
    grouped = rows.order_by().annotate(**{name: question.grouping(key)}).values(name).annotate(**aggregates)
    if key in CUTS:
        found = list(grouped.order_by(F(name).desc(nulls_last=True))[: most + 1])
        kept = found[:most][::-1]
    else:
        found = list(grouped.order_by(F(_alias(base[0].key)).desc(nulls_last=True), name)[: most + 1])
        kept = found[:most]
    return {row[name]: row for row in kept}, len(found) > most


def _added(groups: Sequence[dict[str, Any]], base: Sequence[Measure]) -> dict[str, Any]:
    """The figures of all groups together: exact, because what adds up is whole numbers and decimals."""
    found = {}
    for one in base:
        values = [group[_alias(one.key)] for group in groups if group[_alias(one.key)] is not None]
        found[_alias(one.key)] = sum(values) if values else one.nothing
    return found


def _pairs(
    question: Question, rows: Any, downs: Sequence[Any], acrosses: Sequence[Any], base: Sequence[Measure]
) -> dict[tuple[Any, Any], list[Any]]:
    grouped = rows.order_by().annotate(
        **{ROW: question.grouping(question.by), SPLIT: question.grouping(question.split)}
    )
    grouped = grouped.filter(_among(ROW, downs), _among(SPLIT, acrosses))
    found = grouped.values(ROW, SPLIT).annotate(**_aggregates(base))
    return {(row[ROW], row[SPLIT]): _figures(question, row) for row in found}


def _among(name: str, values: Sequence[Any]) -> Q:
    found = Q(**{f"{name}__in": [value for value in values if value is not None]})
    return found | Q(**{f"{name}__isnull": True}) if None in values else found


def _base_measures(question: Question) -> list[Measure]:
    """The measures that the database reckons: those asked for, and those of which the ratios are made."""
    known = {one.key: one for one in question.report.measures}
    wanted: dict[str, Measure] = {}
    for one in question.measures:
        for key in one.per or (one.key,):
            wanted[key] = known[key]
    return list(wanted.values())


def _aggregates(base: Iterable[Measure]) -> dict[str, Any]:
    return {_alias(one.key): one.made() for one in base}


def _alias(key: str) -> str:
    """What a figure is called in a query; a name of its own, for a measure may be called as a column is."""
    return f"figure_{key}"


def _figures(question: Question, row: dict[str, Any]) -> list[Any]:
    return [_ratio(row, *one.per) if one.per else row[_alias(one.key)] for one in question.measures]


def _ratio(row: dict[str, Any], numerator: str, denominator: str) -> Decimal | None:
    above, below = row[_alias(numerator)], row[_alias(denominator)]
    return Decimal(above or 0) / Decimal(below) if below else None

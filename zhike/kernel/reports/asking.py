"""What somebody asks of a report: by what, cut how, which measures, over which period, narrowed to which rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, DateTimeField, Q
from django.db.models.functions import TruncMonth, TruncQuarter, TruncYear
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.fields.parsing import ValueProblem, parse_date
from zhike.kernel.refusals import Refused
from zhike.kernel.reports.parts import Dimension, Measure, Report
from zhike.kernel.reports.periods import STEPS, Period, custom, period_named

CUTS = {"month": TruncMonth, "quarter": TruncQuarter, "year": TruncYear}
USUAL = "this_year"
EMPTY = "~"
"""Stands in an address for rows without a value; no value begins like this."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that can be answered. `by` and `split` name a dimension, or a step of time (`month`), or nothing.

    `cell` pins groups to one value each, as when a figure is opened: pairs of a dimension's key and the value.
    """

    report: Report
    measures: tuple[Measure, ...]
    period: Period
    by: str = ""
    split: str = ""
    cell: tuple[tuple[str, Any], ...] = ()

    def rows(self, actor: Actor) -> Any:
        """The rows that it is about, as the actor may see them."""
        manager = self.report.of.model._default_manager
        return manager.visible_to(actor).filter(self.where())  # type: ignore[attr-defined]

    def where(self) -> Q:
        """Which rows: those of the report, within the period."""
        found, column = self.report.where, self.report.date
        moments = isinstance(self.report.date_field, DateTimeField)
        if self.period.first is not None:
            found &= Q(**{f"{column}__gte": _begin(self.period.first) if moments else self.period.first})
        if self.period.last is not None:
            after = self.period.last + timedelta(days=1)
            found &= Q(**{f"{column}__lt": _begin(after) if moments else after})
        return found

    def grouping(self, key: str) -> Any:
        """What a query groups by for a dimension or a step of time."""
        if key in CUTS:
            return CUTS[key](self.report.date, output_field=DateField())
        return self.dimension(key).grouping()

    def dimension(self, key: str) -> Dimension:
        """A dimension of the report."""
        return next(one for one in self.report.dimensions if one.key == key)

    def opened(self, cell: tuple[tuple[str, Any], ...], measure: Measure) -> Question:
        """The same question about the rows behind one figure."""
        return replace(self, cell=cell, measures=(measure,))


def question(report: Report, asked: Mapping[str, str], today: date, *, by: Actor) -> Question:
    """Read a question from an address: `by`, `split`, `measures`, `period` or `from` and `to`.

    Raises Refused for what the report does not have, or the actor may not read.
    """
    measures, dimensions = report.measures_for(by), report.dimensions_for(by)
    named = [name for name in asked.get("measures", "").split(",") if name]
    chosen = [_known(measures, name, "measures") for name in named] or list(measures.values())
    down, across = (_group(asked.get(name, ""), name, dimensions) for name in ("by", "split"))
    return Question(report, tuple(chosen), _period(asked, today), down, "" if across == down else across)


def _group(name: str, place: str, dimensions: Mapping[str, Dimension]) -> str:
    if name and name not in STEPS:
        _known(dimensions, name, place)
    return name


def _known(among: Mapping[str, Any], name: str, place: str) -> Any:
    if name not in among:
        raise Refused(_("This report has no “%(name)s”.") % {"name": name[:60]}, field=place, code="unknown")
    return among[name]


def _period(asked: Mapping[str, str], today: date) -> Period:
    if asked.get("from") or asked.get("to"):
        return custom(_day(asked, "from"), _day(asked, "to"))
    return period_named(asked.get("period") or USUAL, today)


def _begin(day: date) -> datetime:
    """The first moment of a day by the company's clock."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _day(asked: Mapping[str, str], name: str) -> date | None:
    if not asked.get(name):
        return None
    try:
        return parse_date(asked[name])
    except ValueProblem as problem:
        raise Refused(problem.message, field=name, code=problem.code) from problem


def mark_of(value: Any) -> str:
    """A group's value as it stands in an address."""
    return EMPTY if value is None else value.isoformat() if isinstance(value, date) else str(value)


def value_of(question: Question, key: str, mark: str) -> Any:
    """A group's value from an address. Raises Refused for one that can't be."""
    if mark == EMPTY:
        return None
    try:
        if key in CUTS:
            return date.fromisoformat(mark)
        kept = question.dimension(key).bound.model_field
        return (kept.target_field if kept.is_relation else kept).to_python(mark)
    except (ValueError, ValidationError) as problem:
        raise Refused(_("There is no such group."), field="cell", code="unknown") from problem

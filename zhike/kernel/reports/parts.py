"""The parts of which a report's declaration is made: what is measured, by what it is grouped, by which date it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.refusals import NotFound

Unit = Literal["money", "number", "percent", "days", "count"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: an aggregate over rows, or the ratio of two other measures (`per`: numerator, denominator).

    `value` makes the aggregate of the rows that a filter leaves: `partial(Sum, "total_base")` is called with `filter=`
    by `made`; money is in the base currency. `where` narrows the rows that it reads, also when the figure is opened.
    `reads` names the fields that a person must be able to read. `rule` says in words how it is reckoned.
    """

    key: str
    label: Words
    value: Callable[..., Any] | None = None
    unit: Unit = "count"
    where: Q = field(default_factory=Q)
    reads: tuple[str, ...] = ()
    per: tuple[str, str] | None = None
    rule: Words = ""

    def made(self) -> Any:
        """The aggregate for a query. Raises ValueError for a ratio, which the database does not reckon."""
        if self.value is None:
            raise ValueError(f"the measure {self.key!r} is not reckoned by the database")
        return self.value(filter=self.where) if self.where else self.value()

    @property
    def adds_up(self) -> bool:
        """Whether the whole is the sum of its groups: true of sums and counts, but not of counts of what differs."""
        made = self.made()
        return isinstance(made, Sum) or (isinstance(made, Count) and not getattr(made, "distinct", False))

    @property
    def nothing(self) -> int | None:
        """What the database says where there are no rows."""
        return 0 if isinstance(self.made(), Count) else None


@dataclass(frozen=True, slots=True)
class Dimension:
    """What rows are grouped by: a field, of the rows' own or of a record that they refer to.

    `column` is the path to it in a query; `of` is the entity and field that know its values and words. `expression`
    groups more coarsely, as a province does districts.
    """

    key: str
    column: str
    of: tuple[str, str]
    label: Words = ""
    expression: Callable[[], Any] | None = None

    @property
    def bound(self) -> BoundField:
        """The field whose values these are."""
        return entity_named(self.of[0]).fields[self.of[1]]

    def grouping(self) -> Any:
        """What to group by in a query."""
        return self.expression() if self.expression is not None else F(self.column)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over one kind of record, by a date of theirs. `where` narrows the rows once for all measures.

    `stages` are choices of a measure list for a funnel: their keys in order. `columns` are shown of the rows behind.
    """

    key: str
    label: Words
    entity: str
    date: str
    measures: Sequence[Measure]
    dimensions: Sequence[Dimension]
    where: Q = field(default_factory=Q)
    funnel: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    help: Words = ""

    def measures_for(self, by: Actor) -> dict[str, Measure]:
        """The measures whose fields the actor may read."""
        readable = self.of.readable(by)
        found = {one.key: one for one in self.measures if all(name in readable for name in one.reads)}
        return {key: one for key, one in found.items() if one.per is None or set(one.per) <= set(found)}

    def dimensions_for(self, by: Actor) -> dict[str, Dimension]:
        """The dimensions that the actor may read: the field's entity and the field itself."""
        return {one.key: one for one in self.dimensions if _may_read(one, by)}

    @property
    def date_field(self) -> Any:
        """The model's field that holds the date, also of a record that the rows refer to."""
        model, found = self.of.model, None
        for name in self.date.split("__"):
            found = model._meta.get_field(name)
            model = found.related_model or model
        return found

    @property
    def of(self) -> Entity:
        """The kind of record that it counts."""
        return entity_named(self.entity)


_reports: dict[str, Report] = {}


def declare_report(report: Report) -> Report:
    """Make a report known to the page of reports and to the API."""
    if report.key in _reports:
        raise ValueError(f"two reports are called {report.key!r}")
    _reports[report.key] = report
    return report


def reports() -> Iterator[Report]:
    """All reports, in the order in which the areas declare them."""
    return iter(list(_reports.values()))


def reports_for(by: Actor) -> list[Report]:
    """The reports that have something to say to the actor."""
    return [one for one in reports() if one.of.reach(by, "view")]


def report_named(key: str, by: Actor) -> Report:
    """A report that the actor may ask. Raises NotFound."""
    found = next((one for one in reports_for(by) if one.key == key), None)
    if found is None:
        raise NotFound(_("There is no such report."))
    return found


def _may_read(dimension: Dimension, by: Actor) -> bool:
    entity = entity_named(dimension.of[0])
    return dimension.of[1] in entity.readable(by) and bool(entity.reach(by, "view"))

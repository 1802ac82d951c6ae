"""Reports over REST: which there are, and the figures of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.kernel.reports import answering
from zhike.kernel.reports.asking import mark_of, question
from zhike.kernel.reports.parts import Measure, Report, report_named, reports_for
from zhike.kernel.reports.periods import PERIODS
from zhike.kernel.reports.words import label_of

KEY_AND_LABEL = shared.fixed(key=shared.TEXT, label=shared.TEXT)
FIGURES = {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "null"}]}}
GROUP = {"anyOf": [{"type": "string"}, {"type": "null"}]}
TEXT = {"type": "string", "maxLength": 60}
QUESTION = (
    Parameter("by", TEXT, "The dimension of the rows: a key of `dimensions`, or `month`, `quarter`, `year`."),
    Parameter("split", TEXT, "A second dimension."),
    Parameter("measures", {"type": "string", "maxLength": 600}, "Keys of measures, separated by commas; all without."),
    Parameter("period", {"type": "string", "enum": list(PERIODS)}, "A period by its name, reckoned from today."),
    Parameter("from", {"type": "string", "format": "date"}, "From this day; goes before `period`."),
    Parameter("to", {"type": "string", "format": "date"}, "Up to and with this day."),
)


PLACES = {"money": 2, "percent": 4}


def endpoints() -> Iterator[Endpoint]:
    """The list of reports, and one of them answered."""
    report = shared.fixed(
        key=shared.TEXT, label=shared.TEXT, entity=shared.TEXT, measures=shared.many(KEY_AND_LABEL),
        dimensions=shared.many(KEY_AND_LABEL),
    )  # fmt: skip
    yield Endpoint(
        "GET", "/reports", "list_reports", "The reports that the caller may ask", tag="reports", run=listed,
        answers={200: shared.fixed(items=shared.many(report))},
    )  # fmt: skip
    row = shared.fixed(row=GROUP, row_label=shared.TEXT, column=GROUP, column_label=shared.TEXT, figures=FIGURES)
    yield Endpoint(
        "GET", "/reports/{key}", "get_report", "The figures of a report", tag="reports", run=answered,
        parameters=QUESTION, refusals=(404, 422),
        answers={200: shared.fixed(
            key=shared.TEXT, measures=shared.many(KEY_AND_LABEL), items=shared.many(row), total=FIGURES,
            more={"type": "boolean"},
        )},
        description="Figures are decimal strings in the order of `measures`. Money is in the base currency, "
        "a percentage is a share of one.",
    )  # fmt: skip


def listed(call: Call) -> HttpResponse:
    """The reports with what can be asked of them."""
    return answer({"items": [_described(one, call) for one in reports_for(call.by)]})


def answered(call: Call) -> HttpResponse:
    """One report, answered under the caller's rights."""
    report = report_named(call.path["key"], call.by)
    asked = {name: str(value) for name, value in call.query.items() if value}
    found = answering.answer(question(report, asked, timezone.localdate(), by=call.by), by=call.by)
    rows = {one.value: one.label for one in found.rows}
    splits = {one.value: one.label for one in found.splits}
    return answer({
        "key": report.key,
        "measures": [{"key": one.key, "label": str(one.label)} for one in found.measures],
        "items": [
            {"row": mark_of(row), "row_label": rows[row], "column": mark_of(split) if split is not None else None,
             "column_label": splits.get(split, ""), "figures": _plain(found.measures, figures)}
            for (row, split), figures in found.cells.items()
        ],
        "total": _plain(found.measures, found.total),
        "more": found.more,
    })  # fmt: skip


def _described(report: Report, call: Call) -> dict[str, Any]:
    measures, dimensions = report.measures_for(call.by), report.dimensions_for(call.by)
    return {
        "key": report.key, "label": str(report.label), "entity": report.entity,
        "measures": [{"key": key, "label": str(one.label)} for key, one in measures.items()],
        "dimensions": [{"key": key, "label": str(label_of(one))} for key, one in dimensions.items()],
    }  # fmt: skip


def _plain(measures: Sequence[Measure], figures: Sequence[Any]) -> list[str | None]:
    """Figures as decimal strings: money to the cent, shares to four places, others without needless zeros."""
    return [_text(measure.unit, figure) for measure, figure in zip(measures, figures, strict=True)]


def _text(unit: str, figure: Any) -> str | None:
    if figure is None:
        return None
    if unit in PLACES:
        return f"{Decimal(figure):.{PLACES[unit]}f}"
    return f"{Decimal(figure).normalize():f}" if isinstance(figure, Decimal) else str(figure)

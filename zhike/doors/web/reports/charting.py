"""A chart as data: what to draw, in words and numbers; how to draw it is the browser's."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zhike.doors.web.reports.laying_out import Links, kinds
from zhike.kernel.reports.answering import Answer
from zhike.kernel.reports.asking import CUTS
from zhike.kernel.reports.words import short

MOST_BARS = 30


def chart_of(found: Answer, wished: str, links: Links) -> dict[str, Any] | None:
    """What the browser draws: categories, series with values, words and the address behind each; None for nothing."""
    report, question = found.question.report, found.question
    kind = wished if wished in kinds(report) else "line" if question.by in CUTS else "bar"
    if kind == "funnel":
        return _funnel(found, links)
    if not found.rows:
        return None
    series = _series_of_splits(found, links) if question.split else [_series_of_rows(found, links)]
    return {
        "kind": kind,
        "name": f"{report.label} · {found.measures[0].label}",
        "categories": [row.label for row in found.rows[:MOST_BARS]],
        "codes": [str(row.value or "") for row in found.rows[:MOST_BARS]],
        "series": series,
    }


def _series_of_rows(found: Answer, links: Links) -> dict[str, Any]:
    measure = found.measures[0]
    return {
        "name": str(measure.label),
        "points": [
            _point(found.row_totals[row.value][0], measure, links.rows(measure, row=row.value))
            for row in found.rows[:MOST_BARS]
        ],
    }


def _series_of_splits(found: Answer, links: Links) -> list[dict[str, Any]]:
    measure = found.measures[0]
    return [
        {
            "name": one.label,
            "points": [
                _point(
                    found.cells.get((row.value, one.value), [None])[0],
                    measure,
                    links.rows(measure, row=row.value, column=one.value),
                )
                for row in found.rows[:MOST_BARS]
            ],
        }
        for one in found.splits
    ]


def _funnel(found: Answer, links: Links) -> dict[str, Any] | None:
    """The measures of the report's funnel, one after the other."""
    by_key = {measure.key: (measure, value) for measure, value in zip(found.measures, found.total, strict=True)}
    steps = [by_key[key] for key in found.question.report.funnel if key in by_key]
    if not steps:
        return None
    points = [_point(value, measure, links.rows(measure)) for measure, value in steps]
    return {
        "kind": "funnel", "name": str(found.question.report.label), "codes": [],
        "categories": [str(measure.label) for measure, _value in steps],
        "series": [{"name": str(found.question.report.label), "points": points}],
    }  # fmt: skip


def _point(value: Any, measure: Any, url: str) -> dict[str, Any]:
    number = float(Decimal(value)) if value is not None else None
    return {"value": number, "words": short(value, measure), "url": url if value else ""}

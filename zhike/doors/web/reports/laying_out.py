"""What stands on the page of a report: what may be chosen, the totals, and the table of figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.kernel.access.actor import Actor
from zhike.kernel.reports.answering import Answer
from zhike.kernel.reports.asking import Question, mark_of
from zhike.kernel.reports.parts import Measure, Report
from zhike.kernel.reports.periods import PERIODS, STEPS
from zhike.kernel.reports.words import figure, label_of, name_of, short

ASKED = ("by", "split", "measures", "period", "from", "to", "chart")
MOST_TILES = 6


@dataclass(frozen=True)
class Links:
    """The addresses of a report's page and of the rows behind its figures."""

    report: Report
    asked: Mapping[str, str]

    def query(self, **changes: str) -> str:
        """What is asked, as it stands in an address, with changes."""
        kept = {name: self.asked[name] for name in ASKED if self.asked.get(name)} | changes
        return urlencode({name: value for name, value in kept.items() if value})

    def rows(self, measure: Measure, **cell: Any) -> str:
        """The address of the rows behind a figure; `row` and `column` are the values of its groups."""
        place = {name: mark_of(value) for name, value in cell.items()}
        return f"/reports/{self.report.key}/rows?{self.query(measure=measure.key, **place)}"


def choices(report: Report, asked: Question, given: Mapping[str, str], by: Actor) -> dict[str, Any]:
    """What may be chosen, each with what is chosen now."""
    groups = [(key, label_of(one)) for key, one in report.dimensions_for(by).items()] + list(STEPS.items())
    measures = report.measures_for(by)
    return {
        "period": [(key, label, key == asked.period.name) for key, label in PERIODS.items()],
        "custom": asked.period.name == "custom",
        "from": asked.period.first.isoformat() if asked.period.first else "",
        "to": asked.period.last.isoformat() if asked.period.last else "",
        "by": [("", _("Nothing"), not asked.by), *((key, label, key == asked.by) for key, label in groups)],
        "split": [("", _("Nothing"), not asked.split), *((key, label, key == asked.split) for key, label in groups)],
        "measure": [(key, one.label, given.get("measures") == key) for key, one in measures.items()],
        "chart": [(key, label, key == given.get("chart")) for key, label in kinds(report).items()],
    }


def kinds(report: Report) -> dict[str, Any]:
    """The charts that make sense for a report."""
    found = {"bar": _("Bars"), "line": pgettext("chart", "Line"), "pie": _("Pie")}
    if report.funnel:
        found["funnel"] = _("Funnel")
    if any(one.of[1] == "region" for one in report.dimensions):
        found["map"] = _("Map")
    return found


def tiles(found: Answer, links: Links) -> list[dict[str, Any]]:
    """The totals as key figures, each opening its rows."""
    return [
        {"label": measure.label, "value": short(value, measure), "exact": figure(value, measure),
         "url": links.rows(measure), "rule": measure.rule}
        for measure, value in list(zip(found.measures, found.total, strict=True))[:MOST_TILES]
    ]  # fmt: skip


def figures_table(found: Answer, links: Links) -> dict[str, Any]:
    """The table: groups down; across either the measures, or the groups of the split with one measure."""
    question = found.question
    if not question.by:
        return {}
    return _pivot(found, links) if question.split else _plain(found, links)


def _plain(found: Answer, links: Links) -> dict[str, Any]:
    return {
        "heads": [name_of(found.question, found.question.by), *(measure.label for measure in found.measures)],
        "rows": [
            {"label": row.label, "cells": [
                _cell(value, measure, links.rows(measure, row=row.value))
                for measure, value in zip(found.measures, found.row_totals[row.value], strict=True)
            ]}
            for row in found.rows
        ],
        "total": [_cell(value, measure, links.rows(measure))
                  for measure, value in zip(found.measures, found.total, strict=True)],
    }  # fmt: skip


def _pivot(found: Answer, links: Links) -> dict[str, Any]:
    measure, nothing = found.measures[0], [None]
    return {
        "heads": [name_of(found.question, found.question.by), *(one.label for one in found.splits), _("Total")],
        "rows": [
            {"label": row.label, "cells": [
                *(_cell(found.cells.get((row.value, one.value), nothing)[0], measure,
                        links.rows(measure, row=row.value, column=one.value)) for one in found.splits),
                _cell(found.row_totals[row.value][0], measure, links.rows(measure, row=row.value)),
            ]}
            for row in found.rows
        ],
        "total": [
            *(_cell(found.split_totals.get(one.value, nothing)[0], measure, links.rows(measure, column=one.value))
              for one in found.splits),
            _cell(found.total[0], measure, links.rows(measure)),
        ],
    }  # fmt: skip


def _cell(value: Any, measure: Measure, url: str) -> dict[str, Any]:
    return {"words": figure(value, measure), "url": url if value else ""}

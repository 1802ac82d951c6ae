"""A report as a file: the table as XLSX, the same on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.reports.laying_out import Links, figures_table
from zhike.doors.web.reports.views import answered
from zhike.kernel.access.actor import Actor
from zhike.kernel.printing.letterhead import letterhead
from zhike.kernel.printing.typesetting import typeset
from zhike.kernel.reports.answering import Answer
from zhike.kernel.reports.parts import report_named
from zhike.kernel.reports.words import figure, name_of
from zhike.kernel.tables.writing import XlsxWriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def xlsx(request: HttpRequest, key: str) -> HttpResponse:
    """The groups with all their figures as numbers, for a spreadsheet."""
    one = report_named(key, request.actor)  # type: ignore[attr-defined]
    found = answered(request, one)
    heads, rows = table_of(found)
    writer = XlsxWriter(heads, title=str(one.label))
    for row in rows:
        writer.add(row)
    return _sent(b"".join(writer.finish()), XLSX, f"{one.label}.xlsx")


@require_safe
def pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The table on paper."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    one = report_named(key, by)
    found = answered(request, one)
    shown = figures_table(found, Links(one, request.GET))
    content = typeset(
        "kernel/reports/report.typ",
        {"language": by.language, "letterhead": letterhead(by.language), "title": str(one.label),
         "number": period_words(found), "totals": _totals(found)} | _columns(shown),
    )  # fmt: skip
    return _sent(content, "application/pdf", f"{one.label}.pdf")


def table_of(found: Answer) -> tuple[list[str], list[list[Any]]]:
    """Heads and rows with plain numbers; a split makes a row of each pair."""
    question, measures = found.question, [str(measure.label) for measure in found.measures]
    if not question.by:
        return measures, [found.total]
    by = str(name_of(question, question.by))
    if not question.split:
        return [by, *measures], [
            *([row.label, *found.row_totals[row.value]] for row in found.rows), [_("Total"), *found.total]
        ]  # fmt: skip
    rows = [
        [row.label, one.label, *found.cells[row.value, one.value]]
        for row in found.rows for one in found.splits if (row.value, one.value) in found.cells
    ]  # fmt: skip
    return [by, str(name_of(question, question.split)), *measures], rows


def period_words(found: Answer) -> str:
    """From which day to which day."""
    period = found.question.period
    days = [date_format(day, "SHORT_DATE_FORMAT") if day else "" for day in (period.first, period.last)]
    return " – ".join(days) if any(days) else date_format(timezone.localdate(), "SHORT_DATE_FORMAT")


def _totals(found: Answer) -> list[list[str]]:
    return [[str(measure.label), figure(value, measure)]
            for measure, value in zip(found.measures, found.total, strict=True)]  # fmt: skip


def _columns(shown: dict[str, Any]) -> dict[str, Any]:
    heads = [str(head) for head in shown.get("heads", [])]
    return {
        "columns": [[head, "auto" if place else "1", "right" if place else "left"] for place, head in enumerate(heads)],
        "rows": [[row["label"], *(cell["words"] for cell in row["cells"])] for row in shown.get("rows", [])],
    }


def _sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer["Cache-Control"] = "private, no-store"
    return answer

"""The page of a report: choose what to see, look at the chart and the table, open any figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.looking import Looking, View
from zhike.doors.web.records.table import count_words, table
from zhike.doors.web.reports.charting import chart_of
from zhike.doors.web.reports.laying_out import Links, choices, figures_table, tiles
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.filters import Group
from zhike.kernel.lists.counting import count
from zhike.kernel.lists.page import Wish, page, rows_wished
from zhike.kernel.reports.answering import Answer, answer, narrowed
from zhike.kernel.reports.asking import Question, question, value_of
from zhike.kernel.reports.parts import Report, report_named, reports_for
from zhike.kernel.reports.words import name_of, words_of

PROVINCE = "province"
FIRST = "by=month"
"""What a report shows before anybody asked: how the year went."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All reports that the person may ask."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    context = {"title": pgettext("area", "Reports"), "reports": reports_for(by)}
    return frame_page(request, "web/reports/index.html", context, crumbs=[_home()])


@require_safe
def report(request: HttpRequest, key: str) -> HttpResponse:
    """One report, answered."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    one = report_named(key, by)
    given = drawable(request.GET, one, by) if request.GET else QueryDict(FIRST)
    asked = {name: str(value) for name, value in given.items()}
    found = answer(question(one, asked, timezone.localdate(), by=by), by=by, leading=True)
    links = Links(one, given)
    context = {
        "title": one.label, "report": one, "asked": choices(one, found.question, given, by),
        "tiles": tiles(found, links), "table": figures_table(found, links), "empty": found.empty,
        "chart": chart_of(found, given.get("chart", ""), links), "more": found.more,
        "query": links.query(), "rules": [measure for measure in found.measures if measure.rule],
    }  # fmt: skip
    return frame_page(
        request, "web/reports/report.html", context, crumbs=[_home(), {"label": str(one.label), "url": ""}]
    )


def drawable(given: QueryDict, one: Report, by: Actor) -> QueryDict:
    """What was asked, by province where a map is wished: it has no finer places."""
    if given.get("chart") != "map" or PROVINCE not in one.dimensions_for(by):
        return given
    changed = given.copy()
    changed["by"] = PROVINCE
    return changed


@require_safe
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind one figure, as a list."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    one = report_named(key, by)
    opened = cell_of(request, one, by)
    title = " · ".join([str(opened.measures[0].label), *_cell_words(opened, by)])
    crumbs = [_home(), {"label": str(one.label), "url": f"/reports/{one.key}?{Links(one, request.GET).query()}"}]
    return rows_behind(request, one.of, one.columns, lambda found: narrowed(opened, found), title, crumbs)


def rows_behind(
    request: HttpRequest, entity: Entity, columns: Sequence[str], narrow: Callable[[Any], Any], title: str,
    crumbs: list[dict[str, str]],
) -> HttpResponse:  # fmt: skip
    """A page of those rows of a kind that stand behind a figure: what the person may see, narrowed."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    wish = Wish(cursor=request.GET.get("cursor", ""), sort=request.GET.get("sort", ""), narrow=narrow)
    shown = [entity.title_field, *(name for name in columns if name in entity.readable(by))]
    look = _Behind(
        entity=entity, by=by, view=View("all", "", Group()), views=[], extra=Group(), wish=wish, columns=shown,
        display="table", parameters=request.GET.dict(),
    )  # fmt: skip
    found = page(entity, by, wish, shown)
    still = {"selectable": False, "cell_url": "", "width_url": ""}
    context = {
        "title": title, "entity": entity, "table": table(entity, by, look, found, reading_for(by)) | still,
        "count_words": count_words(count(rows_wished(entity, by, wish))),
        "pager": {
            "previous": look.address(cursor=found.previous) if found.previous else "",
            "next": look.address(cursor=found.next) if found.next else "",
        },
    }  # fmt: skip
    return frame_page(request, "web/reports/rows.html", context, crumbs=[*crumbs, {"label": title, "url": ""}])


def answered(request: HttpRequest, one: Report) -> Answer:
    """The answer to what the address asks."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return answer(question(one, request.GET.dict(), timezone.localdate(), by=by), by=by)


def cell_of(request: HttpRequest, one: Report, by: Actor) -> Question:
    """The question about the rows behind one figure: its measure, and the groups that it stands in."""
    asked = question(one, request.GET.dict(), timezone.localdate(), by=by)
    names = [measure for measure in asked.measures if measure.key == request.GET.get("measure")]
    pinned = [
        (key, value_of(asked, key, request.GET[place]))
        for key, place in ((asked.by, "row"), (asked.split, "column"))
        if key and place in request.GET
    ]
    return replace(asked, measures=tuple(names or asked.measures[:1]), cell=tuple(pinned))


def _cell_words(opened: Question, by: Actor) -> list[str]:
    found = []
    for key, value in opened.cell:
        [(_value, words)] = words_of(opened, key, [value], by)
        found.append(f"{name_of(opened, key)}: {words}")
    return found


def _home() -> dict[str, str]:
    return _crumb(pgettext("area", "Reports"), "/reports")


def _crumb(label: Any, url: str = "") -> dict[str, str]:
    return {"label": str(label), "url": url}


class _Behind(Looking):
    """The state of a list of rows behind a figure: it stays at its own address."""

    def address(self, **changes: Any) -> str:
        """The address of this page with changes."""
        return super().address(**changes).replace(self.entity.url(), "", 1) or "?"

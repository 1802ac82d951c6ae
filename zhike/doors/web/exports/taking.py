"""The export dialog of any entity, and the file that it sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.records.looking import all_views, chosen_columns, default_view, extra_filter
from zhike.doors.web.records.opening import opened
from zhike.doors.web.records.table import count_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.exports.service import Format, export, formats_of, may_export
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.files.attaching import disposition
from zhike.kernel.lines.naming import called
from zhike.kernel.lists.counting import count
from zhike.kernel.lists.page import Wish, rows_wished
from zhike.kernel.refusals import Refused
from zhike.kernel.tables.speaking import spoken

CHOICE = ("ids", "all", "filter")
FORMATS = {
    "xlsx": gettext_lazy("Excel (XLSX)"),
    "csv": gettext_lazy("CSV"),
    "vcf": gettext_lazy("Business cards (vCard)"),
}


@dataclass(frozen=True)
class Asked:
    """What shall be taken out: the list's state or chosen records, and the columns that the list shows."""

    wish: Wish
    ids: list[int]
    columns: list[str]


@require_http_methods(["GET", "POST"])
def export_records(request: HttpRequest, key: str) -> HttpResponseBase:
    """GET: the dialog. POST: the file, streamed as it is read."""
    entity, by = opened(request, key)
    may_export(entity, by)
    wanted = request.POST if request.method == "POST" else request.GET
    asked = asked_for(entity, by, wanted)
    if request.method == "GET":
        return render(request, "web/exports/dialog.html", _dialog(entity, by, wanted, asked))
    cards = wanted.get("format") == "vcf"
    whole, _colon, lines = wanted.get("columns", "").partition(":")
    taken = export(
        entity,
        asked.wish,
        by=by,
        format=cast(Format, wanted.get("format", "xlsx")),
        ids=asked.ids,
        columns=() if whole == "all" or cards else asked.columns,
        lines="" if cards else lines,
    )
    parts = spoken(taken.chunks, translation.get_language() or by.language)
    headers = {"Content-Disposition": disposition(taken.name)}
    return StreamingHttpResponse(parts, content_type=taken.media_type, headers=headers)


def asked_for(entity: Entity, by: Actor, wanted: QueryDict) -> Asked:
    """Read what the browser names: `ids=1,2`, or `all=1` with the query of the list in `filter`. Raises Refused."""
    state = dict(parse_qsl(wanted.get("filter", "")))
    views = all_views(entity, by)
    view = next((one for one in views if one.key == state.get("view")), None) or default_view(views)
    columns = chosen_columns(entity, by, state, view)
    sort = state.get("sort") or view.sort
    if wanted.get("all") == "1":
        where = view.where.both(extra_filter(state))
        return Asked(Wish(where, state.get("q", ""), sort, in_bin=state.get("bin") == "1"), [], columns)
    numbers = [whole_number(one) for one in wanted.get("ids", "").split(",")]
    ids = [one for one in numbers if one is not None]
    if not ids:
        raise Refused(_("Nothing was chosen."), code="nothing_chosen")
    return Asked(Wish(sort=sort, in_bin=state.get("bin") == "1"), ids, columns)


def _dialog(entity: Entity, by: Actor, wanted: QueryDict, asked: Asked) -> dict[str, Any]:
    masked = [str(entity.fields[name].label) for name in entity.masked if entity.masks(name, by)]
    return {
        "title": _("Export %(what)s") % {"what": str(entity.label_plural).lower()},
        "action": f"{entity.url()}/actions/export",
        "hidden": {name: wanted[name] for name in CHOICE if wanted.get(name)},
        "count_words": _rows(entity, by, asked),
        "masked": masked,
        "submit": _("Export"),
        "fields": [_formats(entity), _columns(entity, by, asked)],
    }


def _rows(entity: Entity, by: Actor, asked: Asked) -> str:
    rows = rows_wished(entity, by, asked.wish)
    counted = count(rows.filter(pk__in=asked.ids) if asked.ids else rows)
    words = ngettext(
        "%(count)s record leaves the book as a file.", "%(count)s records leave the book as a file.", counted.number
    )
    return words % {"count": count_words(counted)}


def _formats(entity: Entity) -> Field:
    offered = formats_of(entity)
    choices = [Choice(name, str(label), name == "xlsx") for name, label in FORMATS.items() if name in offered]
    return Field("format", _("Format"), "choice_chips", "xlsx", required=True, choices=choices)


def _columns(entity: Entity, by: Actor, asked: Asked) -> Field:
    shown, every = len(asked.columns), len(entity.readable(by))
    choices = [
        Choice("shown", _("Those of the list (%(count)s)") % {"count": shown}, True),
        Choice("all", _("All that I may see (%(count)s)") % {"count": every}),
        *(
            Choice(f"all:{lines.name}", _("All, with a row for each of: %(lines)s") % {"lines": called(entity, lines)})
            for lines in entity.lines
        ),
    ]
    return Field("columns", _("Columns"), "choice_chips", "shown", required=True, choices=choices)

"""The list of an entity: views, filters, columns, rows, totals, and its displays as a board and a calendar."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.alike import alike
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.board import board
from zhike.doors.web.records.calendar import calendar
from zhike.doors.web.records.filtering import chips, editor_fields
from zhike.doors.web.records.looking import CALENDAR, Looking, dates_of, looking_at
from zhike.doors.web.records.opening import opened
from zhike.doors.web.records.table import count_words, foot, table
from zhike.doors.web.templatetags.keeping import Known
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.lists.counting import Counted, count, count_beside
from zhike.kernel.lists.page import Page, page, rows_wished
from zhike.kernel.views.widths import keep_width


@require_safe
def records(request: HttpRequest, key: str) -> HttpResponse:
    """The list page."""
    entity, by = opened(request, key)
    look = looking_at(request, entity, by)
    context = {"entity": entity, "look_at": look, "title": entity.label_plural}
    if look.display != "table":
        counted = count(rows_wished(entity, by, look.wish))
        context |= calendar(entity, by, look) if look.display.startswith(CALENDAR) else board(entity, by, look)
    else:
        found = page(entity, by, look.wish, look.columns)
        counted = count_beside(rows_wished(entity, by, look.wish), found)
        context |= rows(entity, by, look, found)
    context |= tools(entity, by, look, counted)
    crumbs = [{"label": str(entity.label_plural), "url": entity.url()}]
    return frame_page(request, "web/records/list.html", context, crumbs=crumbs)


def rows(entity: Entity, by: Actor, look: Looking, found: Page) -> dict[str, Any]:
    """The table's part of the page: one page of rows and the way to its neighbours."""
    return {
        "table": table(entity, by, look, found, reading_for(by)),
        "pager": {
            "previous": look.address(cursor=found.previous) if found.previous else "",
            "next": look.address(cursor=found.next) if found.next else "",
        },
        "empty": not found.rows,
    }  # fmt: skip


def tools(entity: Entity, by: Actor, look: Looking, counted: Counted) -> dict[str, Any]:
    """What stands above and below the rows: tabs of views, filter chips, columns, displays, bulk actions, the count."""
    actions = [one for one in entity.actions.values() if one.bulk and one.allowed(by)]
    return {
        "counted": counted,
        "count_words": count_words(counted),
        "tabs": look.tabs(),
        "filters": {
            "chips": chips(entity, by, look), "json": json.dumps(look.extra.json()),
            "fields_script": editor_fields(entity, by, look.extra),
            "clear_url": cleared(look) if look.extra.parts else "",
        },
        "columns": offered_columns(entity, by, look),
        "displays": displays(entity, by, look),
        "may_create": bool(entity.reach(by, "create")),
        "may_import": entity.importing is not None and bool(entity.reach(by, "create")),
        "may_export": by.may(f"{entity.key}.export"),
        "export_url": f"{entity.url()}/actions/export?all=1&{urlencode({'filter': look.query()})}",
        "more": more_menu(entity, by, look),
        "list": {
            "filter": look.query(), "total_words": count_words(counted),
            "actions": bin_entries(entity) if look.wish.in_bin else bulk_entries(entity, by, actions),
        },
    }  # fmt: skip


def offered_columns(entity: Entity, by: Actor, look: Looking) -> dict[str, Known]:
    """The columns that are shown, in their order, and what else the person may see: the usual ones first.

    The title always comes first and is not offered.
    """
    return alike(by, ("columns", entity.key, tuple(look.columns)), lambda: _offered_columns(entity, by, look.columns))


def _offered_columns(entity: Entity, by: Actor, columns: list[str]) -> dict[str, Known]:
    readable, usual, labels = entity.readable(by), [column.name for column in entity.columns], entity.labels()
    rest = sorted(set(readable) - set(usual), key=lambda name: labels[name])
    hidden = [name for name in [*usual, *rest] if name in readable and name not in columns]
    return {
        which: Known({"name": name, "label": labels[name]} for name in names if name != entity.title_field)
        for which, names in (("shown", columns), ("hidden", hidden))
    }


def cleared(look: Looking) -> str:
    """The address of the list without the person's own filter."""
    return look.address(filter=None, **dict.fromkeys(name for name in look.parameters if name.startswith("filter[")))


def bulk_entries(entity: Entity, by: Actor, actions: list[Any]) -> list[dict[str, Any]]:
    """The buttons of the bulk bar."""
    entries = [
        {"label": one.label, "icon": one.icon, "url": f"{entity.url()}/actions/{one.name}",
         "needs": 2 if one.name == "merge" else 1}
        for one in actions
    ]  # fmt: skip
    if entity.reach(by, "change"):
        entries.append(
            {"label": _("Edit a field"), "icon": "pencil-line", "url": f"{entity.url()}/actions/update", "needs": 1}
        )
    if by.may(f"{entity.key}.export"):
        entries.append({"label": _("Export"), "icon": "download", "url": f"{entity.url()}/actions/export", "needs": 1})
    if entity.reach(by, "delete"):
        entries.append({"label": _("Delete"), "icon": "trash-2", "url": f"{entity.url()}/actions/delete", "needs": 1})
    return entries


def bin_entries(entity: Entity) -> list[dict[str, Any]]:
    """The buttons of the bulk bar in the bin."""
    return [{"label": _("Restore"), "icon": "undo-2", "url": f"{entity.url()}/actions/restore", "needs": 1}]


def more_menu(entity: Entity, by: Actor, look: Looking) -> dict[str, Any]:
    """What is needed less often: likely duplicates, the bin."""
    entries: list[dict[str, Any]] = []
    if entity.duplicates:
        entries.append({"label": _("Likely duplicates"), "icon": "copy-check", "url": f"{entity.url()}/duplicates"})
    if entity.reach(by, "delete"):
        entries.append(
            {"label": _("Bin"), "icon": "trash-2", "url": f"{entity.url()}?bin=1", "current": look.wish.in_bin}
        )
    return (
        {"id": "list-more", "name": _("More"), "icon": "ellipsis", "class": "btn btn-icon", "entries": entries}
        if entries
        else {}
    )


def displays(entity: Entity, by: Actor, look: Looking) -> list[dict[str, Any]]:
    """The ways to see the list: as a table, as a board by one of its choices, as a calendar."""
    found = [
        {"label": _("Table"), "icon": "table-2", "url": look.address(display=None), "active": look.display == "table"}
    ]
    for name in entity.kanban:
        if name in entity.readable(by):
            label = _("Board by %(field)s") % {"field": str(entity.fields[name].label)}
            found.append(
                {
                    "label": label,
                    "icon": "square-kanban",
                    "url": look.address(display=name),
                    "active": look.display == name,
                }
            )
    if dates_of(entity, by):
        found.append(
            {
                "label": _("Calendar"),
                "icon": "calendar-days",
                "url": look.address(display=CALENDAR),
                "active": look.display.startswith(CALENDAR),
            }
        )
    return found


@require_safe
def totals(request: HttpRequest, key: str) -> HttpResponse:
    """The foot of the table, fetched after the page: sums over all filtered rows can take a moment."""
    entity, by = opened(request, key)
    look = looking_at(request, entity, by)
    return render(request, "web/records/totals.html", {"totals": foot(entity, by, look)})


@require_POST
def widths(request: HttpRequest, key: str) -> HttpResponse:
    """Remember the width of a column for this person and this list."""
    entity, by = opened(request, key)
    field, width = request.POST.get("field", ""), whole_number(request.POST.get("width", ""))
    if field in entity.readable(by) and width is not None:
        request.session["widths"] = keep_width(entity.key, field, width, by)
    return HttpResponse(status=204)


@require_safe
def counted(request: HttpRequest, key: str) -> JsonResponse:
    """How many rows a filter has, for whoever asks later."""
    entity, by = opened(request, key)
    found = count(rows_wished(entity, by, looking_at(request, entity, by).wish))
    return JsonResponse({"count": found.number, "is_estimate": found.is_estimate})

"""What a person is looking at: the view, filter, words, sort, columns and display that stand in the address."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.filters import Group, from_json, from_parameters
from zhike.kernel.lists.page import Wish
from zhike.kernel.refusals import Refused
from zhike.kernel.views.models import SavedView
from zhike.kernel.views.saved import views_for
from zhike.kernel.views.widths import Widths, all_widths

CALENDAR = "calendar"
KEPT = ("view", "filter", "q", "sort", "columns", "display", "bin", "limit", "set")


@dataclass(frozen=True)
class View:
    """A view above the list: a standard one of the entity, or one that a person saved."""

    key: str
    label: Any
    where: Group
    sort: str = ""
    display: str = "table"
    columns: tuple[str, ...] = ()
    saved: SavedView | None = None


@dataclass(frozen=True)
class Looking:
    """The state of a list page. `extra` is the person's own filter on top of the view's."""

    entity: Entity
    by: Actor
    view: View
    views: list[View]
    extra: Group
    wish: Wish
    columns: list[str]
    display: str
    parameters: dict[str, str] = field(default_factory=dict)
    widths: dict[str, int] = field(default_factory=dict)

    def address(self, **changes: Any) -> str:
        """The address of this list with changes; None takes a parameter out. A cursor is never carried along."""
        wanted = {name: value for name, value in self.parameters.items() if name != "cursor"} | changes
        query = urlencode({name: value for name, value in wanted.items() if value not in (None, "")})
        return f"{self.entity.url()}?{query}" if query else self.entity.url()

    def query(self) -> str:
        """The state as a query string: what "all that match" means, and what an export takes over."""
        return urlencode({name: value for name, value in self.parameters.items() if name in KEPT})

    def tabs(self) -> list[dict[str, Any]]:
        """The views as tabs."""
        return [
            {"label": view.label, "url": f"{self.entity.url()}?view={view.key}", "active": view.key == self.view.key}
            for view in self.views
        ]


def looking_at(request: HttpRequest, entity: Entity, by: Actor) -> Looking:
    """Read the state from the address; what can't be read is refused in words."""
    parameters = {name: value for name, value in request.GET.items() if isinstance(value, str)}
    views = all_views(entity, by)
    view = next((one for one in views if one.key == parameters.get("view")), None) or default_view(views)
    extra = extra_filter(parameters)
    columns = chosen_columns(entity, by, parameters, view)
    return Looking(
        entity=entity, by=by, view=view, views=views, extra=extra, columns=columns,
        display=chosen_display(entity, by, parameters.get("display") or view.display),
        wish=Wish(
            where=view.where.both(extra), words=parameters.get("q", ""), sort=parameters.get("sort") or view.sort,
            cursor=parameters.get("cursor", ""), limit=whole_number(parameters.get("limit", "")) or 50,
            in_bin=parameters.get("bin") == "1",
        ),
        parameters=parameters, widths=widths_known(request, by).get(entity.key, {}),
    )  # fmt: skip


def widths_known(request: HttpRequest, by: Actor) -> Widths:
    """The widths that the person has set; read once for a session."""
    if "widths" not in request.session:
        request.session["widths"] = all_widths(by)
    found: Widths = request.session["widths"]
    return found


def all_views(entity: Entity, by: Actor) -> list[View]:
    """The standard views, then the person's own, then those that others share."""
    standard = [View(one.key, one.label, from_json(one.where), one.sort, one.display) for one in entity.views]
    saved = [
        View(str(one.pk), one.name, from_json(one.where), one.sort, one.display, tuple(one.columns), one)
        for one in views_for(entity, by)
    ]
    return (standard or [View("all", _("All"), Group())]) + saved


def default_view(views: list[View]) -> View:
    """Without a view in the address: the one without a filter, else the first."""
    return next((one for one in views if not one.where.parts), views[0])


def extra_filter(parameters: dict[str, str]) -> Group:
    """The person's filter: the JSON of the filter editor, and `filter[field]=value` pairs as in the API."""
    text = parameters.get("filter", "")
    try:
        group = from_json(json.loads(text)) if text else Group()
    except json.JSONDecodeError as problem:
        raise Refused(_("This filter can't be read."), field="filter", code="malformed_filter") from problem
    pairs = from_parameters((name, value) for name, value in parameters.items() if name.startswith("filter["))
    if not group.parts or not pairs.parts:
        return group if group.parts else pairs
    return group.both(pairs)


def chosen_columns(entity: Entity, by: Actor, parameters: dict[str, str], view: View) -> list[str]:
    """The columns of the address, else of the view, else of the declaration; never one that the person may not see."""
    asked = parameters["columns"].split(",") if parameters.get("columns") else list(view.columns)
    declared = {column.name for column in entity.columns} | set(entity.fields)
    names = [name for name in asked if name in declared] or [one.name for one in entity.columns if not one.hidden]
    title = entity.title_field
    return [title, *(name for name in names if name in entity.readable(by) and name != title)]


def chosen_display(entity: Entity, by: Actor, asked: str) -> str:
    """`table`, the field by which the board is made, or `calendar-` and the date by which the calendar is made.

    `calendar` alone is the one by the date that matters most.
    """
    if asked in entity.kanban and asked in entity.readable(by):
        return asked
    kind, _dash, name = asked.partition("-")
    dates = dates_of(entity, by) if kind == CALENDAR else []
    return f"{CALENDAR}-{name if name in dates else dates[0]}" if dates else "table"


def dates_of(entity: Entity, by: Actor) -> list[str]:
    """The dates by which the person may see the list as a calendar: columns first, and what may be written first."""
    writable, columns = entity.writable(by), {column.name for column in entity.columns if not column.hidden}
    names = [
        name
        for name, field in entity.readable(by).items()
        if field.type.name in ("date", "datetime") and not entity.masks(name, by)
    ]
    return sorted(names, key=lambda name: (name not in columns, name not in writable))

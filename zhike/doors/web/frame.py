"""What every page of the frame shows: the rail, the person, the look, the counts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.areas.finance.customer_card import sees_accounts
from zhike.areas.organisation.logo import logo
from zhike.doors.web.alike import alike
from zhike.doors.web.templatetags.keeping import Known
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.areas import areas
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.notifications.reading import unread
from zhike.kernel.people.models import Employee
from zhike.kernel.reports.parts import reports_for

SETUP = "/settings"
AREAS = ("customers", "sales", "activities", "service", "marketing", "products", "stock", "money")
FOLDED_LENGTH = 200
A_GROUP = 3
"""As many entries of one area stand under its name; fewer stand for themselves."""


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    crumbs: Sequence[dict[str, Any]] = (),
    status: int = 200,
) -> HttpResponse:
    """Render a page inside the frame, for the person who asks."""
    return render(request, template, frame(request, crumbs) | context, status=status)


def frame(request: HttpRequest, crumbs: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    """The frame's part of a page's context."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    employee: Employee = request.user  # type: ignore[assignment]
    unit = directory().departments.get(by.department_id or 0)
    menus = menus_of(by, request.path, request.COOKIES.get("rail_folded", ""))
    return {
        "rail": menus.rail,
        "rail_groups": menus.groups,
        "home": menus.home,
        "logo": logo_url(),
        "crumbs": way(menus.rail, crumbs),
        "quick_add": menus.additions,
        "notice_count": unread(employee.pk),
        "notices_url": "/notifications",
        "todo_url": "/activities?view=todo",
        "person": {
            "name": by.name, "note": " · ".join(filter(None, (unit.name if unit else "", employee.post))), "url": "/me",
        },
        "look": {
            "theme": employee.theme, "density": employee.density, "rail": request.COOKIES.get("rail", "open"),
        },
        "sign_out_url": "/sign-out",
    }  # fmt: skip


class Menus(NamedTuple):
    """The rail, its groups, what can be added from anywhere, and the address of the entry that is open."""

    rail: Known
    groups: Known
    additions: Known
    home: str


def menus_of(by: Actor, path: str, folded: str) -> Menus:
    """The menus of a page, made once for all who have the same rights, language and folded groups."""
    place, folded = f"/{path.split('/')[1]}", folded[:FOLDED_LENGTH]
    return alike(by, ("menus", place, folded), lambda: _menus(by, place, folded))


def _menus(by: Actor, place: str, folded: str) -> Menus:
    entries = rail(by, place)
    return Menus(
        Known(entries),
        Known(groups(entries, folded)),
        Known(_addition(entity) for entity in offered(by, "create")),
        next((one["url"] for one in entries if one["active"]), ""),
    )


def offered(by: Actor, verb: str) -> list[Entity]:
    """The entities of the rail on which the person may do the verb, in the order in which a day's work meets them."""
    found = [entity for entity in entities() if entity.in_rail and entity.reach(by, verb)]
    return sorted(found, key=lambda entity: AREAS.index(entity.area) if entity.area in AREAS else len(AREAS))


def logo_url() -> str:
    """The address of the company's logo, or nothing. It changes with the picture, so browsers may keep it."""
    now = logo()
    return f"/logo/{now.digest[:16]}" if now is not None else ""


def rail(by: Actor, path: str) -> list[dict[str, Any]]:
    """The entries of the left rail: only what the person may open. Exactly one of them is where the person is."""
    shown, at = offered(by, "view"), entity_at(path)
    home = at if at in shown else next((one for one in shown if at is not None and one.area == at.area), None)
    entries = [{"label": _("Today"), "icon": "sun", "url": "/", "active": path == "/"}]
    entries += [
        {"label": str(one.label_plural), "icon": one.icon, "url": one.url(), "active": one is home, "area": one.area}
        for one in shown
    ]
    if sees_accounts(by):
        here = path == "/money" or path.startswith("/money/")
        entries.append(
            {"label": _("What is owed"), "icon": "hourglass", "url": "/money", "active": here, "area": "money"}
        )
    if reports_for(by):
        here = path == "/reports" or path.startswith("/reports/")
        label = pgettext("area", "Reports")
        entries.append({"label": label, "icon": "chart-column", "url": "/reports", "active": here})
    if by.may("organisation.people") or by.may("organisation.settings"):
        here = path.startswith(SETUP) or (at is not None and at.area == "organisation")
        entries.append({"label": _("Set-up"), "icon": "settings", "url": SETUP, "active": here, "bottom": True})
    return entries


def groups(entries: Sequence[dict[str, Any]], folded: str) -> list[dict[str, Any]]:
    """The entries of the rail by area. Areas with many entries have a name, and can be folded away."""
    names = {area.key: area.label for area in areas()}
    found: list[dict[str, Any]] = []
    for key, some in groupby((one for one in entries if not one.get("bottom")), lambda one: one.get("area", "")):
        inside = list(some)
        label = str(names.get(key, "")) if len(inside) >= A_GROUP else ""
        if found and not label and not found[-1]["label"]:
            found[-1]["entries"] += inside
        else:
            found.append({"key": key, "label": label, "entries": inside, "open": key not in folded.split(".")})
    return found


def entity_at(path: str) -> Entity | None:
    """The entity on whose pages an address lies."""
    first = f"/{path.split('/')[1]}" if path.startswith("/") else ""
    return next((entity for entity in entities() if entity.url() == first), None)


def way(entries: Sequence[dict[str, Any]], crumbs: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The way to a page; what belongs to the set-up is reached from there."""
    setup = next((one for one in entries if one.get("bottom") and one["active"]), None)
    if setup is None or (crumbs and crumbs[0]["url"] == SETUP):
        return crumbs
    return [{"label": setup["label"], "url": setup["url"]}, *crumbs]


def _addition(entity: Entity) -> dict[str, Any]:
    return {"label": str(entity.label), "icon": entity.icon, "url": f"{entity.url()}/new"}

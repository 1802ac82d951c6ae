"""The department tree on one page, where a unit is moved by drag or by keys."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.areas.organisation.actions.departments import move
from zhike.doors.web.records.answers import done
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.people.models import Department


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Every department below its parent, with its head and how many work there."""
    opened_with(request, PEOPLE)
    return setup_page(request, "departments.html", {"title": _("Departments"), "units": _in_order()})


@require_POST
def place(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Move a unit one `step` (up, down, in: below the one before it, out: beside its parent), or `where` (before,
    after, into) another unit `beside` it."""
    by = opened_with(request, PEOPLE)
    unit = Department.objects.filter(pk=unit_id, deleted_at=None).first()
    wish = _stepped(unit, request.POST.get("step", "")) if unit and "step" in request.POST else None
    if unit and wish is None and "step" not in request.POST:
        beside = whole_number(request.POST.get("beside", "")) or 0
        other = Department.objects.filter(pk=beside, deleted_at=None).first()
        wish = _beside(unit, other, request.POST.get("where", "")) if other else None
    if unit is None:
        raise Http404
    if wish is None:  # already the first, the last or at the top: nothing to do, and nothing to say
        return HttpResponse(status=204)
    to, position = wish
    return done(_("Move"), move(unit, to=to, position=position, by=by))


def _stepped(unit: Department, step: str) -> tuple[Department | None, int] | None:
    """Where one step leads: the new parent and how many neighbours stand before; None when there is no such step."""
    neighbours = _below(unit.parent_id)
    here = [one.pk for one in neighbours].index(unit.pk)
    match step:
        case "up" if here > 0:
            return unit.parent, here - 1
        case "down" if here < len(neighbours) - 1:
            return unit.parent, here + 1
        case "in" if here > 0:
            above = neighbours[here - 1]
            return above, len(_below(above.pk))
        case "out" if unit.parent is not None:
            return _beside(unit, unit.parent, "after")
    return None


def _beside(unit: Department, other: Department, where: str) -> tuple[Department | None, int] | None:
    if where == "into":
        return other, len([one for one in _below(other.pk) if one.pk != unit.pk])
    if where not in ("before", "after"):
        return None
    ids = [one.pk for one in _below(other.parent_id) if one.pk != unit.pk]
    return (other.parent, ids.index(other.pk) + (where == "after")) if other.pk in ids else None


def _below(parent: int | None) -> list[Any]:
    return _sorted(list(Department.objects.filter(parent=parent, deleted_at=None)))


def _in_order() -> list[dict[str, Any]]:
    """The departments from the top down, each with its depth: two queries for any tree."""
    members = Count("members", filter=Q(members__deleted_at=None, members__left_on=None))
    below: dict[int | None, list[Any]] = defaultdict(list)
    for unit in Department.objects.filter(deleted_at=None).select_related("head").annotate(members_here=members):
        below[unit.parent_id].append(unit)
    found: list[dict[str, Any]] = []
    waiting = [(unit, 0) for unit in reversed(_sorted(below[None]))]
    while waiting:
        unit, depth = waiting.pop()
        found.append({"unit": unit, "depth": min(depth, 12), "children": len(below[unit.pk])})
        waiting += [(child, depth + 1) for child in reversed(_sorted(below[unit.pk]))]
    return found


def _sorted(units: list[Any]) -> list[Any]:
    return sorted(units, key=lambda unit: (unit.position, unit.name, unit.pk))

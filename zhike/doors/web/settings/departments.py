"""The department tree on one page."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.people.models import Department


@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Every department below its parent, with its head and how many work there."""
    opened_with(request, PEOPLE)
    return setup_page(request, "departments.html", {"title": _("Departments"), "units": _in_order()})


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
    return sorted(units, key=lambda unit: (unit.position, unit.name))

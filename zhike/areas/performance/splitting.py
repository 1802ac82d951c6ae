"""A plan in parts that add up to it exactly: over months or quarters, over departments, and over people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.money import ZERO, places_of, split
from zhike.areas.performance.measuring import reached
from zhike.areas.performance.models import Cycle, Measure, SalesTarget
from zhike.areas.performance.periods import LENGTH, months_on, period_of, year_before
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.refusals import Refused


def over_time(target: SalesTarget, cycle: str, *, as_last_year: bool, by: Actor) -> list[int]:
    """Make the months or quarters of a plan: even, or as the same time of the year before went.

    Raises Refused when nothing was sold then, or when the plan is no longer than one part.
    """
    months = LENGTH[Cycle(target.cycle)] // LENGTH[Cycle(cycle)]
    if months < 2:
        raise Refused(_("A plan is split into shorter periods than its own."), field="into", code="out_of_range")
    _refuse_split(target, cycle=cycle)
    starts = [months_on(target.starts_on, place * LENGTH[Cycle(cycle)]) for place in range(months)]
    weights = [_a_year_before(target, cycle, day) for day in starts] if as_last_year else [Decimal(1)] * months
    return _make(target, [{"cycle": cycle, "starts_on": day} for day in starts], weights, by)


def over_people(target: SalesTarget, people: Sequence[Employee], *, as_last_year: bool, by: Actor) -> list[int]:
    """Make the plans of people: even, or by what each of them sold in the same time of the year before.

    Raises Refused for a plan that is a person's already, and when nothing was sold then.
    """
    if target.owner_id is not None:
        raise Refused(_("This plan is one person's already."), code="out_of_range")
    if not people:
        raise Refused(_("Nobody works there: name the people."), field="people", code="required")
    _refuse_split(target, owner__in=people)
    weights = (
        [_a_year_before(target, target.cycle, target.starts_on, one) for one in people]
        if as_last_year
        else [Decimal(1)] * len(people)
    )
    return _make(target, [{"owner": str(one.pk)} for one in people], weights, by)


def over_departments(
    target: SalesTarget, departments: Sequence[Department], *, as_last_year: bool, by: Actor
) -> list[int]:
    """Make the plans of departments below: even, or by what each of them sold in the same time of the year before.

    Raises Refused for a plan that is a person's, when there is no department below, and when nothing was sold then.
    """
    if target.owner_id is not None:
        raise Refused(_("This plan is one person's already."), code="out_of_range")
    if not departments:
        raise Refused(_("There is no department below."), code="required")
    _refuse_split(target, owner=None, department__in=departments)
    weights = (
        [_a_year_before(target, target.cycle, target.starts_on, department=one) for one in departments]
        if as_last_year
        else [Decimal(1)] * len(departments)
    )
    return _make(target, [{"department": str(one.pk)} for one in departments], weights, by)


def departments_below(target: SalesTarget) -> list[Department]:
    """The departments right below that of a plan; below the top one for a plan of the whole company."""
    known = Department.objects.filter(deleted_at=None)
    tops = known.filter(parent=None)
    above = target.department or (tops.get() if tops.count() == 1 else None)
    return list(known.filter(parent=above).order_by("position", "pk"))


def members(target: SalesTarget) -> list[Employee]:
    """The active people of a plan's department and of those below, in the order of their names."""
    if target.department is None:
        return []
    rows = Employee.objects.filter(department__path__startswith=target.department.path, is_active=True, deleted_at=None)
    return list(rows.order_by("name", "pk"))


def _make(target: SalesTarget, parts: Sequence[Mapping[str, Any]], weights: Sequence[Decimal], by: Actor) -> list[int]:
    if not any(weights):
        raise Refused(_("Nothing was sold in the same time of the last year: split it evenly."), code="nothing_before")
    places = 0 if target.measure == Measure.DEALS else places_of(base_currency())
    entity = entity_of(SalesTarget)
    made: list[int] = []
    for part, goal in zip(parts, split(target.goal, weights, places), strict=True):
        values = _shared(target) | {"goal": str(goal)} | {name: str(value) for name, value in part.items()}
        made += create(entity, values, by=by).records
    SalesTarget.objects.filter(pk__in=made).update(parent=target)
    return made


def _shared(target: SalesTarget) -> dict[str, Any]:
    """What a part has of its plan, as a form would send it."""
    references = ("owner", "department", "product", "category", "customer")
    found = {name: str(value) for name in references if (value := getattr(target, f"{name}_id")) is not None}
    return {"measure": target.measure, "cycle": target.cycle, "starts_on": target.starts_on.isoformat(), **found}


def _refuse_split(target: SalesTarget, **which: Any) -> None:
    if target.parts.filter(deleted_at=None, **which).exists():
        raise Refused(_("It has been split already: delete the parts first."), code="split_already")


def _a_year_before(
    target: SalesTarget, cycle: str, day: date, person: Employee | None = None, department: Department | None = None
) -> Decimal:
    """What the plan would have reached a year before, over a part of its time, its people or its departments; never
    below nothing."""
    first, last = period_of(cycle, year_before(day))
    asked = SalesTarget(
        measure=target.measure, starts_on=first, ends_on=last, owner=person or target.owner,
        department=department or target.department, product_id=target.product_id, category_id=target.category_id,
        customer_id=target.customer_id,
    )  # fmt: skip
    return max(reached(asked), ZERO)

"""The sales plans of the demo company: this year's orders, by department and by person, month by month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from zhike.areas.finance.money import split
from zhike.areas.performance.measuring import reached
from zhike.areas.performance.models import Cycle, Measure, SalesTarget
from zhike.areas.performance.periods import months_on, period_of
from zhike.areas.performance.preparing_plans import complete_target
from zhike.demo.staff import Crew
from zhike.demo.writing import number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Employee

SEED = 20241105
TEAMS = ("east1", "east2", "south", "north")
USUAL = Decimal(3_600_000)
"""What a seller is to bring in a year where the book holds no orders to go by."""
STEP = Decimal(50_000)
SEASON = (6, 4, 8, 8, 8, 10, 7, 7, 9, 9, 11, 13)
"""How a year of machine tools goes: little around the Spring Festival, most before the budgets end."""


def make(crew: Crew, now: datetime) -> int:
    """Write the plans of this year as the head of sales. Returns how many."""
    random, head = Random(SEED), crew.everyone["chenli"]  # noqa: S311  (a demo book holds no secrets)
    by, first = Actor.of(head, door="import"), period_of(Cycle.YEAR, now.date())[0]
    made: list[SalesTarget] = []
    whole = Decimal(0)
    for key in TEAMS:
        people = {person: _ambition(random, person, first) for person in crew.sellers(key)}
        for person, goal in people.items():
            made += _year(goal, first, head, now, owner=person)
        made += _year(sum(people.values(), Decimal(0)), first, head, now, department=crew.departments[key])
        whole += sum(people.values(), Decimal(0))
    for measure, part in ((Measure.ORDERS, "1"), (Measure.RECEIVED, "0.9"), (Measure.PROFIT, "0.28")):
        made += _year(whole * Decimal(part), first, head, now, department=crew.departments["sales"], measure=measure)
    for one in made:
        complete_target(one, frozenset({"starts_on"}), by)
    number(made)
    for one in made:
        one.parent_id = one.parent.pk if one.parent is not None else None
    write(entity_named("sales_targets"), made)
    return len(made)


def _ambition(random: Random, person: Employee, first: date) -> Decimal:
    """A little more, or less, than what is coming in, in steps of fifty thousand."""
    so_far = reached(
        SalesTarget(measure=Measure.ORDERS, owner=person, starts_on=first, ends_on=period_of(Cycle.YEAR, first)[1])
    )
    wished = (so_far or USUAL) * Decimal(random.randint(88, 128)) / 100
    return max(STEP, (wished / STEP).to_integral_value() * STEP)


def _year(goal: Decimal, first: date, head: Any, now: datetime, **about: Any) -> Iterator[SalesTarget]:
    """A year's plan and those of its months, which add up to it."""
    measure = about.pop("measure", Measure.ORDERS)
    shared = {"measure": measure, "created_by": head, "created_at": now, **about}
    year = SalesTarget(cycle=Cycle.YEAR, starts_on=first, goal=goal, **shared)
    yield year
    for place, part in enumerate(split(goal, SEASON)):
        yield SalesTarget(cycle=Cycle.MONTH, starts_on=months_on(first, place), goal=part, parent=year, **shared)

"""When the demo company sells how much, who sells well, and how customers pay."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from django.utils import timezone

# How busy each month is: little before the spring festival, much before the half year and the year end.
MONTHS = (0.8, 0.4, 1.2, 1.0, 1.05, 1.4, 0.8, 0.75, 1.25, 0.85, 1.15, 1.7)
GROWTH = 0.25
"""By how much more is sold than a year before."""
FORTNIGHT, LATELY = 14, 2.4
"""There is more of what is still on its way than there would be of any other fortnight, so that lists are not empty."""
DECIDED_AFTER, OPEN_NOW = 55, 2.2
STRENGTH = {
    "zhoumin": 2.0, "sunhao": 1.5, "huangzhiqiang": 1.2, "wanglei": 1.0, "liuyang": 0.8, "linjiayi": 0.9,
    "zhaoqian": 0.9, "gaofeng": 0.7, "maxiaodong": 0.5,
}  # fmt: skip
"""How much each seller sells, beside the others."""


class Habit(NamedTuple):
    """How a customer pays: so many days after the day it is due, from and to, and what share of the time not at all."""

    days: tuple[int, int]
    never: float


HABITS = (Habit((-12, 2), 0.0), Habit((-3, 9), 0.01), Habit((5, 34), 0.03), Habit((25, 95), 0.35))
"""Prompt, usual, late and bad payers."""
SHARES = (42, 34, 17, 7)


def began(random: Random, count: int, today: date, back: int) -> list[int]:
    """How many days ago so many deals began, the first first: as busy as the month in which they will be decided."""
    ago = range(back, -1, -1)
    weights = [
        MONTHS[(today - timedelta(days=one - DECIDED_AFTER)).month - 1]
        * (1 + GROWTH * (back - one) / 365) * (OPEN_NOW if one < DECIDED_AFTER + FORTNIGHT else 1)
        for one in ago
    ]  # fmt: skip
    return sorted(random.choices(ago, weights, k=count), reverse=True)


def selling_days(random: Random, count: int, today: date, back: int) -> list[date]:
    """So many days of the last `back` days, in order, more of them in the busy months and in the second year."""
    days = [today - timedelta(days=ago) for ago in range(back, -1, -1)]
    weights = [
        MONTHS[day.month - 1] * (1 + GROWTH * place / 365) * (LATELY if back - place < FORTNIGHT else 1)
        if day.weekday() < 5
        else 0.0
        for place, day in enumerate(days)
    ]
    return sorted(random.choices(days, weights, k=count))


def working(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


def later(random: Random, day: date, least: int, most: int) -> date:
    """A working day so many days later."""
    return working(day + timedelta(days=random.randint(least, most)))


def at(random: Random, day: date) -> datetime:
    """A moment of a day's work, never after now."""
    moment = datetime.combine(day, time(random.randint(9, 17), random.randint(0, 59)))
    return min(timezone.make_aware(moment), timezone.now())

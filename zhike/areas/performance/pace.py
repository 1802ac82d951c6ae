"""How fast a plan comes along: how far it is, how far it should be, what each day left takes, and where it ends.

Days are working days by the Chinese calendar with its public holidays and make-up workdays; of years for which that is
not known yet, Monday to Friday.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import chinese_calendar

from zhike.areas.finance.money import ZERO, half_up

SATURDAY = 5
HUNDRED = Decimal(100)


class Pace(NamedTuple):
    """A plan at a moment. `gap` is what is missing, below nothing what is over.

    `share` and `time_gone` are in per cent; `needed` is what each of the `days_left` takes (today counts), None when
    none is left; `forecast` is where it ends at the pace until now, None before the first day is over.
    """

    goal: Decimal
    reached: Decimal
    gap: Decimal
    share: Decimal | None
    time_gone: Decimal
    days_left: int
    needed: Decimal | None
    forecast: Decimal | None

    @property
    def behind(self) -> bool:
        """Whether less was reached than the time that is gone would ask for."""
        return self.share is not None and self.share < min(self.time_gone, HUNDRED)


def pace(goal: Decimal, reached: Decimal, first: date, last: date, today: date) -> Pace:
    """How a plan from `first` to `last` stands on the morning of `today`."""
    whole = working_days(first, last)
    gone = working_days(first, min(today - timedelta(days=1), last))
    left = working_days(max(today, first), last)
    gap = goal - reached
    return Pace(
        goal, reached, gap,
        share=half_up(reached / goal * HUNDRED, 1) if goal else None,
        time_gone=half_up(Decimal(gone) / whole * HUNDRED, 1) if whole else HUNDRED,
        days_left=left,
        needed=half_up(max(gap, ZERO) / left) if left else None,
        forecast=reached if not left else half_up(reached / gone * whole) if gone else None,
    )  # fmt: skip


def working_days(first: date, last: date) -> int:
    """How many working days lie between two days, both counted; 0 when the last is before the first."""
    return sum(_is_working_day(first + timedelta(days=day)) for day in range((last - first).days + 1))


@lru_cache(4096)
def _is_working_day(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year whose holidays are not known yet
        return day.weekday() < SATURDAY

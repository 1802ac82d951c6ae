"""Years, quarters and months as plans have them: by the fiscal year of the company."""

from __future__ import annotations

from datetime import date, timedelta

from zhike.areas.organisation.company import company
from zhike.areas.performance.models import Cycle

MONTHS = 12
LENGTH = {Cycle.YEAR: MONTHS, Cycle.QUARTER: 3, Cycle.MONTH: 1}


def period_of(cycle: str, day: date) -> tuple[date, date]:
    """The first and the last day of the year, quarter or month in which a day lies."""
    length = LENGTH[Cycle(cycle)]
    since = (day.month - company().fiscal_year_starts) % MONTHS
    first = months_on(day.replace(day=1), -(since % length))
    return first, months_on(first, length) - timedelta(days=1)


def months_on(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    place = first.year * MONTHS + first.month - 1 + months
    return date(place // MONTHS, place % MONTHS + 1, 1)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month in which a day lies."""
    first = day.replace(day=1)
    return first, months_on(first, 1) - timedelta(days=1)


def year_before(day: date) -> date:
    """The same day of the year before; the 28th for the 29th of February."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def period_words(cycle: str, first: date) -> str:
    """A period in signs that both languages read: 2026, 2026-Q3, 2026-07; of fiscal years, the year they begin in."""
    if cycle == Cycle.YEAR:
        return f"{first.year}"
    if cycle == Cycle.QUARTER:
        starts = company().fiscal_year_starts
        year = first.year if first.month >= starts else first.year - 1
        return f"{year}-Q{(first.month - starts) % MONTHS // 3 + 1}"
    return f"{first:%Y-%m}"

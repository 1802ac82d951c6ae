"""Spans of days that move along with today: this week, last month, next quarter. A saved view stays true with them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

Span = tuple[date, date]


def days(today: date, place: int) -> Span:
    """One day, `place` days from today; the end of a span is the first day after it."""
    first = today + timedelta(days=place)
    return first, first + timedelta(days=1)


def weeks(today: date, place: int) -> Span:
    """The week, from Monday on."""
    first = today - timedelta(days=today.weekday()) + timedelta(weeks=place)
    return first, first + timedelta(weeks=1)


def months(today: date, place: int, length: int = 1) -> Span:
    """So many months, beginning where years are cut into spans of that length."""
    number = today.year * 12 + today.month - 1
    number += place * length - number % length
    return _first_of(number), _first_of(number + length)


def quarters(today: date, place: int) -> Span:
    """The quarter of the calendar year."""
    return months(today, place, 3)


def years(today: date, place: int) -> Span:
    """The calendar year."""
    return months(today, place, 12)


def _first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


PERIODS: dict[str, tuple[Any, Callable[[date, int], Span], int]] = {
    "today": (_("today"), days, 0),
    "yesterday": (_("yesterday"), days, -1),
    "tomorrow": (_("tomorrow"), days, 1),
    "this_week": (_("this week"), weeks, 0),
    "last_week": (_("last week"), weeks, -1),
    "next_week": (_("next week"), weeks, 1),
    "this_month": (_("this month"), months, 0),
    "last_month": (_("last month"), months, -1),
    "next_month": (_("next month"), months, 1),
    "this_quarter": (_("this quarter"), quarters, 0),
    "last_quarter": (_("last quarter"), quarters, -1),
    "next_quarter": (_("next quarter"), quarters, 1),
    "this_year": (_("this year"), years, 0),
    "last_year": (_("last year"), years, -1),
}


def period(name: str, today: date) -> Span | None:
    """The first day of a span and the first day after it; None for a name that is not known."""
    if name not in PERIODS:
        return None
    _label, spans, place = PERIODS[name]
    return spans(today, place)

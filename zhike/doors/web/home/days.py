"""Days and months by the company's clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def midnight(day: date) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def since_days(day: date, days: int = 7) -> date:
    """The first of the last seven days, today being the last of them."""
    return day - timedelta(days=days - 1)


def month_begins(day: date) -> date:
    """The first of the month."""
    return day.replace(day=1)


def month_before(day: date) -> date:
    """The first of the month before."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)

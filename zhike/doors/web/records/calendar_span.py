"""What a calendar shows at once: a month in whole weeks, a week, or a day, as the address says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.doors.web.records.looking import Looking
from zhike.doors.web.records.timeline import month_day

WEEK = 7
EACH = {"month": 3, "week": 20, "day": 100}
"""The cards that are shown of a day; the rest is one click away."""
MONTH = re.compile(r"((?:19|20|21)\d\d)-(0[1-9]|1[0-2])")
DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days from `first` to before `after`; `start` is its own first, `following` the next one."""

    kind: str
    start: date
    following: date
    today: date

    @property
    def first(self) -> date:
        """The first day that is shown: a month begins with its first week's Monday."""
        return self.start - timedelta(days=self.start.weekday()) if self.kind == "month" else self.start

    @property
    def after(self) -> date:
        """The day after the last one that is shown."""
        if self.kind != "month":
            return self.following
        return self.following + timedelta(days=-self.following.weekday() % WEEK)

    @property
    def days(self) -> list[date]:
        """Every day that is shown."""
        return [self.first + timedelta(days=at) for at in range((self.after - self.first).days)]

    @property
    def each(self) -> int:
        """How many cards a day shows."""
        return EACH[self.kind]

    @property
    def now(self) -> bool:
        """Whether today is among its own days."""
        return self.start <= self.today < self.following

    def beside(self, day: date) -> bool:
        """Whether a day that is shown belongs to the month before or after."""
        return not self.start <= day < self.following

    def words(self) -> dict[str, Any]:
        """What the head of the calendar calls it, and the ways back, on and to today."""
        return {
            "month": {"title": date_format(self.start, "YEAR_MONTH_FORMAT"), "name": _("Month"),
                      "before": _("Previous month"), "after": _("Next month"), "here": _("This month")},
            "week": {"title": _week_words(self.start), "name": pgettext("span", "Week"),
                     "before": _("Previous week"), "after": _("Next week"), "here": _("This week")},
            "day": {"title": _day_words(self.start), "name": pgettext("span", "Day"),
                    "before": _("Previous day"), "after": _("Next day"), "here": pgettext("day", "Today")},
        }[self.kind]  # fmt: skip

    def addresses(self, look: Looking) -> dict[str, Any]:
        """The addresses of the stretches before and after it, of the one with today, and of the other kinds."""
        middle = self.today if self.now else self.start
        return {
            "previous": _address(look, self.kind, self.start - timedelta(days=1)),
            "next": _address(look, self.kind, self.following),
            "today": _address(look, self.kind, self.today),
            "spans": [
                {"label": label, "url": _address(look, kind, middle), "current": kind == self.kind}
                for kind, label in (
                    ("month", _("Month")), ("week", pgettext("span", "Week")), ("day", pgettext("span", "Day")),
                )
            ],
        }  # fmt: skip


def span_of(parameters: dict[str, str], today: date) -> Span:
    """The stretch of the address: `month=2026-03`, `week=` any day of it, `day=`; else the month with today."""
    for kind in ("day", "week"):
        if (found := _day(parameters.get(kind, ""))) is not None:
            start = found - timedelta(days=found.weekday()) if kind == "week" else found
            return Span(kind, start, start + timedelta(days=WEEK if kind == "week" else 1), today)
    named = MONTH.fullmatch(parameters.get("month", ""))
    start = date(int(named[1]), int(named[2]), 1) if named else today.replace(day=1)
    return Span("month", start, (start + timedelta(days=31)).replace(day=1), today)


def day_address(look: Looking, day: date) -> str:
    """The address of one day of this calendar."""
    return _address(look, "day", day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _address(look: Looking, kind: str, day: date) -> str:
    spans: dict[str, str | None] = {"month": None, "week": None, "day": None}
    return look.address(**spans | {kind: f"{day:%Y-%m}" if kind == "month" else day.isoformat()})


def _day_words(day: date) -> str:
    return _("%(date)s, %(weekday)s") % {"date": date_format(day, "DATE_FORMAT"), "weekday": date_format(day, "l")}


def _week_words(monday: date) -> str:
    places = {
        "week": monday.isocalendar().week, "year": monday.isocalendar().year,
        "first": month_day(monday), "last": month_day(monday + timedelta(days=WEEK - 1)),
    }  # fmt: skip
    return _("Week %(week)s of %(year)s · %(first)s – %(last)s") % places

"""Stretches of time by their everyday names, and the steps in which a report cuts them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.kernel.entity.parts import Words
from zhike.kernel.refusals import Refused

MONTHS = 12
QUARTER = 3
STEPS: dict[str, Words] = {"month": _("Month"), "quarter": _("Quarter"), "year": _("Year")}
PERIODS: dict[str, Words] = {
    "this_month": _("This month"),
    "last_month": _("Last month"),
    "this_quarter": _("This quarter"),
    "last_quarter": _("Last quarter"),
    "this_year": _("This year"),
    "last_year": _("Last year"),
    "twelve_months": _("Last 12 months"),
    "all": _("All time"),
}


class Period(NamedTuple):
    """From a day up to and with another; None is open. `name` is its everyday name, or `custom`."""

    name: str
    first: date | None
    last: date | None


def period_named(name: str, today: date) -> Period:
    """A period by its everyday name, reckoned from today. Raises Refused for an unknown name."""
    month = today.replace(day=1)
    quarter = _months_on(date(today.year, 1, 1), (today.month - 1) // QUARTER * QUARTER)
    year = date(today.year, 1, 1)
    match name:
        case "this_month":
            return _whole(name, month, 1)
        case "last_month":
            return _whole(name, _months_on(month, -1), 1)
        case "this_quarter":
            return _whole(name, quarter, QUARTER)
        case "last_quarter":
            return _whole(name, _months_on(quarter, -QUARTER), QUARTER)
        case "this_year":
            return _whole(name, year, MONTHS)
        case "last_year":
            return _whole(name, _months_on(year, -MONTHS), MONTHS)
        case "twelve_months":
            return _whole(name, _months_on(month, 1 - MONTHS), MONTHS)
        case "all":
            return Period(name, None, None)
    raise Refused(_("There is no period called “%(name)s”.") % {"name": name[:40]}, field="period", code="unknown")


def custom(first: date | None, last: date | None) -> Period:
    """A period between two days. Raises Refused when it ends before it begins."""
    if first is not None and last is not None and last < first:
        raise Refused(_("The period ends before it begins."), field="to", code="ends_before")
    return Period("custom", first, last)


def _whole(name: str, first: date, months: int) -> Period:
    return Period(name, first, _months_on(first, months) - timedelta(days=1))


def _months_on(first: date, months: int) -> date:
    """The first of the month so many months later."""
    place = first.year * MONTHS + first.month - 1 + months
    return date(place // MONTHS, place % MONTHS + 1, 1)

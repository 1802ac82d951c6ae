"""The figures of the first page. Each of them opens the rows that it counts."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.models import Customer
from zhike.doors.web.home import deals, plans
from zhike.doors.web.home.days import midnight, month_before, month_begins, since_days
from zhike.doors.web.home.lists import SILENT_DAYS, may_see, silent_url
from zhike.doors.web.records.table import count_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.lists.counting import Counted, count

KINDS = (ActivityKind.CALL, ActivityKind.VISIT, ActivityKind.MAIL, ActivityKind.NOTE)
MOST_PEOPLE = 30


def tiles(by: Actor, now: datetime) -> list[dict[str, Any]]:
    """Four figures: on deals where the person sees any, with the month's plan where there is one, else on customers and
    the week's work."""
    if not may_see("customers", by):
        return []
    if may_see("opportunities", by):
        won = deals.won_this_quarter(by, now)
        third = plans.of_this_month(by, now.date()) or new_customers(by, now)
        return [deals.open_deals(by), won, third, deals.win_rate(by, now)]
    found = [new_customers(by, now), my_customers(by), silent_customers(by, now)]
    return [*found, talks(by, now)] if may_see("activities", by) else found


def new_customers(by: Actor, now: datetime) -> dict[str, Any]:
    """How many customers came this month, against the same stretch of the last."""
    this, last = month_begins(now.date()), month_before(now.date())
    rows = Customer.objects.visible_to(by)
    counted = count(rows.filter(created_at__gte=midnight(this)))
    same_stretch = midnight(last) + (now - midnight(this))
    before = count(rows.filter(created_at__gte=midnight(last), created_at__lt=min(same_stretch, midnight(this))))
    return {
        "label": _("New customers this month"),
        "value": count_words(counted),
        "note": against(counted, before),
        "url": f"/customers?{urlencode({'filter[created_at__gte]': this.isoformat(), 'sort': '-created_at'})}",
    }


def against(now: Counted, before: Counted) -> str:
    """The change against an earlier stretch, in per cent, or the plain number where there was none."""
    if not before.number:
        return _("none by this day last month")
    change = round((now.number - before.number) * 100 / before.number)
    return _("%(change)s %% against last month") % {"change": f"{change:+d}"}


def my_customers(by: Actor) -> dict[str, Any]:
    """How many customers are mine, and how many of all that I see."""
    rows = Customer.objects.visible_to(by).filter(frozen_at=None)
    mine = count(rows.filter(owner_id=by.employee_id))
    seen = count(rows)
    note = _("of %(count)s that you see") % {"count": count_words(seen)} if seen.number != mine.number else ""
    return {"label": _("My customers"), "value": count_words(mine), "note": note, "url": "/customers?view=mine"}


def silent_customers(by: Actor, now: datetime) -> dict[str, Any]:
    """How many of my customers have waited for long."""
    rows = Customer.objects.visible_to(by).filter(
        owner_id=by.employee_id, frozen_at=None, last_contact_at__lt=midnight(now.date()) - timedelta(days=SILENT_DAYS)
    )
    counted = count(rows)
    return {
        "label": _("Waiting for a call"),
        "value": count_words(counted),
        "url": silent_url(by),
        "note": _("not contacted for %(days)s days") % {"days": SILENT_DAYS},
    }


def talks(by: Actor, now: datetime) -> dict[str, Any]:
    """My calls and visits in the last seven days."""
    since = since_days(now.date())
    rows = Activity.objects.visible_to(by).filter(
        owner_id=by.employee_id, at__gte=midnight(since), kind__in=(ActivityKind.CALL, ActivityKind.VISIT)
    )
    counted = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    calls, visits = counted.get(ActivityKind.CALL, 0), counted.get(ActivityKind.VISIT, 0)
    asked = {"filter[owner]": by.employee_id, "filter[kind__in]": "call,visit", "filter[at__gte]": since.isoformat()}
    return {
        "label": _("Calls and visits in 7 days"),
        "value": number_format(calls + visits, use_l10n=True, force_grouping=True),
        "note": _("%(calls)s calls, %(visits)s visits") % {"calls": calls, "visits": visits},
        "url": f"/activities?{urlencode(asked)}",
    }


def leads(by: Actor) -> bool:
    """Whether the person sees the work of a whole department or more."""
    reach = by.rights.reach("activities", "view")
    return reach.everything or bool(reach.departments)


def team(by: Actor, now: datetime) -> dict[str, Any]:
    """What each of the people whose work one sees wrote on timelines in seven days, by kind."""
    since = since_days(now.date())
    rows = Activity.objects.visible_to(by).filter(at__gte=midnight(since), at__lte=now, kind__in=KINDS)
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for owner, kind, number in rows.order_by().values_list("owner_id", "kind").annotate(Count("pk")):
        if owner is not None:
            counted[owner][kind] = number
    people = directory().people
    ranked = sorted(counted, key=lambda one: -sum(counted[one].values()))[:MOST_PEOPLE]
    labels = {
        ActivityKind.CALL: _("Calls"),
        ActivityKind.VISIT: _("Visits"),
        ActivityKind.MAIL: _("Mails"),
        ActivityKind.NOTE: _("Notes"),
    }
    return {
        "kinds": [labels[kind] for kind in KINDS],
        "most": max((sum(one.values()) for one in counted.values()), default=1),
        "people": [
            {
                "name": people[one].name,
                "url": f"/people/{one}/day/{now.date()}",
                "total": sum(counted[one].values()),
                "total_url": _rows(one, "", since.isoformat()),
                "cells": [
                    {"number": counted[one].get(kind, 0), "url": _rows(one, kind, since.isoformat())} for kind in KINDS
                ],
            }
            for one in ranked
            if one in people
        ],
    }


def _rows(owner: int, kind: str, since: str) -> str:
    asked = {"filter[owner]": str(owner), "filter[at__gte]": since}
    return (
        f"/activities?{urlencode(asked | ({'filter[kind]': kind} if kind else {'filter[kind__in]': ','.join(KINDS)}))}"
    )

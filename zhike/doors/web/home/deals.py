"""Deals on the first page: what is open, what was won, how often, and the months side by side."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.areas.selling.models import Opportunity, State
from zhike.areas.selling.queries import sums
from zhike.doors.web.home.days import since_days
from zhike.kernel.access.actor import Actor
from zhike.kernel.fields.periods import months, quarters
from zhike.kernel.text.amounts import short_amount

MONTHS = 8
RATE_DAYS = 90
# The picture's measures, in its own units: a slot for each month, with a bar and room for the words below.
SLOT, BAR, HIGH, TOP, FOOT = 60, 28, 150, 24, 26


def open_deals(by: Actor) -> dict[str, Any]:
    """The open deals that the person sees: the amount, how many, and the amount weighted by their chances."""
    found = sums(Opportunity.objects.visible_to(by).filter(state=State.OPEN))
    note = _("%(count)s deals, %(weighted)s weighted") % {
        "count": found.number, "weighted": short_amount(found.weighted),
    }  # fmt: skip
    return {
        "label": _("Open opportunities"), "value": short_amount(found.amount), "rows": found.number, "note": note,
        "url": _rows(state="open"),
    }  # fmt: skip


def won_this_quarter(by: Actor, now: datetime) -> dict[str, Any]:
    """The amount won this quarter beside that of the last."""
    won = Opportunity.objects.visible_to(by).filter(state=State.WON)
    (first, after), (before, _first) = quarters(now.date(), 0), quarters(now.date(), -1)
    found = sums(won.filter(closed_on__gte=first, closed_on__lt=after))
    last = sums(won.filter(closed_on__gte=before, closed_on__lt=first))
    note = _("%(count)s deals; last quarter %(amount)s") % {
        "count": found.number, "amount": short_amount(last.amount),
    }  # fmt: skip
    return {
        "label": _("Won this quarter"), "value": short_amount(found.amount), "rows": found.number, "note": note,
        "url": _rows(state="won", closed_on__period="this_quarter"),
    }  # fmt: skip


def win_rate(by: Actor, now: datetime) -> dict[str, Any]:
    """How many of the deals that were decided lately were won."""
    since = since_days(now.date(), RATE_DAYS)
    closed = Opportunity.objects.visible_to(by).filter(closed_on__gte=since, closed_on__lte=now.date())
    counted = dict(closed.order_by().values_list("state").annotate(Count("pk")))
    won, decided = counted.get(State.WON, 0), sum(counted.values())
    return {
        "label": _("Win rate"), "value": f"{won * 100 / decided:.1f}%" if decided else "—", "rows": decided,
        "note": _("%(won)s of %(decided)s in %(days)s days") % {"won": won, "decided": decided, "days": RATE_DAYS},
        "url": _rows(closed_on__between=f"{since},{now.date()}"),
    }  # fmt: skip


def won_by_month(by: Actor, today: date) -> dict[str, Any]:
    """The amounts won in this month and the seven before, as bars that open their deals."""
    spans = [months(today, place) for place in range(1 - MONTHS, 1)]
    won = Opportunity.objects.visible_to(by).filter(state=State.WON, closed_on__gte=spans[0][0])
    rows = won.order_by().annotate(month=TruncMonth("closed_on")).values_list("month").annotate(Sum("amount_base"))
    amounts = {month: amount or Decimal(0) for month, amount in rows}
    most = max(amounts.values(), default=Decimal(0)) or Decimal(1)
    return {
        "width": MONTHS * SLOT, "height": TOP + HIGH + FOOT, "ground": TOP + HIGH, "any": bool(amounts),
        "bars": [_bar(place, span, amounts.get(span[0], Decimal(0)), most) for place, span in enumerate(spans)],
    }  # fmt: skip


def _bar(place: int, span: tuple[date, date], amount: Decimal, most: Decimal) -> dict[str, Any]:
    (first, after), high = span, int(HIGH * amount / most)
    last = date.fromordinal(after.toordinal() - 1)
    return {
        "x": place * SLOT + (SLOT - BAR) // 2, "middle": place * SLOT + SLOT // 2, "y": TOP + HIGH - high,
        "high": high, "broad": BAR, "above": TOP + HIGH - high - 6, "below": TOP + HIGH + 18,
        "amount": short_amount(amount) if amount else "", "month": _month(first),
        "is_now": place == MONTHS - 1, "url": _rows(state="won", closed_on__between=f"{first},{last}"),
    }  # fmt: skip


def _month(first: date) -> str:
    """The month in short: 4 月, Apr."""
    return f"{first.month} 月" if (get_language() or "").startswith("zh") else date_format(first, "M")


def _rows(**conditions: str) -> str:
    asked = {f"filter[{name}]": value for name, value in conditions.items()}
    return f"/opportunities?{urlencode({'view': 'all'} | asked)}"

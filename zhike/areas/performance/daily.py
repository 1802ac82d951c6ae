"""The drafts of this month and the last are reckoned every morning, where there are rules to reckon by."""

from __future__ import annotations

from datetime import date, timedelta

from zhike.areas.performance.calculating import calculate
from zhike.areas.performance.models import CommissionRule
from zhike.areas.performance.periods import month_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import batch
from zhike.kernel.jobs.daily import declare_daily


def reckon_commissions(today: date) -> int:
    """Reckon the drafts of the last month and of this one. Returns how many there are."""
    if not CommissionRule.objects.filter(deleted_at=None, retired=False).exists():
        return 0
    first = month_of(today)[0]
    made: list[int] = []
    for day in (first - timedelta(days=1), today):
        with batch(Actor.system(door="job"), "commission_statements.recalculate", "commission_statements", {}) as one:
            made += calculate(day, by=one.by)
    return len(made)


declare_daily("commissions", reckon_commissions)

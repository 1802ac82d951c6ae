"""What was won and lost, by whom, where, of what and when: one statement for each question, seen through the rights.

win rate = won ÷ (won + lost); cycle = mean of the days from the beginning to the day of winning, over won deals; value
= sum of the amounts won, in base currency. Deals that are open count as such and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import TruncMonth, TruncQuarter, TruncYear

from zhike.areas.selling.models import Opportunity, State
from zhike.kernel.access.actor import Actor

GROUPS: dict[str, Any] = {
    "owner": F("owner_id"), "manager": F("owner__superior_id"), "department": F("department_id"),
    "product": F("product_id"), "customer": F("customer_id"), "region": F("customer__region_id"),
    "industry": F("customer__industry_id"), "source": F("source_id"), "pipeline": F("pipeline_id"),
    "lost_reason": F("lost_reason_id"), "lost_to": F("lost_to_id"), "month": TruncMonth("closed_on"),
    "quarter": TruncQuarter("closed_on"), "year": TruncYear("closed_on"),
}  # fmt: skip
WON, LOST = Q(state=State.WON), Q(state=State.LOST)


class Line(NamedTuple):
    """One group: its key (an id, a first day, or None for deals without), and the figures of its deals."""

    key: Any
    won: int
    lost: int
    open: int
    value: Decimal
    cycle_days: float | None

    @property
    def win_rate(self) -> float | None:
        """The share of decided deals that were won; None where none was decided."""
        decided = self.won + self.lost
        return self.won / decided if decided else None


def performance(by: Actor, group: str, where: Q | None = None) -> Sequence[Line]:
    """The figures of each group (a key of `GROUPS`) over the deals that the actor sees, those of most value first.

    Raises KeyError for an unknown group.
    """
    rows = Opportunity.objects.visible_to(by).filter(where or Q()).order_by()
    cycle = ExpressionWrapper(F("closed_on") - F("began_on"), output_field=DurationField())
    found = rows.values(key=GROUPS[group]).annotate(
        won=Count("pk", filter=WON), lost=Count("pk", filter=LOST), open=Count("pk", filter=Q(state=State.OPEN)),
        value=Sum("amount_base", filter=WON), cycle=Avg(cycle, filter=WON),
    )  # fmt: skip
    lines = [
        Line(
            row["key"], row["won"], row["lost"], row["open"], row["value"] or Decimal(0),
            row["cycle"].total_seconds() / 86400 if row["cycle"] is not None else None,
        )
        for row in found
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (-line.value, str(line.key)))

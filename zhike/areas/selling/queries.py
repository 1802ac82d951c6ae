"""Questions about deals that cards, boards and other areas ask."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    DecimalField,
    DurationField,
    ExpressionWrapper,
    F,
    Func,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Cast, Coalesce, Now

from zhike.areas.selling.models import Opportunity, State
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared

MONEY = DecimalField(max_digits=18, decimal_places=2)


class Sums(NamedTuple):
    """How many deals, their amounts, and their amounts weighted by their probability, in base currency."""

    number: int
    amount: Decimal
    weighted: Decimal


def weighted() -> Any:
    """The amount in base currency times the probability."""
    share = F("amount_base") * F("probability") / Value(Decimal(100))
    return Cast(ExpressionWrapper(share, output_field=DecimalField(max_digits=24, decimal_places=6)), MONEY)


def stalled() -> Any:
    """Whether an open deal has stood in its stage for longer than the stage's patience."""
    patience = Func(
        F("stage__patience"), template="make_interval(days => %(expressions)s)", output_field=DurationField()
    )
    limit = ExpressionWrapper(Now() - patience, output_field=DateTimeField())
    return Case(
        When(state=State.OPEN, stage__patience__isnull=False, stage_since__lt=limit, then=Value(True)),
        default=Value(False), output_field=BooleanField(),
    )  # fmt: skip


def open_deals(customer_id: int, by: Actor) -> Sums:
    """The open deals of a customer that the actor sees."""
    return _sums(customer_id, by, State.OPEN)


def won_deals(customer_id: int, by: Actor) -> Sums:
    """The won deals of a customer that the actor sees."""
    return _sums(customer_id, by, State.WON)


def sums(rows: Any) -> Sums:
    """The sums over a queryset of deals."""
    return Sums(**rows.order_by().aggregate(**_parts()))


def _sums(customer_id: int, by: Actor, state: State) -> Sums:
    found = _summed(customer_id, by, state)
    return Sums(*found[0]) if found else Sums(0, Decimal(0), Decimal(0))


@prepared
def _summed(customer_id: int, by: Actor, state: State) -> Any:
    """One row with the parts of `Sums`, also where there is no deal; none for who sees no deals at all."""
    rows = Opportunity.objects.visible_to(by).filter(customer_id=customer_id, state=state).order_by()
    return rows.values(all=Value(1)).annotate(**_parts()).values_list(*Sums._fields)


def _parts() -> dict[str, Any]:
    zero = Value(Decimal(0), MONEY)
    return {
        "number": Count("pk"), "amount": Coalesce(Sum("amount_base"), zero), "weighted": Coalesce(Sum(weighted()), zero)
    }  # fmt: skip


def days_by_stage(opportunity_id: int) -> Mapping[int, int]:
    """How many days a deal stood in each stage, the running one up to now. For a deal that the actor sees."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stage_id, floor(sum(extract(epoch FROM coalesce(left_at, now()) - entered_at)) / 86400)::int "
            "FROM opportunity_stage_period WHERE opportunity_id = %s GROUP BY stage_id",
            [opportunity_id],
        )
        return dict(cursor.fetchall())

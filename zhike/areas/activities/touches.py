"""How often and how lately contacts were called or visited: what activities know of a contact's influence."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, F, FloatField, Max, Sum, Value
from django.db.models.functions import Cast, Extract, Greatest, Now, Power

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.influence.touches import HALF_LIFE_DAYS, Touch, declare_touches
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_of

SECONDS_IN_DAY = 86_400
TALKS = (ActivityKind.CALL, ActivityKind.VISIT)


@declare_touches
def calls_and_visits(contacts: Sequence[int], by: Actor) -> dict[int, Touch] | None:
    """Calls and visits that the actor sees, by contact, in one query."""
    if not entity_of(Activity).reach(by, "view"):
        return None
    age = Cast(Extract(Now() - F("at"), "epoch"), FloatField()) / Value(float(SECONDS_IN_DAY * HALF_LIFE_DAYS))
    weight = Power(Value(0.5), Greatest(age, Value(0.0)), output_field=FloatField())
    rows = (
        Activity.objects.visible_to(by)
        .filter(contact__in=contacts, kind__in=TALKS)
        .values("contact")
        .annotate(count=Count("pk"), last=Max("at"), weight=Sum(weight))
        .order_by()
    )
    return {row["contact"]: Touch(row["count"], row["last"], row["weight"]) for row in rows}

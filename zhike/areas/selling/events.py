"""What deals do when something happens to the customers that they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from zhike.areas.customers.open_work import declare_open_work
from zhike.areas.selling.models import Opportunity, State
from zhike.kernel.people.models import Employee


@declare_open_work
def hand_over_open_deals(owners: Mapping[int, int | None], to: Employee) -> int:
    """Give the open deals of those who owned the customers to the new owner; closed ones keep whoever closed them."""
    deals = Opportunity.objects.filter(
        customer_id__in=list(owners), state=State.OPEN, deleted_at=None, owner_id=F("customer__owner_id")
    )
    ids = list(deals.order_by("pk").values_list("pk", flat=True))
    return int(
        Opportunity.objects.filter(pk__in=ids).update(
            owner_id=to.pk, department_id=to.department_id, revision=F("revision") + 1
        )
    )

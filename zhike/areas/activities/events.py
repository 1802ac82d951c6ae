"""What activities do when something happens to the customers that they belong to."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.open_work import declare_open_work
from zhike.kernel.people.models import Employee


@declare_open_work
def hand_over_open_tasks(owners: Mapping[int, int | None], to: Employee) -> int:
    """Give the open tasks of those who owned the customers to the new owner; what others have to do stays theirs."""
    tasks = Activity.objects.filter(
        customer_id__in=list(owners), kind=ActivityKind.TASK, done_at=None, deleted_at=None,
        owner_id=F("customer__owner_id"),
    )  # fmt: skip
    ids = list(tasks.order_by("pk").values_list("pk", flat=True))
    return int(
        Activity.objects.filter(pk__in=ids).update(
            owner_id=to.pk, department_id=to.department_id, revision=F("revision") + 1
        )
    )

"""What quotes do when something happens to the customers that they are for."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F

from zhike.areas.customers.open_work import declare_open_work
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.kernel.people.models import Employee


@declare_open_work
def hand_over_open_quotes(owners: Mapping[int, int | None], to: Employee) -> int:
    """Give unanswered quotes of those who owned the customers to the new owner; what others offered stays theirs."""
    quotes = Quote.objects.filter(
        customer_id__in=list(owners), state__in=[QuoteState.DRAFT, QuoteState.SENT], deleted_at=None,
        owner_id=F("customer__owner_id"),
    )  # fmt: skip
    ids = list(quotes.order_by("pk").values_list("pk", flat=True))
    return int(
        Quote.objects.filter(pk__in=ids).update(
            owner_id=to.pk, department_id=to.department_id, revision=F("revision") + 1
        )
    )

"""What the customers of the demo book may owe, so that no order is confirmed beyond it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhike.areas.customers.models import Customer
from zhike.areas.finance.models import OpenItem
from zhike.areas.finance.money import to_base
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch

STEP = Decimal(500_000)


class Credits:
    """What each customer owes or is bound to pay, day by day; limits that had to be raised for a large deal."""

    def __init__(self) -> None:
        self.moves: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        self.raised: dict[int, Decimal] = {}
        for customer, amount in OpenItem.objects.filter(open_base__gt=0).values_list("customer_id", "open_base"):
            self.moves[customer].append((date.min, amount))

    def require(self, order: Any, *, by_deal: bool) -> None:
        """Make room for an order: the bookkeeper has raised the limit in time, in whole steps for a deal."""
        limit = self.raised.get(order.customer_id, order.customer.credit_limit)
        if limit is None:
            return
        wanted = order.total_base + self.used(order.customer_id, order.dated)
        step = STEP if by_deal else STEP / 10
        if wanted > limit:
            self.raised[order.customer_id] = (wanted / step).to_integral_value("ROUND_CEILING") * step

    def used(self, customer: int, day: date) -> Decimal:
        """What was used on a day."""
        return sum((amount for at, amount in self.moves[customer] if at <= day), Decimal(0))

    def take(self, order: Any, payments: Sequence[Any]) -> None:
        """Remember what an order takes and what its payments give back."""
        own = self.moves[order.customer_id]
        own.append((order.dated, order.total_base))
        own += [(one.day, -to_base(one.amount, order.rate)) for one in payments]

    def write(self, by: Actor) -> int:
        """Give the customers the limits that they were raised to. Returns how many."""
        rows = list(Customer.objects.filter(pk__in=self.raised).order_by("pk"))
        for one in rows:
            one.credit_limit = self.raised[one.pk]
            one.revision += 1
        with batch(by, "customers.update", "customers", {}) as running:
            Customer.objects.bulk_update(rows, ["credit_limit", "revision"])
            running.finish(Outcome(done=len(rows)))
        return len(rows)

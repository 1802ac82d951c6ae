"""What confirming an order writes: it binds both sides from then on."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from zhike.areas.finance.balances import lock
from zhike.areas.finance.credit import require_credit
from zhike.areas.orders.confirming import problems
from zhike.areas.orders.models import Order, OrderLine, OrderState
from zhike.areas.orders.progress import settle_state
from zhike.areas.orders.stocking import promise
from zhike.areas.stock.levels import locked
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def lock_for(orders: Sequence[Order]) -> None:
    """Lock all that confirming several orders will touch, in one order: two who do so never wait in a circle."""
    lock([one.customer_id for one in orders])
    rows = OrderLine.objects.filter(order__in=orders, deleted_at=None, product__isnull=False)
    locked([], set(rows.values_list("product", flat=True)))


def bind(order: Order, *, by: Actor) -> None:
    """Confirm an order, which the caller holds locked: goods are reserved, the customer's credit is taken up.

    Raises Refused with all that is wrong: no address, no goods left, prices or margin below the limits, no credit.
    """
    lines = list(OrderLine.objects.filter(order=order, deleted_at=None).select_related("product").order_by("position"))
    found = problems(order, lines, by)
    if found:
        raise Refused(errors=found)
    require_credit({order.customer_id: order.total_base}, by=by)
    promise(order, lines, by=by)
    Order.objects.filter(pk=order.pk).update(
        state=OrderState.AWAITING, confirmed_at=timezone.now(), confirmed_by_id=by.employee_id,
        revision=F("revision") + 1, updated_at=timezone.now(),
    )  # fmt: skip
    order.state = OrderState.AWAITING
    settle_state(order)

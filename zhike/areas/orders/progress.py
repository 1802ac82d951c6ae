"""How far an order has come, from what was shipped and invoiced; and what customers are bound to by their orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import F, Q, Sum
from django.utils import timezone

from zhike.areas.documents.quantities_left import left
from zhike.areas.orders.confirming import goes_out
from zhike.areas.orders.models import Order, OrderLine, OrderState

BINDING = Q(state__in=[OrderState.AWAITING, OrderState.SHIPPED], deleted_at=None)


def committed(customer_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """What customers have ordered and not yet been invoiced for, in the base currency, by their ids; one query."""
    rows = Order.objects.filter(BINDING, customer_id__in=list(customer_ids)).values_list("customer_id")
    return dict(rows.annotate(left=Sum(F("total_base") - F("invoiced_base"))).order_by())


def settle_state(order: Order) -> OrderState:
    """Write the state that follows from what was shipped and invoiced, and return it.

    Awaiting shipment until every line with goods has left; shipped until all is invoiced; then done. An order without
    goods is shipped as soon as it is confirmed. The caller holds the order locked. Whether all is invoiced is a matter
    of quantities: amounts of parts may differ by cents from the whole, and a credit note does not call for an invoice.
    """
    lines = list(OrderLine.objects.filter(order=order, deleted_at=None).select_related("product"))
    out = all(line.shipped >= line.quantity for line in lines if goes_out(line))
    order.refresh_from_db(fields=["invoiced", "total"])
    state = OrderState.AWAITING
    if out:
        state = OrderState.DONE if _invoiced_whole(order) else OrderState.SHIPPED
    if state != order.state:
        Order.objects.filter(pk=order.pk).update(state=state, revision=F("revision") + 1, updated_at=timezone.now())
        order.state = state
    return state


def _invoiced_whole(order: Order) -> bool:
    if order.invoiced >= order.total:
        return True
    drafts = order.invoices.filter(deleted_at=None, issued_at=None)
    return not any(left(order, "invoices").values()) and not drafts.exists()

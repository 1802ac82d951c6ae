"""Orders that come in by a file: unconfirmed, or confirmed at once, each by the rules of the confirmation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction

from zhike.areas.orders.binding import bind
from zhike.areas.orders.confirming import has_address, has_lines
from zhike.areas.orders.models import Order, OrderLine
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def refuse_unready(order: Order, lines: Sequence[OrderLine]) -> None:
    """Raises Refused for what can be seen of an order alone: no lines, or nowhere for its goods to go."""
    nobody = Actor.system()
    errors = [problem for check in (has_lines, has_address) for problem in check(order, lines, nobody)]
    if errors:
        raise Refused(errors=errors)


def confirm_imported(orders: Sequence[Order], by: Actor) -> Mapping[int, Refused]:
    """Confirm what was just brought in; refusals by id: goods, prices, margin and credit are looked at one by one."""
    refused: dict[int, Refused] = {}
    for order in sorted(orders, key=lambda one: one.pk):
        try:
            with transaction.atomic():
                bind(Order.objects.select_for_update(of=("self",)).get(pk=order.pk), by=by)
        except Refused as one:
            refused[order.pk] = one
    return refused

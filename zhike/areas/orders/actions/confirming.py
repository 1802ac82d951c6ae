"""Confirming an order, which binds both sides, and cancelling it, which is possible only before."""

from __future__ import annotations

from typing import Annotated

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.orders.binding import bind, lock_for
from zhike.areas.orders.models import Order, OrderState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.one_by_one import locked_for_each, one_by_one
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused

OPEN = Q(state=OrderState.UNCONFIRMED)
BOUND = _("Only an unconfirmed order can be confirmed or cancelled.")
LONGEST = 300


@action(
    Order, power="orders.confirm", verb="advance", label=_("Confirm"), icon="circle-check", bulk=True,
    undoable=False,
    sentence=_("%(by)s confirmed the order %(title)s"), when=OPEN, otherwise=BOUND,
)  # fmt: skip
def confirm(orders: Chosen[Order], *, by: Actor) -> Outcome:
    """Confirm orders: their goods are reserved and the customers' credit is taken up, in the order of their ids.

    One that is refused is skipped with all that is wrong: no address, no goods left, prices or margin below the limits,
    no credit. Raises Refused with that when it is the only one.
    """
    found = locked_for_each(orders)
    if len(found) > 1:
        lock_for(found)
    return one_by_one(found, lambda order: bind(order, by=by))


@action(
    Order, verb="change", label=_("Cancel the order"), icon="ban", danger=True,
    sentence=_("%(by)s cancelled the order %(title)s: %(reason)s"), when=OPEN, otherwise=BOUND,
)  # fmt: skip
def cancel(orders: Chosen[Order], *, reason: Annotated[str, Ask(_("Reason"), multiline=True)], by: Actor) -> Outcome:
    """Cancel an order that nobody has confirmed yet, and say why."""
    if not reason.strip():
        raise Refused(_("Say why the order is cancelled."), field="reason", code="required")
    order = orders.one()
    Order.objects.filter(pk=order.pk).update(
        state=OrderState.CANCELLED, cancelled_because=reason.strip()[:LONGEST], revision=F("revision") + 1,
        updated_at=timezone.now(),
    )  # fmt: skip
    return Outcome(done=1, records=[order.pk])

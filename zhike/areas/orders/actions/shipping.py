"""From the order to the door: packing, sending off, delivered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.orders.models import Order, OrderState, Shipment, ShipmentState
from zhike.areas.orders.progress import settle_state
from zhike.areas.orders.shipping import to_be_packed, write_shipped
from zhike.areas.orders.stocking import send_out
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.dividing import Parts, wished_parts
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create_checked
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.lines.wishes import Wish

Quantities = Annotated[
    Mapping[str, Decimal] | None, Ask(pgettext_lazy("parts", "Quantities"), parts=Parts(to_be_packed))
]
When = Annotated[date | None, Ask(_("On"))]


@action(
    Order, verb="advance", label=_("Make a packing list"), icon="package-check",
    sentence=_("%(by)s packed goods of the order %(title)s"), when=Q(state=OrderState.AWAITING),
    otherwise=_("Only a confirmed order that awaits shipment can be packed."),
)  # fmt: skip
def pack(orders: Chosen[Order], *, quantities: Quantities = None, by: Actor) -> Outcome:
    """Make a packing list of all that is left of an order, or of the named quantities by the id of its lines."""
    order = orders.one()
    parts = wished_parts(to_be_packed(order, by), quantities)
    wishes = [Wish(None, {"order_line": line, "quantity": quantity}) for line, quantity in parts.items()]
    values = {"order": order.pk, "owner": order.owner_id, "department": order.department_id}
    made = create_checked(entity_of(Shipment), values, {"lines": wishes}, by=by)
    url = entity_of(Shipment).url(made.records[0])
    return Outcome(done=1, records=[order.pk], values={"url": url, "shipment": str(made.records[0])})


@action(
    Shipment, verb="advance", label=_("Send off"), icon="truck", undoable=False,
    sentence=_("%(by)s sent off the packing list %(title)s"), when=Q(state=ShipmentState.PACKED),
    otherwise=_("It has been sent off already."),
)  # fmt: skip
def send_off(shipments: Chosen[Shipment], *, on: When = None, by: Actor) -> Outcome:
    """Let a shipment leave the house, today or on the given day: the goods leave the stock, the order goes on."""
    shipment = shipments.one()
    order = Order.objects.select_for_update(of=("self",)).get(pk=shipment.order_id)
    day = on or shipment.shipped_on or timezone.localdate()
    send_out(shipment, dated=day, by=by)
    Shipment.objects.filter(pk=shipment.pk).update(
        state=ShipmentState.SHIPPED, shipped_on=day,
        revision=F("revision") + 1, updated_at=timezone.now(),
    )  # fmt: skip
    write_shipped([shipment])
    settle_state(order)
    return Outcome(done=1, records=[shipment.pk])


@action(
    Shipment, verb="advance", label=pgettext_lazy("shipment", "Delivered"), icon="house", bulk=True,
    sentence=_("The packing list %(title)s was delivered; noted by %(by)s"), when=Q(state=ShipmentState.SHIPPED),
    otherwise=_("It is not on its way."),
)  # fmt: skip
def deliver(shipments: Chosen[Shipment], *, on: When = None, by: Actor) -> Outcome:
    """Note that shipments have arrived."""
    done: list[int] = []
    for page in shipments.pages():
        ids = [one.pk for one in page]
        Shipment.objects.filter(pk__in=ids).update(
            state=ShipmentState.DELIVERED, delivered_on=on or timezone.localdate(), revision=F("revision") + 1,
            updated_at=timezone.now(),
        )  # fmt: skip
        done += ids
    return Outcome(done=len(done), records=done[:100])

"""What is filled in and checked before an order or a packing list is saved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.orders.models import Order, Shipment, ShipmentLine
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

WHERE = ("region_id", "street", "postcode")


def complete_order(order: Order, changed: frozenset[str], by: Actor) -> None:
    """A new order goes to the customer's own address and to the contact, unless told otherwise."""
    if order.promised_on is not None and "promised_on" in changed and order.promised_on < order.dated:
        raise Refused(_("It is promised for a day before it was ordered."), field="promised_on", code="out_of_range")
    if "customer" in changed and not changed & {"region", "street", "postcode"}:
        for name in WHERE:
            setattr(order, name, getattr(order.customer, name))
    if changed & {"customer", "contact"} and not order.receiver:
        order.receiver = order.contact.name if order.contact else ""
        order.receiver_phone = order.contact.mobile if order.contact else order.customer.main_phone


def complete_shipment(shipment: Shipment, changed: frozenset[str], by: Actor) -> None:
    """A packing list has the customer of its order, and goes where the order does unless told otherwise."""
    if "order" in changed:
        shipment.customer_id = shipment.order.customer_id
        for name in (*WHERE, "receiver", "receiver_phone"):
            if not getattr(shipment, name):
                setattr(shipment, name, getattr(shipment.order, name))


def complete_shipment_line(line: ShipmentLine, changed: frozenset[str], by: Actor) -> None:
    """A line says what the order's line says; its quantity is above nothing."""
    if line.quantity is None or line.quantity <= 0:
        raise Refused(_("A quantity is above nothing."), field="quantity", code="out_of_range")
    if "order_line" in changed:
        ordered = line.order_line
        line.product_id, line.unit_id, line.description = ordered.product_id, ordered.unit_id, ordered.description

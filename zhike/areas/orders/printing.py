"""What orders and packing lists say on paper: the confirmation for the customer, the sheet that goes with the goods."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhike.areas.documents.paper import day, phone, place
from zhike.areas.documents.printing import data_of_lines, plain
from zhike.areas.orders.models import Order, Shipment
from zhike.areas.organisation.company import company
from zhike.kernel.access.actor import Actor


def data_of_order(order: Order, by: Actor) -> dict[str, Any]:
    """The data of `prints/order.typ`; costs and margins are not for the customer, so they are not among them."""
    lines = list(order.lines.filter(deleted_at=None).select_related("unit").order_by("position", "pk"))
    return data_of_lines(order, lines) | {
        "number": order.number,
        "facts": [
            [_("Customer"), order.customer.name], [pgettext("of a document", "Date"), day(order.dated)],
            [_("Contact"), str(order.contact or "")], [_("Customer's order number"), order.customer_reference],
            [_("Subject"), order.subject], [_("Our contact"), order.owner.name if order.owner else ""],
            [_("Promised for"), day(order.promised_on)], [_("Delivery method"), str(order.delivery_method or "")],
            [_("Payment method"), str(order.payment_method or "")],
        ],
        "sections": _said((_("Ship to"), _address(order, by)), (_("Remarks"), order.remarks)),
        "parties": [
            {"role": _("Seller"), "name": company().name, "sign": _("Signature and seal")},
            {"role": _("Customer"), "name": order.customer.name, "sign": _("Signature and seal")},
        ],
    }  # fmt: skip


def data_of_shipment(shipment: Shipment, by: Actor) -> dict[str, Any]:
    """The data of `prints/shipment.typ`: what is in the packages, no prices, and room for who takes them."""
    lines = shipment.lines.filter(deleted_at=None).select_related("unit").order_by("position", "pk")
    weight = plain(shipment.weight)
    return {
        "number": shipment.number,
        "facts": [
            [_("Customer"), shipment.customer.name], [pgettext("sale", "Order"), shipment.order.number],
            [_("Shipped on"), day(shipment.shipped_on)],
            [_("Customer's order number"), shipment.order.customer_reference],
            [_("Carrier"), str(shipment.carrier or "")], [_("Tracking number"), shipment.tracking_number],
            [_("Packages"), str(shipment.packages or "")], [_("Weight (kg)"), weight],
        ],
        "columns": [
            ["#", "auto", "right"], [_("Description"), "3", "left"], [_("Quantity"), "auto", "right"],
            [pgettext("of measure", "Unit"), "auto", "left"], [_("Serial numbers"), "2", "left"],
        ],
        "rows": [
            [str(at), one.description, plain(one.quantity), str(one.unit or ""), one.serial_numbers]
            for at, one in enumerate(lines, start=1)
        ],
        "sections": _said((_("Ship to"), _address(shipment, by)), (_("Remarks"), shipment.remarks)),
        "parties": [
            {"role": _("Sent by"), "name": company().name, "sign": _("Signature, date")},
            {"role": _("Received by"), "name": shipment.customer.name,
             "sign": _("Goods complete and undamaged: signature, date")},
        ],
    }  # fmt: skip


def _address(record: Any, by: Actor) -> str:
    who = "  ".join(part for part in (record.receiver, phone(record, "receiver_phone", by)) if part)
    return "\n".join(part for part in (place(record), who) if part)


def _said(*sections: tuple[str, str]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in sections if text]

"""How people meet orders, packing lists and their lines."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.entity import ProductEntity
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.contracts.entity import ContractEntity
from zhike.areas.customers.entity import SEE_PHONES, CustomerEntity
from zhike.areas.documents.declaring import lines_of_trade
from zhike.areas.documents.importing import SYNONYMS
from zhike.areas.documents.preparing import complete_document
from zhike.areas.finance.credit import declare_commitment
from zhike.areas.orders import demand, dictionaries  # noqa: F401  (declares what is wanted, and the choice lists)
from zhike.areas.orders.card import FIGURES, WARNINGS, late_now, orders_of
from zhike.areas.orders.importing import confirm_imported, refuse_unready
from zhike.areas.orders.models import Order, OrderLine, OrderState, Shipment, ShipmentLine, ShipmentState
from zhike.areas.orders.preparing import complete_order, complete_shipment, complete_shipment_line
from zhike.areas.orders.printing import data_of_order, data_of_shipment
from zhike.areas.orders.progress import committed
from zhike.areas.quotes.entity import QuoteEntity
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Figure,
    Finish,
    Importing,
    Lines,
    Numbering,
    Print,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.paths import Path
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

ADVANCING = frozenset({"advance"})
AWAITING = {"field": "state", "op": "eq", "value": "awaiting"}


@register
class OrderEntity(Entity):
    """What a customer has ordered."""

    model = Order
    key, icon, area = "orders", "shopping-cart", "sales"
    access = Access(
        owner="owner", department="department", through="customer", own=True,
        read_only=~Q(state=OrderState.UNCONFIRMED), thaws=ADVANCING,
        read_only_reason=_("A confirmed order can't be changed any more."),
    )  # fmt: skip
    lines = [lines_of_trade(OrderLine, by="order", more=("shipped",), places="order_places")]
    columns = [
        Column("number", link=True), Column("customer"), Column("subject"), Column("state"), Column("total"),
        Column("currency"), Column("dated"), Column("promised_on"),
        Column("late", annotate=late_now, type="alarm", label=_("Overdue")), Column("owner"), Column("invoiced"),
        Column("total_base", hidden=True, total=True), Column("margin_base", hidden=True, total=True),
        Column("cost_base", hidden=True, total=True), Column("invoiced_base", hidden=True, total=True),
        Column("customer_reference", hidden=True), Column("payment_method", hidden=True),
        Column("delivery_method", hidden=True), Column("region", hidden=True), Column("confirmed_at", hidden=True),
        Column("confirmed_by", hidden=True), Column("contact", hidden=True), Column("quote", hidden=True),
        Column("contract", hidden=True), Column("department", hidden=True),
        Column("tags", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "customer", "state", "owner", "department", "dated", "promised_on", "late", "total_base", "total", "currency",
        "payment_method", "delivery_method", "region", "margin_base", "discount", "confirmed_at", "confirmed_by",
        "invoiced_base", "contact", "quote", "contract", "price_list", "customer_reference", "tags", "number",
        "subject", "created_at",
    ]  # fmt: skip
    search = Search(title="number", also=("subject", "customer_reference"), subtitle=("customer", "subject"))
    form = [
        Section(_("Basics"), "customer", "contact", "subject", "customer_reference", "dated", "promised_on"),
        Section(_("Price"), "currency", "price_list", "discount", "payment_method"),
        Section(_("Delivery"), "delivery_method", "receiver", "receiver_phone", "region", "street", "postcode"),
        Section(_("More"), "remarks", "tags", folded=True),
        Section(_("System"), "number", "owner", "department", folded=True),
    ]
    card = Card(
        timeline=False, header=("customer", "contact", "contract", "quote", "dated", "owner"),
        primary=("confirm", "pack", "invoice"), figures=FIGURES, warnings=WARNINGS,
        tabs=(Related("shipments", "order", columns=("number", "state", "shipped_on", "carrier", "tracking_number")),),
    )  # fmt: skip
    views = [
        StandardView("mine", _("My orders"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("open", _("Unconfirmed"), {"and": [{"field": "state", "op": "eq", "value": "unconfirmed"}]}),
        StandardView("awaiting", _("Awaiting shipment"), {"and": [AWAITING]}, sort="promised_on"),
        StandardView("shipped", _("Shipped, not invoiced in full"),
                     {"and": [{"field": "state", "op": "eq", "value": "shipped"}]}),
        StandardView("all", _("All")),
    ]  # fmt: skip
    tones = {"state": {
        "unconfirmed": "ink", "awaiting": "amber", "shipped": "sky", "done": "jade", "cancelled": "rose",
    }}  # fmt: skip
    path = Path("state", ends=frozenset({"cancelled"}), goals=frozenset({"done"}))
    prints = [Print("confirmation", _("Order confirmation"), "areas/orders/prints/order.typ", data_of_order)]
    kanban = ["state"]
    kanban_shows = ["customer", "total", "promised_on", "owner"]
    default_sort = "-dated"
    masked = {"receiver_phone": SEE_PHONES}
    concealed = {"cost_base": SEE_COST, "margin_base": SEE_COST}
    numbering = Numbering("number", "DD-{year}-{sequence:6}")
    importing = Importing(
        match_on=("number",), synonyms=SYNONYMS,
        finish=Finish(_("Confirm the orders at once"), confirm_imported, refuse_unready, "orders.confirm"),
    )  # fmt: skip
    prepare = [complete_document, complete_order]
    never_undone = frozenset({"confirmed_at", "invoiced"})


@register
class ShipmentEntity(Entity):
    """What leaves the house at once."""

    model = Shipment
    key, icon, area = "shipments", "truck", "sales"
    access = Access(
        owner="owner", department="department", through="customer", own=True,
        read_only=~Q(state=ShipmentState.PACKED), thaws=ADVANCING,
        read_only_reason=_("What has left the house can't be changed any more."),
    )  # fmt: skip
    lines = [Lines(
        "shipment_lines", "shipment", ("order_line", "description", "quantity", "unit", "serial_numbers"),
        pgettext_lazy("shipment", "Goods"),
    )]  # fmt: skip
    verbs = ("view", "change", "delete")
    columns = [
        Column("number", link=True), Column("order"), Column("customer"), Column("state"), Column("shipped_on"),
        Column("carrier"), Column("tracking_number"), Column("packages"), Column("weight"), Column("delivered_on"),
        Column("owner", hidden=True), Column("region", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "state", "order", "customer", "shipped_on", "delivered_on", "carrier", "tracking_number", "owner", "region",
        "number", "created_at",
    ]  # fmt: skip
    search = Search(title="number", also=("tracking_number",), subtitle=("customer", "order"))
    form = [
        Section(_("Shipment"), "order", "shipped_on", "carrier", "tracking_number", "packages", "weight"),
        Section(_("Delivery"), "receiver", "receiver_phone", "region", "street", "postcode", "remarks"),
        Section(_("System"), "number", folded=True),
    ]
    card = Card(
        header=("order", "customer", "shipped_on", "owner"), primary=("send_off", "deliver", "invoice_shipment"),
    )  # fmt: skip
    views = [
        StandardView("packed", _("To be sent off"), {"and": [{"field": "state", "op": "eq", "value": "packed"}]}),
        StandardView("away", _("On their way"), {"and": [{"field": "state", "op": "eq", "value": "shipped"}]}),
        StandardView("all", _("All")),
    ]
    tones = {"state": {"packed": "amber", "shipped": "sky", "delivered": "jade"}}
    path = Path("state", goals=frozenset({"delivered"}))
    prints = [Print("packing_list", _("Delivery note"), "areas/orders/prints/shipment.typ", data_of_shipment)]
    kanban = ["state"]
    kanban_shows = ["customer", "order", "carrier", "shipped_on"]
    default_sort = "-id"
    masked = {"receiver_phone": SEE_PHONES}
    system_fields = frozenset({"order", "owner", "department"})
    numbering = Numbering("number", "ZX-{year}-{sequence:6}")
    prepare = [complete_shipment]


@register
class ShipmentLineEntity(Entity):
    """What of an order's line is in a shipment."""

    model = ShipmentLine
    key, icon, area, in_rail = "shipment_lines", "list", "sales", False
    access = Access(owner="owner", department="department", through="shipment", grants_of="shipments")
    verbs = ("view",)
    columns = [
        Column("description", link=True), Column("shipment"), Column("order_line"), Column("product"),
        Column("quantity"), Column("unit"), Column("serial_numbers"),
    ]  # fmt: skip
    filters = ["shipment", "product", "quantity", "serial_numbers", "description"]
    search = None
    form = [
        Section(
            pgettext_lazy("document", "Line"),
            "shipment", "order_line", "product", "description", "quantity", "unit", "serial_numbers",
        ),
    ]  # fmt: skip
    system_fields = frozenset({"owner", "department", "order_line"})
    prepare = [complete_shipment_line]


declare_commitment("orders", committed)
declare_tagging(Order)
declare_work(Order, Q(state__in=[OrderState.UNCONFIRMED, OrderState.AWAITING]))
extend(
    CustomerEntity,
    figures=[Figure(_("Ordered"), orders_of)],
    tabs=[
        Related("orders", "customer", columns=("number", "subject", "state", "total", "dated", "promised_on", "owner")),
        Related("shipments", "customer", columns=("number", "order", "state", "shipped_on", "tracking_number")),
    ],
)
MADE = ("number", "subject", "state", "total", "dated", "promised_on", "late")
extend(QuoteEntity, tabs=[Related("orders", "quote", columns=MADE)])
extend(ContractEntity, tabs=[Related("orders", "contract", columns=MADE)])
extend(
    ProductEntity,
    tabs=[Related("order_lines", "product", _("Ordered"), ("order", "quantity", "unit", "price", "net", "shipped"))],
)

"""Orders with their lines, and the packing lists with which they leave the house."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product, Unit
from zhike.areas.contracts.models import Contract
from zhike.areas.documents.models import DocumentLine, TradeDocument
from zhike.areas.quotes.models import Quote
from zhike.kernel.fields.models import DictionaryField, MoneyField, PhoneField
from zhike.kernel.records import HeldRecord


class OrderState(models.TextChoices):
    """How far an order has come. It can be changed and cancelled only while it is unconfirmed."""

    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    AWAITING = "awaiting", _("Awaiting shipment")
    SHIPPED = "shipped", _("Shipped")
    DONE = "done", pgettext_lazy("order", "Done")
    CANCELLED = "cancelled", _("Cancelled")


CONFIRMED = (OrderState.AWAITING, OrderState.SHIPPED, OrderState.DONE)
"""The states of orders that bind us and the customer."""


class Address(models.Model):
    """Where goods go, and to whom."""

    receiver = models.CharField(_("Receiver"), max_length=100, blank=True)
    receiver_phone = PhoneField(_("Receiver's phone"), blank=True)
    region = models.ForeignKey(
        "kernel.Region", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("Region"),
    )  # fmt: skip
    street = models.CharField(_("Street"), max_length=300, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=12, blank=True)

    class Meta:
        abstract = True


class Order(TradeDocument, Address):
    """What a customer has ordered. `quote` and `contract` are what it was made from.

    `invoiced` is what invoices less credit notes came to so far, in the order's currency, kept up by the invoices;
    `invoiced_base` the same in the base currency. So what is still to be invoiced is known at once.
    """

    state = models.CharField(
        _("State"), max_length=11, choices=OrderState, default=OrderState.UNCONFIRMED, editable=False
    )
    quote = models.ForeignKey(
        Quote, models.SET_NULL, null=True, editable=False, related_name="orders", verbose_name=_("Quote")
    )
    contract = models.ForeignKey(
        Contract, models.SET_NULL, null=True, editable=False, related_name="orders", verbose_name=_("Contract")
    )
    customer_reference = models.CharField(_("Customer's order number"), max_length=60, blank=True)
    promised_on = models.DateField(_("Promised for"), null=True, blank=True)
    delivery_method = DictionaryField(_("Delivery method"), dictionary="delivery_method")
    payment_method = DictionaryField(_("Payment method"), dictionary="payment_method")
    confirmed_at = models.DateTimeField(_("Confirmed"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Confirmed by"),
    )  # fmt: skip
    cancelled_because = models.CharField(_("Why it was cancelled"), max_length=300, blank=True, editable=False)
    invoiced = MoneyField(_("Invoiced"), currency="currency", default=0, db_default=0, editable=False)
    invoiced_base = MoneyField(_("Invoiced in base currency"), default=0, db_default=0, editable=False)

    class Meta:
        db_table = "sales_order"
        verbose_name = pgettext_lazy("sale", "Order")
        verbose_name_plural = _("Orders")
        indexes = [
            models.Index(fields=["customer", "dated"], name="order_by_customer"),
            models.Index(fields=["scope_owner", "id"], name="order_by_scope"),
            models.Index(fields=["dated", "id"], name="order_by_day"),
            models.Index(fields=["state", "id"], name="order_by_state"),
            models.Index(fields=["total_base", "id"], name="order_by_total"),
            models.Index(
                fields=["customer"], name="order_binding", condition=models.Q(state__in=["awaiting", "shipped"])
            ),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="order_in_bin"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(DocumentLine):
    """A line of an order. `shipped` is how much has left the house, in the line's unit."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=pgettext_lazy("sale", "Order"))
    shipped = models.DecimalField(
        _("Quantity shipped"), max_digits=18, decimal_places=4, default=0, db_default=0, editable=False
    )

    class Meta:
        db_table = "sales_order_line"
        verbose_name = _("Line of an order")
        verbose_name_plural = _("Lines of orders")
        indexes = [
            models.Index(
                fields=["source_line"], condition=models.Q(source_line__isnull=False), name="order_line_source"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shipped__gte=0, shipped__lte=models.F("quantity")),
                name="order_line_shipped_in_bounds",
            )
        ]


class ShipmentState(models.TextChoices):
    """How far a packing list has come."""

    PACKED = "packed", _("Packed")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")


class Shipment(HeldRecord, Address):
    """A packing list: what leaves the house at once, with whom, in how many packages."""

    number = models.CharField(pgettext_lazy("document", "Number"), max_length=40, unique=True, blank=True)
    order = models.ForeignKey(
        Order, models.PROTECT, related_name="shipments", verbose_name=pgettext_lazy("sale", "Order")
    )
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="+", editable=False, verbose_name=_("Customer")
    )
    state = models.CharField(
        _("State"), max_length=9, choices=ShipmentState, default=ShipmentState.PACKED, editable=False
    )
    shipped_on = models.DateField(_("Shipped on"), null=True, blank=True)
    delivered_on = models.DateField(_("Delivered on"), null=True, editable=False)
    carrier = DictionaryField(_("Carrier"), dictionary="carrier")
    tracking_number = models.CharField(_("Tracking number"), max_length=60, blank=True)
    packages = models.PositiveIntegerField(_("Packages"), null=True, blank=True)
    weight = models.DecimalField(_("Weight (kg)"), max_digits=12, decimal_places=3, null=True, blank=True)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "shipment"
        verbose_name = _("Packing list")
        verbose_name_plural = _("Packing lists")
        indexes = [
            models.Index(fields=["scope_owner", "id"], name="shipment_by_scope"),
            models.Index(fields=["shipped_on", "id"], name="shipment_by_day"),
            models.Index(fields=["customer", "id"], name="shipment_by_customer"),
        ]

    def __str__(self) -> str:
        return self.number


class ShipmentLine(HeldRecord):
    """What of an order's line is in a shipment, with the serial numbers of the pieces."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines", verbose_name=_("Packing list"))
    position = models.PositiveIntegerField(_("Position"), default=0, editable=False)
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="shipments", verbose_name=_("Line of an order")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Product")
    )
    description = models.CharField(_("Description"), max_length=500, editable=False, default="")
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=pgettext_lazy("of measure", "Unit"),
    )  # fmt: skip
    serial_numbers = models.TextField(_("Serial numbers"), blank=True)

    class Meta:
        db_table = "shipment_line"
        verbose_name = _("Line of a packing list")
        verbose_name_plural = _("Lines of packing lists")
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="shipped_quantity_above_zero")]

    def __str__(self) -> str:
        return self.description

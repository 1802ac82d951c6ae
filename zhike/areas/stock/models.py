"""What lies where: warehouses, the movements that nobody edits, and what follows from them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product, Unit
from zhike.kernel.fields.models import MoneyField
from zhike.kernel.records import HeldRecord, OwnedRecord, Record

QUANTITY: dict[str, Any] = {"max_digits": 18, "decimal_places": 4}


class Warehouse(OwnedRecord):
    """A place where goods lie. Its owner is the keeper. Only where it is allowed may more go out than is there."""

    name = models.CharField(_("Warehouse name"), max_length=100)
    number = models.CharField(_("Warehouse number"), max_length=40, blank=True, unique=True)
    region = models.ForeignKey(
        "kernel.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    street = models.CharField(_("Street"), max_length=300, blank=True)
    allow_negative = models.BooleanField(_("May go below zero"), default=False)
    active = models.BooleanField(_("In use"), default=True)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "warehouse"
        verbose_name = _("Warehouse")
        verbose_name_plural = _("Warehouses")

    def __str__(self) -> str:
        return self.name


class StockLevel(Record):
    """How much of a product a warehouse holds, in the product's own unit, how much of that is promised, and what it is
    worth in the base currency: the sum of what its movements were worth.

    Never written by hand: the database adds up movements and reservations (see the migrations), and refuses what would
    leave less than nothing. `unbounded` repeats what the warehouse allows.
    """

    product = models.ForeignKey(Product, models.PROTECT, editable=False, related_name="+", verbose_name=_("Product"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, editable=False, related_name="+", verbose_name=_("Warehouse")
    )
    name = models.CharField(_("Product name"), max_length=200, editable=False, default="")
    on_hand = models.DecimalField(_("On hand"), editable=False, default=0, db_default=0, **QUANTITY)
    reserved = models.DecimalField(_("Reserved"), editable=False, default=0, db_default=0, **QUANTITY)
    value = MoneyField(_("Stock value"), editable=False, default=0, db_default=0)
    unbounded = models.BooleanField(editable=False, default=False, db_default=False)

    history_leaves_out = ("name", "on_hand", "reserved", "value", "unbounded", "updated_at")

    class Meta:
        db_table = "stock_level"
        verbose_name = _("Stock level")
        verbose_name_plural = _("Stock levels")
        constraints = [
            models.UniqueConstraint(fields=["product", "warehouse"], name="one_level_per_product_and_warehouse"),
            models.CheckConstraint(
                condition=models.Q(unbounded=True) | models.Q(on_hand__gte=0), name="stock_never_below_zero"
            ),
            models.CheckConstraint(
                condition=models.Q(unbounded=True) | models.Q(reserved__lte=models.F("on_hand")),
                name="stock_never_promised_twice",
            ),
            models.CheckConstraint(condition=models.Q(reserved__gte=0), name="reserved_never_below_zero"),
        ]

    def __str__(self) -> str:
        return self.name


class MovementKind(models.TextChoices):
    """Why goods moved."""

    PURCHASE = "purchase", _("Purchase-in")
    SHIPMENT = "shipment", _("Shipment")
    RETURN = "return", _("Return")
    ADJUSTMENT = "adjustment", _("Adjustment")
    TRANSFER = "transfer", _("Transfer between warehouses")
    COUNT = "count", _("Stock-taking")


class StockMovement(Record):
    """So much of a product came into a warehouse (above zero) or left it (below). Added, never changed or deleted.

    What was wrong is set right by a movement that `reverses` it. `quantity` is in the product's own unit, `unit_cost`
    and `value` (signed like the quantity, in whole cents: what the ledger gets) in the base currency. `document_entity`
    and `document_id` name the record that it was made for, `line` the line that asked for it: of an order, say.
    """

    product = models.ForeignKey(Product, models.PROTECT, editable=False, related_name="+", verbose_name=_("Product"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, editable=False, related_name="+", verbose_name=_("Warehouse")
    )
    name = models.CharField(_("Product name"), max_length=200, editable=False, default="")
    kind = models.CharField(_("Movement"), max_length=12, choices=MovementKind, editable=False)
    quantity = models.DecimalField(_("Quantity"), editable=False, **QUANTITY)
    unit_cost = MoneyField(_("Cost per unit"), decimal_places=6, null=True, editable=False)
    value = MoneyField(pgettext_lazy("of goods", "Worth"), editable=False, default=0, db_default=0)
    dated = models.DateField(pgettext_lazy("of a document", "Date"), default=timezone.localdate, editable=False)
    text = models.CharField(_("Text"), max_length=300, blank=True, editable=False)
    document_entity = models.CharField(_("Record kind"), max_length=60, blank=True, editable=False)
    document_id = models.BigIntegerField(_("Record"), null=True, editable=False)
    line = models.BigIntegerField(_("Line"), null=True, editable=False)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="reversed_by", verbose_name=_("Reverses")
    )

    class Meta:
        db_table = "stock_movement"
        verbose_name = _("Stock movement")
        verbose_name_plural = _("Stock movements")
        constraints = [models.CheckConstraint(condition=~models.Q(quantity=0), name="movement_moves_something")]
        indexes = [
            models.Index(fields=["product", "warehouse", "id"], name="movement_by_product"),
            models.Index(fields=["dated", "id"], name="movement_by_day"),
            models.Index(fields=["document_entity", "document_id"], name="movement_by_document"),
            models.Index(fields=["line"], name="movement_by_line", condition=models.Q(line__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class StockReservation(Record):
    """So much of what lies in a warehouse is promised to a line of a document, such as an order."""

    product = models.ForeignKey(Product, models.PROTECT, editable=False, related_name="+", verbose_name=_("Product"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, editable=False, related_name="+", verbose_name=_("Warehouse")
    )
    name = models.CharField(_("Product name"), max_length=200, editable=False, default="")
    quantity = models.DecimalField(_("Quantity"), editable=False, **QUANTITY)
    document_entity = models.CharField(_("Record kind"), max_length=60, editable=False)
    document_id = models.BigIntegerField(_("Record"), editable=False)
    line = models.BigIntegerField(_("Line"), null=True, editable=False)

    class Meta:
        db_table = "stock_reservation"
        verbose_name = _("Reservation")
        verbose_name_plural = _("Reservations")
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="reservation_above_zero")]
        indexes = [
            models.Index(fields=["document_entity", "document_id"], name="reservation_by_document"),
            models.Index(fields=["product", "warehouse"], name="reservation_by_product"),
        ]

    def __str__(self) -> str:
        return self.name


class SlipKind(models.TextChoices):
    """What a stock slip does when it is posted."""

    RECEIPT = "receipt", _("Purchase-in")
    ADJUSTMENT = "adjustment", _("Adjustment")
    TRANSFER = "transfer", _("Transfer between warehouses")
    COUNT = "count", _("Stock-taking")


class SlipState(models.TextChoices):
    """How far a stock slip is."""

    DRAFT = "draft", pgettext_lazy("stock slip", "Draft")
    POSTED = "posted", pgettext_lazy("stock slip", "Posted")
    REVERSED = "reversed", pgettext_lazy("stock slip", "Reversed")


class StockSlip(OwnedRecord):
    """A sheet of goods received, set right, moved to another warehouse or counted; posting it makes the movements."""

    number = models.CharField(_("Slip number"), max_length=40, blank=True, unique=True)
    kind = models.CharField(_("What it is"), max_length=12, choices=SlipKind, default=SlipKind.RECEIPT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT, related_name="+", verbose_name=_("Warehouse"))
    to_warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("To warehouse")
    )
    supplier = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Supplier")
    )
    dated = models.DateField(pgettext_lazy("of a document", "Date"), default=timezone.localdate)
    reference = models.CharField(pgettext_lazy("number", "Delivery note"), max_length=100, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=SlipState, default=SlipState.DRAFT, editable=False)
    posted_at = models.DateTimeField(_("Posted at"), null=True, editable=False)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "stock_slip"
        verbose_name = _("Stock slip")
        verbose_name_plural = _("Stock slips")
        indexes = [models.Index(fields=["dated", "id"], name="slip_by_day")]

    def __str__(self) -> str:
        return self.number


class StockSlipLine(HeldRecord):
    """One product on a slip. On a stock-taking sheet `quantity` is what was counted, and `difference` what that means.

    `expected` is what the books said when the line was written. An empty quantity was not counted.
    """

    slip = models.ForeignKey(StockSlip, models.CASCADE, related_name="lines", verbose_name=_("Stock slip"))
    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("Product"))
    name = models.CharField(_("Product name"), max_length=200, editable=False, default="")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=pgettext_lazy("of measure", "Unit"),
    )  # fmt: skip
    expected = models.DecimalField(_("Expected"), null=True, editable=False, **QUANTITY)
    quantity = models.DecimalField(_("Quantity"), null=True, blank=True, **QUANTITY)
    difference = models.DecimalField(pgettext_lazy("count", "Difference"), null=True, editable=False, **QUANTITY)
    unit_cost = MoneyField(_("Cost per unit"), decimal_places=6, null=True, blank=True)
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    history_leaves_out = (*HeldRecord.history_leaves_out, "name")

    class Meta:
        db_table = "stock_slip_line"
        verbose_name = _("Line of a stock slip")
        verbose_name_plural = _("Lines of stock slips")
        indexes = [models.Index(fields=["slip", "position"], name="slip_line_by_slip")]

    def __str__(self) -> str:
        return self.name

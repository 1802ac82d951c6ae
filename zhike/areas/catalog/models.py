"""What we sell: products in their categories and units, and the lists of their prices."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.fields.models import CodeField, DictionaryField, MoneyField, PriceField, TagsField
from zhike.kernel.records import HeldRecord, OwnedRecord, Record

ALIVE = models.Q(deleted_at=None)


class Unit(Record):
    """In what a product is counted or measured. One with a `base` is `factor` times that: a tonne is 1000 kg."""

    name = models.CharField(_("Unit name"), max_length=20)
    english_name = models.CharField(_("English name"), max_length=30, blank=True)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Base unit"), db_index=False
    )
    factor = models.DecimalField(_("Times the base unit"), max_digits=18, decimal_places=6, default=1)
    places = models.PositiveSmallIntegerField(_("Decimals of quantities"), default=0)

    class Meta:
        db_table = "unit"
        verbose_name = pgettext_lazy("of measure", "Unit")
        verbose_name_plural = pgettext_lazy("of measure", "Units")
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=ALIVE, name="unit_once"),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="unit_factor_above_zero"),
            models.CheckConstraint(condition=models.Q(places__lte=4), name="unit_places_up_to_four"),
        ]

    def __str__(self) -> str:
        return self.name


class ProductCategory(Record):
    """A branch of the product tree. The database keeps `path`, the ids from the root down: `/3/17/`."""

    name = models.CharField(_("Category name"), max_length=100)
    english_name = models.CharField(_("English name"), max_length=100, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Above")
    )
    position = models.PositiveSmallIntegerField(_("Order"), default=0)
    path = models.CharField(max_length=400, default="", editable=False)

    history_leaves_out = ("path",)

    class Meta:
        db_table = "product_category"
        verbose_name = _("Product category")
        verbose_name_plural = _("Product categories")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], condition=ALIVE, nulls_distinct=False, name="category_once_below_parent"
            )
        ]
        indexes = [models.Index(fields=["path"], name="category_by_path", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.name


class ProductKind(models.TextChoices):
    """How we come by a product: things are made, bought or consigned; training and service can't be touched."""

    MADE = "made", _("Made by us")
    BOUGHT = "bought", _("Bought")
    CONSIGNED = "consigned", _("Consigned")
    TRAINING = "training", _("Training")
    SERVICE = "service", pgettext_lazy("kind of product", "Service")


TANGIBLE = (ProductKind.MADE, ProductKind.BOUGHT, ProductKind.CONSIGNED)


class ProductStatus(models.TextChoices):
    """Whether a product is still sold."""

    ACTIVE = "active", pgettext_lazy("product", "On sale")
    RETIRED = "retired", pgettext_lazy("product", "Retired")


class Product(OwnedRecord):
    """Something that we sell. `price` is net, in `currency`; `cost` is in the company's base currency, per `unit`."""

    name = models.CharField(_("Product name"), max_length=200)
    english_name = models.CharField(_("English name"), max_length=200, blank=True)
    number = models.CharField(_("Product number"), max_length=40, blank=True, unique=True)
    kind = models.CharField(
        pgettext_lazy("product", "Kind"), max_length=10, choices=ProductKind, default=ProductKind.BOUGHT
    )
    category = models.ForeignKey(
        ProductCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Category")
    )
    brand = DictionaryField(_("Brand"), dictionary="product_brand")
    specification = models.CharField(_("Specification"), max_length=200, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=pgettext_lazy("of measure", "Unit")
    )
    barcode = models.CharField(_("Barcode"), max_length=40, blank=True)
    price = MoneyField(_("List price"), decimal_places=6, currency="currency", null=True, blank=True)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, blank=True)
    tax_rate = models.DecimalField(_("Tax rate (%)"), max_digits=5, decimal_places=2, default=Decimal(13))
    cost = MoneyField(_("Cost"), decimal_places=6, null=True, blank=True)
    safety_stock = models.DecimalField(_("Safety stock"), max_digits=18, decimal_places=4, null=True, blank=True)
    delivery_days = models.PositiveSmallIntegerField(_("Delivery time (days)"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("Warranty (months)"), null=True, blank=True)
    supplier = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Supplier")
    )
    supplier_remarks = models.TextField(_("Remarks on supply"), blank=True)
    description = models.TextField(_("Description"), blank=True)
    picture = models.ForeignKey(
        "kernel.StoredFile", models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Picture"),
    )  # fmt: skip
    picture_words = models.CharField(_("Picture in words"), max_length=200, blank=True)
    status = models.CharField(_("Status"), max_length=8, choices=ProductStatus, default=ProductStatus.ACTIVE)
    tags = TagsField(_("Tags"))
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "product"
        verbose_name = _("Product")
        verbose_name_plural = _("Products")
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"], condition=ALIVE & ~models.Q(barcode=""), name="product_barcode_once"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=models.Q(cost__gte=0), name="product_cost_not_negative"),
            models.CheckConstraint(
                condition=models.Q(tax_rate__gte=0, tax_rate__lte=100), name="product_tax_rate_is_percent"
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="product_by_name"),
            models.Index(fields=["price", "id"], name="product_by_price"),
            models.Index(fields=["created_at", "id"], name="product_by_creation"),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="product_in_bin"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def tangible(self) -> bool:
        """Whether it lies in a warehouse; training and service do not."""
        return self.kind in TANGIBLE


class ProductUnit(HeldRecord):
    """Another unit in which a product is sold or packed: a box of it is `factor` times the product's own unit."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="units", verbose_name=_("Product"))
    name = models.CharField(_("Product name"), max_length=200, editable=False, default="")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=pgettext_lazy("of measure", "Unit")
    )
    factor = models.DecimalField(_("Times the product's unit"), max_digits=18, decimal_places=6)
    barcode = models.CharField(_("Barcode"), max_length=40, blank=True)

    history_leaves_out = (*HeldRecord.history_leaves_out, "name")

    class Meta:
        db_table = "product_unit"
        verbose_name = _("Unit of a product")
        verbose_name_plural = _("Units of products")
        constraints = [
            models.UniqueConstraint(fields=["product", "unit"], condition=ALIVE, name="product_unit_once"),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="product_unit_factor_above_zero"),
        ]

    def __str__(self) -> str:
        return self.name


class PriceList(OwnedRecord):
    """Prices for a level of customers (or for all), in one currency, for a time. Which one wins: see `pricing`."""

    name = models.CharField(_("Price list name"), max_length=100)
    number = models.CharField(_("Price list number"), max_length=40, blank=True, unique=True)
    customer_level = DictionaryField(_("Customer level"), dictionary="customer_level")
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, blank=True)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    active = models.BooleanField(_("In use"), default=True)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "price_list"
        verbose_name = _("Price list")
        verbose_name_plural = _("Price lists")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_until__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_until")),
                name="price_list_begins_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PriceListItem(HeldRecord):
    """The price of a product on a list, from a quantity on. Without a unit it is per the product's own unit."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="items", verbose_name=_("Price list"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("Product"))
    name = models.CharField(_("Product name"), max_length=200, editable=False, default="")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=pgettext_lazy("of measure", "Unit"),
    )  # fmt: skip
    from_quantity = models.DecimalField(_("From quantity"), max_digits=18, decimal_places=4, default=0)
    price = PriceField(pgettext_lazy("per unit", "Price"))
    remarks = models.CharField(_("Remarks"), max_length=200, blank=True)

    history_leaves_out = (*HeldRecord.history_leaves_out, "name")

    class Meta:
        db_table = "price_list_item"
        verbose_name = _("Price on a list")
        verbose_name_plural = _("Prices on lists")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product", "unit", "from_quantity"], condition=ALIVE, nulls_distinct=False,
                name="price_once_from_quantity",
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="price_not_negative"),
            models.CheckConstraint(condition=models.Q(from_quantity__gte=0), name="from_quantity_not_negative"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

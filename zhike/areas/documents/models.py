"""What every document of trade has, and every line of one: the bases of quotes, contracts, orders and invoices."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import PriceList, Product, Unit
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.fields.models import CodeField, MoneyField, PriceField, TagsField
from zhike.kernel.records import HeldRecord


def _amount(label: object, currency: str = "currency") -> MoneyField:
    """An amount that is computed from the lines, in the document's currency unless told otherwise (`""`: in ours)."""
    return MoneyField(label, currency=currency, default=Decimal(0), editable=False)


class TradeDocument(HeldRecord):
    """A document with lines, for a customer.

    Amounts are in `currency`; `rate` is what one unit of it is worth in the company's base currency on the day that the
    document is dated, and `total_base` the total at that rate. `discount` is a percentage of the whole document, spread
    over the lines. `cost_base` and `margin_base` are in the base currency, without tax, and known only when the cost of
    every line is. All amounts are computed from the lines (see `totals`), never typed.
    """

    number = models.CharField(pgettext_lazy("document", "Number"), max_length=40, unique=True, blank=True)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("Contact")
    )
    dated = models.DateField(pgettext_lazy("of a document", "Date"), default=timezone.localdate)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, blank=True)
    rate = models.DecimalField(
        _("Exchange rate"), max_digits=18, decimal_places=8, default=1, db_default=1, editable=False
    )
    price_list = models.ForeignKey(
        PriceList, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("Price list"),
    )  # fmt: skip
    discount = models.DecimalField(_("Discount on all (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    net = _amount(_("Net amount"))
    tax = _amount(_("Tax"))
    total = _amount(pgettext_lazy("with tax", "Total"))
    total_base = _amount(_("Total in base currency"), currency="")
    cost_base = MoneyField(_("Cost"), null=True, editable=False)
    margin_base = MoneyField(pgettext_lazy("amount", "Margin"), null=True, editable=False)
    remarks = models.TextField(_("Remarks"), blank=True)
    tags = TagsField(_("Tags"))

    revalued = False
    """Whether the currency was just changed, so that list prices must be asked for anew."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number


class DocumentLine(HeldRecord):
    """A line of a document: so much of something, at a price per unit without tax.

    `list_price` is what the price lists say, as a measure for the price that is asked. `cost` is per unit, in the base
    currency. `source_entity` and `source_line` name the line of another document from which this one was made.
    """

    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    description = models.CharField(_("Description"), max_length=500, blank=True)
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4, default=1)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=pgettext_lazy("of measure", "Unit"),
    )  # fmt: skip
    price = PriceField(pgettext_lazy("per unit", "Price"), blank=True)
    discount = models.DecimalField(_("Discount (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    tax_rate = models.DecimalField(_("Tax rate (%)"), max_digits=5, decimal_places=2, blank=True)
    net = MoneyField(_("Net amount"), currency="currency", default=Decimal(0), editable=False)
    tax = MoneyField(_("Tax"), currency="currency", default=Decimal(0), editable=False)
    total = MoneyField(pgettext_lazy("with tax", "Total"), currency="currency", default=Decimal(0), editable=False)
    list_price = PriceField(_("List price"), null=True, editable=False)
    cost = PriceField(_("Cost"), null=True, editable=False)
    source_entity = models.CharField(_("Made from lines of"), max_length=60, blank=True, editable=False)
    source_line = models.BigIntegerField(_("Made from line"), null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.description or str(self.pk)

"""What a deal is about."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product
from zhike.areas.selling.models.opportunities import Opportunity
from zhike.kernel.fields.models import MoneyField, PriceField
from zhike.kernel.records import HeldRecord


class OpportunityProduct(HeldRecord):
    """So much of a product at a deal; `amount` is quantity times price less the discount, in the deal's currency."""

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="products", verbose_name=_("Opportunity")
    )  # fmt: skip
    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("Product"))
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4, default=1)
    price = PriceField(pgettext_lazy("per unit", "Price"), null=True, blank=True)
    discount = models.DecimalField(_("Discount (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    amount = MoneyField(_("Amount"), default=0, editable=False)

    class Meta:
        db_table = "opportunity_product"
        verbose_name = _("Product of a deal")
        verbose_name_plural = _("Products of a deal")

    def __str__(self) -> str:
        return str(self.product)

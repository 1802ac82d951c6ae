"""Whom we meet at a deal, and their products beside ours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.models.opportunities import Opportunity
from zhike.kernel.fields.models import CodeField, MoneyField
from zhike.kernel.records import HeldRecord, Record


class CompetitorProduct(Record):
    """A product of a competitor, and which of ours it competes with."""

    name = models.CharField(_("Competing product"), max_length=200)
    competitor = models.ForeignKey(
        Competitor, models.CASCADE, related_name="products", verbose_name=_("Competitor")
    )  # fmt: skip
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="rivals", verbose_name=_("Our product")
    )
    use = models.CharField(_("Use"), max_length=300, blank=True)
    performance = models.TextField(_("Performance"), blank=True)
    price = MoneyField(_("Price"), currency="currency", null=True, blank=True)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, blank=True)
    strengths = models.TextField(_("Strengths"), blank=True)
    weaknesses = models.TextField(_("Weaknesses"), blank=True)
    seen_on = models.DateField(_("Seen on"), null=True, blank=True)

    class Meta:
        db_table = "competitor_product"
        verbose_name = _("Competing product")
        verbose_name_plural = _("Competing products")
        indexes = [models.Index(fields=["name", "id"], name="competitor_product_by_name")]

    def __str__(self) -> str:
        return self.name


class Standing(models.TextChoices):
    """How a competitor stands against us at a deal."""

    AHEAD = "ahead", _("Ahead of us")
    LEVEL = "level", _("Level with us")
    BEHIND = "behind", _("Behind us")


class OpportunityCompetitor(HeldRecord):
    """A competitor at a deal."""

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="competitors", verbose_name=_("Opportunity")
    )  # fmt: skip
    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="+", verbose_name=_("Competitor"))
    standing = models.CharField(_("Standing"), max_length=8, choices=Standing, default=Standing.LEVEL)
    price = MoneyField(_("Their price"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        db_table = "opportunity_competitor"
        verbose_name = _("Competitor at a deal")
        verbose_name_plural = _("Competitors at a deal")

    def __str__(self) -> str:
        return str(self.competitor)

"""Currencies and what they were worth on which day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import CodeField
from zhike.kernel.records import Record

MOST_PLACES = 2
"""Amounts of documents are kept with two decimals, so currencies with three (the dinars) can't be kept exactly."""


class Currency(Record):
    """A currency in which we trade, with the number of decimals that its amounts have."""

    code = models.CharField(_("Currency code"), max_length=3, unique=True)
    name = models.CharField(_("Currency name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    symbol = models.CharField(_("Symbol"), max_length=12, blank=True)
    places = models.PositiveSmallIntegerField(_("Decimal places"), default=2)
    position = models.PositiveSmallIntegerField(_("Order"), default=50)
    retired = models.BooleanField(_("No longer offered"), default=False)

    class Meta:
        db_table = "currency"
        verbose_name = _("Currency")
        verbose_name_plural = _("Currencies")
        constraints = [
            models.CheckConstraint(condition=models.Q(places__lte=MOST_PLACES), name="currency_places_fit"),
            models.CheckConstraint(condition=models.Q(code__regex="^[A-Z]{3}$"), name="currency_code_is_iso"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def label(self) -> str:
        """The code with the name in the reader's language."""
        english = (get_language() or "").startswith("en")
        return f"{self.code} {(self.name_en if english else self.name) or self.name}".strip()


class ExchangeRate(Record):
    """What one unit of a currency was worth in the company's base currency, from a day on until the next rate."""

    currency = CodeField(_("Currency"), codes="currencies", max_length=3)
    day = models.DateField(_("Valid from"))
    rate = models.DecimalField(
        _("Rate"), max_digits=18, decimal_places=8,
        help_text=_("Units of the base currency for one unit of this currency"),
    )  # fmt: skip
    source = models.CharField(_("Source of the rate"), max_length=60, blank=True)

    class Meta:
        db_table = "exchange_rate"
        verbose_name = _("Exchange rate")
        verbose_name_plural = _("Exchange rates")
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="one_rate_per_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_positive"),
        ]
        indexes = [models.Index(fields=["day", "id"], name="exchange_rate_by_day")]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"

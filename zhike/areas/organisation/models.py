"""The company itself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import EmailField, MoneyField, PhoneField, WebField
from zhike.kernel.records import Record


class Company(Record):
    """The profile of the company that works with this system: one row."""

    name = models.CharField(_("Company name"), max_length=200)
    english_name = models.CharField(_("English name"), max_length=200, blank=True)
    tax_number = models.CharField(_("Tax number"), max_length=30, blank=True)
    region = models.ForeignKey(
        "kernel.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    street = models.CharField(_("Street"), max_length=300, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=12, blank=True)
    phone = PhoneField(_("Phone"), blank=True)
    email = EmailField(_("E-mail"), blank=True)
    home_page = WebField(_("Home page"), blank=True)
    logo = models.ForeignKey(
        "kernel.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Logo")
    )
    fiscal_year_starts = models.PositiveSmallIntegerField(_("Fiscal year begins in month"), default=1)
    currency = models.CharField(_("Base currency"), max_length=3, default="CNY")
    locale = models.CharField(
        _("Language"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )
    time_zone = models.CharField(_("Time zone"), max_length=40, default="Asia/Shanghai")

    class Meta:
        db_table = "company"
        verbose_name = _("Company profile")
        verbose_name_plural = _("Company profile")
        constraints = [
            models.CheckConstraint(condition=models.Q(fiscal_year_starts__range=(1, 12)), name="a_real_month")
        ]

    def __str__(self) -> str:
        return self.name


MOST_PLACES = 6


def _percent(label: Any, default: int) -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label, max_digits=5, decimal_places=2, null=True, blank=True, default=Decimal(default), db_default=default
    )


def _places(label: Any, default: int = 2) -> models.PositiveSmallIntegerField[Any, Any]:
    return models.PositiveSmallIntegerField(label, default=default, db_default=default)


class CommissionBasis(models.TextChoices):
    """What a commission is paid on."""

    RECEIVED = "received", _("Money received on invoices")
    INVOICED = "invoiced", _("What was invoiced")


class Parameters(Record):
    """How the system behaves where companies differ: one row.

    The decimal places are those of prices and quantities' worth as people enter them; amounts have those of their
    currency. Days of notice say how long before the day somebody is told. What commissions are paid on stays as it is
    once some are confirmed.
    """

    administrator_email = EmailField(_("Administrator's e-mail"), blank=True)
    receivable_days = models.PositiveSmallIntegerField(_("Days of notice for receivables"), default=7, db_default=7)
    birthday_days = models.PositiveSmallIntegerField(_("Days of notice for birthdays"), default=7, db_default=7)
    contract_days = models.PositiveSmallIntegerField(
        _("Days of notice for contracts ending"), default=30, db_default=30
    )
    contract_places = _places(_("Decimal places in contracts"))
    order_places = _places(_("Decimal places in orders"))
    quote_places = _places(_("Decimal places in quotes"))
    product_places = _places(_("Decimal places of products"))
    quote_discount = _percent(_("Most discount in quotes (%)"), 10)
    quote_margin = _percent(_("Least margin in quotes (%)"), 15)
    contract_discount = _percent(_("Most discount in contracts (%)"), 10)
    contract_worth = MoneyField(
        _("Largest contract"), null=True, blank=True, default=Decimal(500_000), db_default=500_000
    )
    order_discount = _percent(_("Most discount in orders (%)"), 20)
    order_margin = _percent(_("Least margin in orders (%)"), 5)
    commission_basis = models.CharField(
        _("Commissions are paid on"), max_length=8, choices=CommissionBasis, default=CommissionBasis.RECEIVED,
        db_default=CommissionBasis.RECEIVED,
    )  # fmt: skip
    commission_from = models.DateField(
        _("Commissions are reckoned from"), null=True, blank=True,
        help_text=_("Nothing before this day counts; without a day, nothing before the first month reckoned"),
    )  # fmt: skip

    class Meta:
        db_table = "parameters"
        verbose_name = _("Parameters")
        verbose_name_plural = _("Parameters")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    contract_places__lte=MOST_PLACES, order_places__lte=MOST_PLACES, quote_places__lte=MOST_PLACES,
                    product_places__lte=MOST_PLACES,
                ),
                name="so_many_places_are_kept",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

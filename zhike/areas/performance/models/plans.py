"""Sales plans (销售计划): what is to be sold in a period, by whom, of what, to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.models import Product, ProductCategory
from zhike.areas.customers.models import Customer
from zhike.kernel.fields.models import MoneyField
from zhike.kernel.people.models import Department
from zhike.kernel.records import Record


class Measure(models.TextChoices):
    """What a plan counts; how exactly stands in `measuring`."""

    ORDERS = "orders", pgettext_lazy("plan", "Orders received")
    INVOICED = "invoiced", pgettext_lazy("plan", "Invoiced")
    RECEIVED = "received", pgettext_lazy("plan", "Money received")
    PROFIT = "profit", _("Gross profit")
    DEALS = "deals", _("Deals won")


class Cycle(models.TextChoices):
    """How long the period of a plan is; years and quarters are those of the fiscal year."""

    YEAR = "year", _("Year")
    QUARTER = "quarter", _("Quarter")
    MONTH = "month", _("Month")


class SalesTarget(Record):
    """What is to be reached from `starts_on` up to and with `ends_on`.

    With a person (`owner`) it is about what that person sells, else about the whole of `department` and those below,
    else about the company; product, category (with those below) and customer narrow it. `goal` is in the base currency,
    or a number of deals. `parent` is the plan that was split.
    """

    name = models.CharField(pgettext_lazy("plan", "Plan"), max_length=200, blank=True)
    measure = models.CharField(pgettext_lazy("plan", "Measure"), max_length=8, choices=Measure, default=Measure.ORDERS)
    cycle = models.CharField(_("Period"), max_length=7, choices=Cycle, default=Cycle.MONTH)
    starts_on = models.DateField(pgettext_lazy("plan", "Begins on"))
    ends_on = models.DateField(pgettext_lazy("plan", "Ends on"), editable=False)
    goal = MoneyField(pgettext_lazy("plan", "Target"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Person")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Department")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    category = models.ForeignKey(
        ProductCategory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product category")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Customer")
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="parts", verbose_name=_("Part of")
    )
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "sales_target"
        verbose_name = _("Sales plan")
        verbose_name_plural = _("Sales plans")
        constraints = [
            models.CheckConstraint(condition=Q(goal__gte=0), name="sales_target_not_negative"),
            models.UniqueConstraint(
                fields=["measure", "cycle", "starts_on", "owner", "department", "product", "category", "customer"],
                condition=Q(deleted_at=None), nulls_distinct=False, name="sales_target_once",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["starts_on", "id"], name="sales_target_by_begin")]

    def __str__(self) -> str:
        return self.name

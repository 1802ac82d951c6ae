"""Commissions (佣金): the rules by which they are paid, who shares in an order, and the statements of each month.

The database keeps what is settled (see `migrations/commissions.sql`): lines come and go only while their statement is a
draft, a paid statement never changes, and the shares of an order stay once a commission on it is confirmed.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.billing.models import Invoice, InvoiceLine
from zhike.areas.catalog.models import Product, ProductCategory
from zhike.areas.customers.models import Customer
from zhike.areas.orders.models import Order
from zhike.kernel.fields.models import DictionaryField, MoneyField
from zhike.kernel.records import HeldRecord, OwnedRecord, Record


class Method(models.TextChoices):
    """Of what the rate is taken; both are without tax."""

    REVENUE = "revenue", _("Of the amount")
    MARGIN = "margin", _("Of the gross profit")


def _percent(label: Any, **more: Any) -> models.DecimalField[Any, Any]:
    """A percentage, such as 12.5."""
    return models.DecimalField(label, max_digits=7, decimal_places=3, **more)


class CommissionRule(Record):
    """What is paid on which lines of invoices. Conditions that are left empty hold for everything.

    Of the rules that fit a line, that with the highest priority decides; among equals the one about a product goes
    before one about a category (the deeper first), this before one about a level of customers, and so on (see
    `ruling`). The band of margin is from `margin_from` up to but without `margin_below`, in per cent of the amount.
    """

    name = models.CharField(pgettext_lazy("commission", "Rule"), max_length=100)
    method = models.CharField(_("Rate is taken"), max_length=7, choices=Method, default=Method.REVENUE)
    rate = _percent(_("Rate (%)"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("Product")
    )
    category = models.ForeignKey(
        ProductCategory, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("Product category"),
    )  # fmt: skip
    customer_level = DictionaryField(_("Customer level"), dictionary="customer_level")
    margin_from = _percent(_("Margin from (%)"), null=True, blank=True)
    margin_below = _percent(_("Margin below (%)"), null=True, blank=True)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    priority = models.SmallIntegerField(_("Priority"), default=0)
    retired = models.BooleanField(_("No longer used"), default=False)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "commission_rule"
        verbose_name = _("Commission rule")
        verbose_name_plural = _("Commission rules")
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="commission_rate_is_percent"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_until__isnull=True)
                | Q(valid_from__lte=models.F("valid_until")),
                name="commission_rule_begins_before_it_ends",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CommissionSplit(HeldRecord):
    """Who shares in an order, and how much of it; without one, the owner of the order has it all.

    Owner, department and customer are those of the order.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="+", verbose_name=_("Order"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", editable=False, verbose_name=_("Customer"))
    title = models.CharField(pgettext_lazy("commission", "Split of"), max_length=60, editable=False, default="")
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "commission_split"
        verbose_name = _("Commission split")
        verbose_name_plural = _("Commission splits")
        constraints = [
            models.UniqueConstraint(fields=["order"], condition=Q(deleted_at=None), name="commission_split_once")
        ]
        indexes = [
            models.Index(fields=["scope_owner", "id"], name="commission_split_by_scope"),
            models.Index(fields=["customer", "id"], name="commission_split_by_customer"),
        ]

    def __str__(self) -> str:
        return self.title


class CommissionShare(HeldRecord):
    """How much of an order's commission goes to a person; all shares of an order are 100 % together."""

    split = models.ForeignKey(
        CommissionSplit, models.CASCADE, related_name="shares", verbose_name=_("Commission split")
    )
    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("Person")
    )
    share = _percent(_("Share (%)"))
    part = models.CharField(_("Part taken"), max_length=100, blank=True)

    class Meta:
        db_table = "commission_share"
        verbose_name = _("Share of a commission")
        verbose_name_plural = _("Shares of commissions")
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="commission_share_is_percent")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.share}"


class StatementState(models.TextChoices):
    """A draft is reckoned anew; what is confirmed can be reopened until it is paid; what is paid stays."""

    DRAFT = "draft", _("Draft")
    CONFIRMED = "confirmed", pgettext_lazy("commission", "Confirmed")
    PAID = "paid", pgettext_lazy("commission", "Paid")


class CommissionStatement(OwnedRecord):
    """What a person earned in a month, in the base currency. `month` is its first day.

    `earned` is what the lines above nothing come to, `taken_back` those below; `amount` is both together.
    `without_rule` tells what the person sold in the month to which no rule applies: `{"description", "whole"}`.
    """

    number = models.CharField(_("Number"), max_length=40, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("Person")
    )
    month = models.DateField(pgettext_lazy("commission", "Month"), editable=False)
    state = models.CharField(
        _("State"), max_length=9, choices=StatementState, default=StatementState.DRAFT, editable=False
    )
    earned = MoneyField(pgettext_lazy("commission", "Earned"), default=0, db_default=0, editable=False)
    taken_back = MoneyField(pgettext_lazy("commission", "Taken back"), default=0, db_default=0, editable=False)
    amount = MoneyField(_("Commission"), default=0, db_default=0, editable=False)
    without_rule = models.JSONField(default=list, db_default=[], editable=False)
    calculated_at = models.DateTimeField(_("Reckoned"), null=True, editable=False)
    confirmed_at = models.DateTimeField(pgettext_lazy("commission", "Confirmed at"), null=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=pgettext_lazy("commission", "Confirmed by"),
    )  # fmt: skip
    paid_on = models.DateField(_("Paid on"), null=True, editable=False)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Paid by"),
    )  # fmt: skip

    class Meta:
        db_table = "commission_statement"
        verbose_name = _("Commission statement")
        verbose_name_plural = _("Commission statements")
        constraints = [models.UniqueConstraint(fields=["owner", "month"], name="commission_statement_once")]
        indexes = [
            models.Index(fields=["month", "id"], name="commission_statement_by_month"),
            models.Index(fields=["department", "id"], name="commission_statement_by_dep"),
        ]

    def __str__(self) -> str:
        return self.number


class CommissionLine(OwnedRecord):
    """What one line of an invoice or credit note earned one person in one month; all amounts in the base currency.

    `whole` is the line's amount without tax; `basis` what of it counts this month and `before` what counted already, so
    that a line that is paid in parts never counts twice. `margin` is the gross profit on the basis, known when the cost
    is. Amounts of credit notes are below nothing. `origin` is the invoice line whose terms hold: that which a credit
    note credits, else the line itself. Owner and department are those of the statement.
    """

    history_verbs = ("update",)
    """Lines never change: a draft is written anew, and what is confirmed stays."""

    statement = models.ForeignKey(
        CommissionStatement, models.CASCADE, related_name="lines", editable=False,
        verbose_name=_("Commission statement"),
    )  # fmt: skip
    position = models.PositiveIntegerField(_("Position"), default=0, editable=False)
    description = models.CharField(_("Description"), max_length=500, editable=False, default="")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, related_name="+", editable=False, verbose_name=pgettext_lazy("commission", "Document")
    )
    invoice_line = models.ForeignKey(
        InvoiceLine, models.PROTECT, related_name="+", editable=False, verbose_name=_("Line of an invoice")
    )
    origin = models.ForeignKey(
        InvoiceLine, models.PROTECT, related_name="+", editable=False, verbose_name=_("Line it goes back to")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Order")
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", editable=False, verbose_name=_("Customer"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, related_name="+", editable=False, db_index=False,
        verbose_name=_("Product"),
    )  # fmt: skip
    rule = models.ForeignKey(
        CommissionRule, models.PROTECT, related_name="+", editable=False,
        verbose_name=pgettext_lazy("commission", "Rule"),
    )  # fmt: skip
    method = models.CharField(_("Rate is taken"), max_length=7, choices=Method, editable=False)
    whole = MoneyField(_("Amount without tax"), editable=False)
    before = MoneyField(_("Counted before"), editable=False)
    basis = MoneyField(_("Counts this month"), editable=False)
    margin = MoneyField(pgettext_lazy("commission", "Gross profit on it"), null=True, editable=False)
    margin_percent = models.DecimalField(
        pgettext_lazy("commission", "Gross profit (%)"), max_digits=18, decimal_places=2, null=True, editable=False
    )
    rate = _percent(_("Rate (%)"), editable=False)
    share = _percent(_("Share (%)"), editable=False)
    amount = MoneyField(_("Commission"), editable=False)

    class Meta:
        db_table = "commission_line"
        verbose_name = _("Line of a commission statement")
        verbose_name_plural = _("Lines of commission statements")
        constraints = [
            models.UniqueConstraint(fields=["statement", "invoice_line"], name="commission_line_once_a_month")
        ]

    def __str__(self) -> str:
        return self.description

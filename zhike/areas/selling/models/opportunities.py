"""A deal that may come."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.catalog.models import Product
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.models.pipelines import Forecast, Pipeline, Stage
from zhike.areas.selling.models.pipelines import StageKind as State
from zhike.kernel.fields.models import CodeField, DictionaryField, MoneyField, TagsField
from zhike.kernel.records import HeldRecord


class Opportunity(HeldRecord):
    """A deal with a customer that is being worked on, was won, or was lost.

    `state` repeats what its stage means. `amount` is in `currency`; `amount_base` is the same in the company's base
    currency, by the rate of the day on which it was last written. A deal has `closed_on` once it is won or lost.
    """

    number = models.CharField(_("Number"), max_length=40, unique=True, blank=True)
    name = models.CharField(_("Opportunity name"), max_length=200)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="opportunities", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="opportunities", verbose_name=_("Contact")
    )
    product = models.ForeignKey(
        Product,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Main product"),
    )
    pipeline = models.ForeignKey(
        Pipeline, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Pipeline")
    )
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Stage"))
    stage_since = models.DateTimeField(_("In this stage since"), default=timezone.now, editable=False)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.OPEN, editable=False)
    amount = MoneyField(_("Amount"), currency="currency", null=True, blank=True)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, blank=True)
    amount_base = MoneyField(_("Amount in base currency"), null=True, editable=False)
    probability = models.PositiveSmallIntegerField(
        _("Probability %"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    forecast = models.CharField(_("Forecast"), max_length=10, choices=Forecast, default=Forecast.PIPELINE)
    expected_on = models.DateField(_("Expected close"), null=True, blank=True)
    began_on = models.DateField(_("Began on"), default=timezone.localdate)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    source = DictionaryField(_("Source"), dictionary="customer_source")
    need = models.TextField(_("Need"), blank=True)
    next_step = models.CharField(_("Next step"), max_length=200, blank=True)
    next_on = models.DateField(_("Next step on"), null=True, blank=True)
    lost_reason = DictionaryField(_("Why it was lost"), dictionary="lost_reason")
    lost_to = models.ForeignKey(
        Competitor, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Lost to")
    )
    closing_note = models.TextField(_("What decided it"), blank=True)
    remarks = models.TextField(_("Remarks"), blank=True)
    tags = TagsField(_("Tags"))

    class Meta:
        db_table = "opportunity"
        verbose_name = _("Opportunity")
        verbose_name_plural = _("Opportunities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", closed_on=None) | ~models.Q(state="open") & ~models.Q(closed_on=None),
                name="closed_deals_have_a_day",
            ),
            models.CheckConstraint(condition=models.Q(probability__lte=100), name="a_real_chance"),
        ]
        indexes = [
            models.Index(fields=["customer", "state"], name="opportunity_by_customer"),
            models.Index(fields=["stage", "id"], name="opportunity_by_stage"),
            models.Index(fields=["scope_owner", "id"], name="opportunity_by_scope"),
            models.Index(fields=["expected_on", "id"], name="opportunity_by_expected"),
            models.Index(fields=["closed_on", "id"], name="opportunity_by_closing"),
            models.Index(fields=["stage_since", "id"], name="opportunity_by_age"),
        ]

    def __str__(self) -> str:
        return self.name

"""Somebody who showed interest, before it is known whether anything comes of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Contact, Customer
from zhike.areas.selling.models.opportunities import Opportunity
from zhike.areas.selling.models.web_forms import WebForm
from zhike.kernel.fields.models import DictionaryField, EmailField, PhoneField, TagsField
from zhike.kernel.records import OwnedRecord


class LeadState(models.TextChoices):
    """How far a lead is."""

    NEW = "new", pgettext_lazy("lead", "New")
    WORKING = "working", pgettext_lazy("lead", "Working on it")
    QUALIFIED = "qualified", pgettext_lazy("lead", "Qualified")
    DISCARDED = "discarded", pgettext_lazy("lead", "Discarded")


class Lead(OwnedRecord):
    """A lead. Once qualified it names the customer, contact and opportunity that came of it."""

    number = models.CharField(_("Number"), max_length=40, unique=True, blank=True)
    name = models.CharField(_("Name"), max_length=100)
    company = models.CharField(_("Company"), max_length=200, blank=True)
    post = models.CharField(_("Post"), max_length=100, blank=True)
    phone = PhoneField(_("Phone"), blank=True)
    email = EmailField(_("E-mail"), blank=True)
    region = models.ForeignKey(
        "kernel.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    industry = DictionaryField(_("Industry"), dictionary="industry")
    source = DictionaryField(_("Source"), dictionary="customer_source")
    need = models.TextField(_("Need"), blank=True)
    state = models.CharField(_("State"), max_length=10, choices=LeadState, default=LeadState.NEW, editable=False)
    score = models.PositiveSmallIntegerField(_("Score"), default=0, editable=False)
    web_form = models.ForeignKey(
        WebForm,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("Web form"),
    )
    page = models.CharField(_("Came from page"), max_length=500, blank=True, editable=False)
    assigned_by = models.ForeignKey(
        "selling.AssignmentRule", models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Assigned by rule"),
    )  # fmt: skip
    discard_reason = DictionaryField(_("Why it was discarded"), dictionary="discard_reason", editable=False)
    discard_note = models.CharField(_("Note on discarding"), max_length=300, blank=True, editable=False)
    closed_on = models.DateField(_("Qualified or discarded on"), null=True, editable=False)
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, editable=False, related_name="leads", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False, verbose_name=_("Contact")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("Opportunity")
    )
    tags = TagsField(_("Tags"))
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "lead"
        verbose_name = _("Lead")
        verbose_name_plural = _("Leads")
        indexes = [
            models.Index(fields=["state", "id"], name="lead_by_state"),
            models.Index(fields=["owner", "state", "id"], name="lead_by_owner"),
            models.Index(fields=["score", "id"], name="lead_by_score"),
            models.Index(fields=["created_at", "id"], name="lead_by_creation"),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.company}" if self.company else self.name

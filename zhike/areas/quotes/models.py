"""Quotes in their versions, with their lines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.approvals.models import Approvable
from zhike.areas.documents.models import DocumentLine, TradeDocument
from zhike.areas.selling.models import Opportunity


class QuoteState(models.TextChoices):
    """How far a quote has come. Only a draft can be changed; a new version takes the place of the one before."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", pgettext_lazy("quote", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("quote", "Accepted")
    REFUSED = "refused", pgettext_lazy("quote", "Refused by the customer")
    SUPERSEDED = "superseded", _("Superseded")


class Quote(TradeDocument, Approvable):
    """What we offer a customer, at which price, until when.

    Versions of one quote share the `first` one, and are numbered from 1; a later version supersedes the earlier, which
    stays to be read.
    """

    state = models.CharField(_("State"), max_length=10, choices=QuoteState, default=QuoteState.DRAFT, editable=False)
    version = models.PositiveSmallIntegerField(_("Version"), default=1, editable=False)
    first = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="versions", verbose_name=_("First version")
    )
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name=_("Opportunity")
    )
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    delivery_terms = models.CharField(_("Terms of delivery"), max_length=300, blank=True)
    payment_terms = models.CharField(_("Terms of payment"), max_length=300, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, editable=False)
    decided_on = models.DateField(_("Answered on"), null=True, editable=False)
    refused_because = models.CharField(_("Why it was refused"), max_length=300, blank=True, editable=False)

    class Meta:
        db_table = "quote"
        verbose_name = _("Quote")
        verbose_name_plural = _("Quotes")
        constraints = [
            models.UniqueConstraint(fields=["first", "version"], name="quote_version_once"),
            models.UniqueConstraint(
                fields=["first"], name="one_open_version_of_a_quote",
                condition=~models.Q(state=QuoteState.SUPERSEDED) & models.Q(deleted_at=None, first__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["customer", "dated"], name="quote_by_customer"),
            models.Index(fields=["scope_owner", "id"], name="quote_by_scope"),
            models.Index(fields=["dated", "id"], name="quote_by_day"),
            models.Index(fields=["state", "id"], name="quote_by_state"),
            models.Index(fields=["total_base", "id"], name="quote_by_total"),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="quote_in_bin"),
        ]


class QuoteLine(DocumentLine):
    """A line of a quote."""

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="lines", verbose_name=_("Quote"))

    class Meta:
        db_table = "quote_line"
        verbose_name = _("Line of a quote")
        verbose_name_plural = _("Lines of quotes")
        indexes = [
            models.Index(
                fields=["source_line"], condition=models.Q(source_line__isnull=False), name="quote_line_source"
            )
        ]

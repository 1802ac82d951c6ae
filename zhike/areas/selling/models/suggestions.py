"""Deals that might be begun, with the reason."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Contact, Customer
from zhike.areas.selling.models.opportunities import Opportunity
from zhike.kernel.records import HeldRecord


class SuggestionKind(models.TextChoices):
    """Why a deal is suggested."""

    REPEAT = "repeat", _("Bought long ago, no deal open")
    REVIVE = "revive", _("Lost for a while, the reason may be gone")
    NEED = "need", _("A need was mentioned")
    DECIDER = "decider", _("A contact came to decide")
    INTENT = "intent", _("Intends to buy, no deal open")


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    OPEN = "open", pgettext_lazy("suggestion", "Open")
    TAKEN = "taken", pgettext_lazy("suggestion", "Taken up")
    DISMISSED = "dismissed", pgettext_lazy("suggestion", "Dismissed")


class Suggestion(HeldRecord):
    """A deal that might be begun with a customer. `name` is the customer's; suggestions are found anew every night."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="suggestions", verbose_name=_("Customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False, verbose_name=_("Contact")
    )
    kind = models.CharField(_("Why"), max_length=10, choices=SuggestionKind)
    name = models.CharField(_("With whom"), max_length=200, editable=False, blank=True)
    last_on = models.DateField(_("Last event on"), null=True, editable=False)
    note = models.CharField(_("What was seen"), max_length=300, blank=True)
    strength = models.PositiveSmallIntegerField(_("Strength"), default=50)
    amount = models.DecimalField(_("Likely amount"), max_digits=18, decimal_places=2, null=True, editable=False)
    state = models.CharField(_("State"), max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    until = models.DateField(_("Not again before"), null=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Opportunity"),
    )  # fmt: skip

    class Meta:
        db_table = "opportunity_suggestion"
        verbose_name = _("Suggested opportunity")
        verbose_name_plural = _("Suggested opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind"], condition=models.Q(state="open", deleted_at=None),
                name="one_open_suggestion_of_a_kind",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "strength", "id"], name="suggestion_by_strength"),
            models.Index(fields=["customer", "kind", "state"], name="suggestion_by_customer"),
        ]

    def __str__(self) -> str:
        return self.name

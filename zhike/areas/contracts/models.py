"""Contracts with their lines and instalments, and the templates from which their text is made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.approvals.models import Approvable
from zhike.areas.documents.models import DocumentLine, TradeDocument
from zhike.areas.quotes.models import Quote
from zhike.kernel.fields.models import DictionaryField, MoneyField
from zhike.kernel.records import HeldRecord, Record


class ContractTemplate(Record):
    """The text of a kind of contract. Words in braces are filled in, such as `{customer}`; see `wording`."""

    name = models.CharField(_("Template name"), max_length=100, unique=True)
    kind = DictionaryField(_("Kind of contract"), dictionary="contract_kind")
    body = models.TextField(_("Text"))
    retired = models.BooleanField(_("No longer used"), default=False)

    class Meta:
        db_table = "contract_template"
        verbose_name = _("Contract template")
        verbose_name_plural = _("Contract templates")

    def __str__(self) -> str:
        return self.name


class ContractState(models.TextChoices):
    """How far a contract has come. A draft can be changed; what is signed is amended by another contract."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("In force")
    SUPERSEDED = "superseded", _("Amended")
    ENDED = "ended", pgettext_lazy("contract", "Ended")
    TERMINATED = "terminated", _("Terminated early")


class Contract(TradeDocument, Approvable):
    """What we have agreed with a customer, from when until when; the price is that of its lines.

    `amends` is the contract whose place this one takes when it is signed; `renews` the one that it goes on from.
    """

    state = models.CharField(
        _("State"), max_length=10, choices=ContractState, default=ContractState.DRAFT, editable=False
    )
    kind = DictionaryField(_("Kind of contract"), dictionary="contract_kind")
    quote = models.ForeignKey(
        Quote, models.SET_NULL, null=True, editable=False, related_name="contracts", verbose_name=_("Quote")
    )
    template = models.ForeignKey(
        ContractTemplate, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("Template"),
    )  # fmt: skip
    body = models.TextField(_("Text"), blank=True)
    starts_on = models.DateField(_("In force from"), null=True, blank=True)
    ends_on = models.DateField(_("In force until"), null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField(_("Notice (days)"), null=True, blank=True)
    our_signer = models.CharField(_("Signs for us"), max_length=80, blank=True)
    their_signer = models.CharField(_("Signs for the customer"), max_length=80, blank=True)
    signed_on = models.DateField(_("Signed on"), null=True, editable=False)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="amendments", verbose_name=_("Amends")
    )
    renews = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="renewals", verbose_name=_("Renews")
    )
    ended_because = models.CharField(_("Why it was terminated"), max_length=300, blank=True, editable=False)

    class Meta:
        db_table = "contract"
        verbose_name = _("Contract")
        verbose_name_plural = _("Contracts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(starts_on__lte=models.F("ends_on")),
                name="contract_begins_before_it_ends",
            )
        ]
        indexes = [
            models.Index(fields=["customer", "dated"], name="contract_by_customer"),
            models.Index(fields=["scope_owner", "id"], name="contract_by_scope"),
            models.Index(fields=["dated", "id"], name="contract_by_day"),
            models.Index(fields=["ends_on", "id"], name="contract_by_end"),
            models.Index(fields=["state", "id"], name="contract_by_state"),
            models.Index(fields=["total_base", "id"], name="contract_by_total"),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="contract_in_bin"),
        ]


class ContractLine(DocumentLine):
    """A line of a contract."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="lines", verbose_name=_("Contract"))

    class Meta:
        db_table = "contract_line"
        verbose_name = _("Line of a contract")
        verbose_name_plural = _("Lines of contracts")
        indexes = [
            models.Index(
                fields=["source_line"], condition=models.Q(source_line__isnull=False), name="contract_line_source"
            )
        ]


class Standing(models.TextChoices):
    """How much of an instalment has been paid."""

    OPEN = "open", pgettext_lazy("instalment", "Unpaid")
    PART = "part", pgettext_lazy("instalment", "Part paid")
    PAID = "paid", pgettext_lazy("instalment", "Paid")


class Instalment(HeldRecord):
    """A part of the price: how much of it in per cent, when it is due and on what condition.

    `amount` follows from the share, in the contract's currency; together the instalments are the whole price. `paid` is
    how much of it receipts have paid, and `standing` what that means; both are kept up by the receipts.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="instalments", verbose_name=_("Contract"))
    position = models.PositiveIntegerField(_("Position"), default=0, editable=False)
    label = models.CharField(pgettext_lazy("instalment", "Name"), max_length=80)
    share = models.DecimalField(_("Share (%)"), max_digits=7, decimal_places=4)
    amount = MoneyField(_("Amount"), currency="currency", default=0, editable=False)
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    condition = models.CharField(_("Condition"), max_length=200, blank=True)
    paid = MoneyField(
        pgettext_lazy("amount", "Paid"), currency="currency", default=0, db_default=0, editable=False
    )  # fmt: skip
    standing = models.CharField(
        pgettext_lazy("instalment", "Standing"),
        max_length=4,
        choices=Standing,
        default=Standing.OPEN,
        db_default=Standing.OPEN,
        editable=False,
    )

    class Meta:
        db_table = "contract_instalment"
        verbose_name = _("Instalment")
        verbose_name_plural = _("Instalments")
        constraints = [
            models.CheckConstraint(condition=models.Q(share__gt=0, share__lte=100), name="instalment_share_is_percent"),
            models.CheckConstraint(
                condition=models.Q(paid__gte=0, paid__lte=models.F("amount")), name="instalment_never_paid_twice"
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="instalment_by_due")]

    def __str__(self) -> str:
        return self.label

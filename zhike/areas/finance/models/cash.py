"""The cash book (流水账): cash and bank accounts, what came in and went out, and the days that are closed.

The database keeps the rules (see `migrations/cash.sql`): entries are only ever added, never on or before a closed day,
and days are closed in order and reopened from the last.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Customer
from zhike.areas.finance.models.ledger import JournalEntry, LedgerAccount
from zhike.kernel.fields.models import CodeField, MoneyField
from zhike.kernel.records import Record


class CashKind(models.TextChoices):
    """Where the money lies."""

    CASH = "cash", _("Cash on hand")
    BANK = "bank", _("Bank account")
    WALLET = "wallet", _("Payment platform")


class CashAccount(Record):
    """A till, a bank account or a payment platform, in one currency; `ledger_account` is where its entries post."""

    name = models.CharField(_("Cash account name"), max_length=80, unique=True)
    kind = models.CharField(_("Account kind"), max_length=10, choices=CashKind, default=CashKind.BANK)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3)
    bank = models.CharField(_("Bank"), max_length=100, blank=True)
    bank_number = models.CharField(_("Bank account number"), max_length=40, blank=True)
    ledger_account = models.ForeignKey(
        LedgerAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ledger account")
    )
    retired = models.BooleanField(_("No longer used"), default=False)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "cash_account"
        verbose_name = _("Cash account")
        verbose_name_plural = _("Cash accounts")

    def __str__(self) -> str:
        return self.name


class CashKindOfEntry(models.TextChoices):
    """Why money moved."""

    OPENING = "opening", _("Opening balance")
    RECEIPT = "receipt", _("Receipt")
    PAYMENT = "payment", _("Payment")
    TRANSFER = "transfer", pgettext_lazy("books", "Transfer")
    REVERSAL = "reversal", _("Reversal")


class CashEntry(Record):
    """One movement of one cash account: above zero what came in, below zero what went out, in its currency.

    `balance` is what lies in the account after the entry, in the order of days; the database keeps it under a lock, so
    it is right under parallel load, and moves on when something is entered for an earlier day.
    `document_entity` and `document_id` name the document (a receipt) that it was written for.
    """

    history_leaves_out = ("balance",)

    number = models.CharField(_("Cash entry number"), max_length=20, unique=True, editable=False)
    account = models.ForeignKey(
        CashAccount, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("Cash account")
    )
    dated = models.DateField(pgettext_lazy("books", "Date"), editable=False)
    kind = models.CharField(_("Kind"), max_length=10, choices=CashKindOfEntry, editable=False)
    amount = MoneyField(_("Amount"), currency="currency", editable=False)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, editable=False)
    balance = MoneyField(_("Balance after"), currency="currency", default=0, editable=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Customer")
    )
    text = models.CharField(_("Text"), max_length=300, blank=True, editable=False)
    method = models.CharField(_("Payment method"), max_length=40, blank=True, editable=False)
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, related_name="cash_entries", editable=False, verbose_name=_("Journal entry")
    )
    counter = models.ForeignKey(
        LedgerAccount, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name=_("Counter account"),
    )  # fmt: skip
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="reversed_by", verbose_name=_("Reverses")
    )
    document_entity = models.CharField(_("Record kind"), max_length=60, blank=True, editable=False)
    document_id = models.BigIntegerField(_("Record"), null=True, editable=False)

    class Meta:
        db_table = "cash_entry"
        verbose_name = _("Cash entry")
        verbose_name_plural = _("Cash book")
        constraints = [models.CheckConstraint(condition=~models.Q(amount=0), name="something_moved")]
        indexes = [
            models.Index(fields=["account", "dated", "id"], name="cash_entry_by_day"),
            models.Index(fields=["account", "id"], name="cash_entry_by_account"),
            models.Index(fields=["dated", "id"], name="cash_entry_by_date"),
            models.Index(fields=["document_entity", "document_id"], name="cash_entry_by_document"),
        ]

    def __str__(self) -> str:
        return self.number


class CashDay(Record):
    """The closing of an account at the end of a day: what lay in it then. Nothing is written on or before it."""

    account = models.ForeignKey(
        CashAccount, models.PROTECT, related_name="days", editable=False, verbose_name=_("Cash account")
    )
    day = models.DateField(_("Day"), editable=False)
    opening = MoneyField(_("Opening"), editable=False)
    received = MoneyField(_("In"), editable=False)
    paid = MoneyField(_("Out"), editable=False)
    closing = MoneyField(_("Closing"), editable=False)
    counted = MoneyField(_("Counted"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("Closed by"),
    )  # fmt: skip
    reopened_at = models.DateTimeField(_("Reopened"), null=True, editable=False)
    reopened_reason = models.CharField(_("Reason for reopening"), max_length=200, blank=True, editable=False)

    class Meta:
        db_table = "cash_day"
        verbose_name = _("Closed day")
        verbose_name_plural = _("Closed days")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "day"], condition=models.Q(reopened_at__isnull=True), name="one_closing_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(closing=models.F("opening") + models.F("received") - models.F("paid")),
                name="closing_follows",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.day}"

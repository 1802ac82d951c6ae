"""The ledger: accounts, entries and their lines. What is posted stays; a mistake is reversed by another entry.

The database itself keeps the rules (see `migrations/ledger.sql`): no row is changed, removed or added later, every
entry balances in the base currency, and the balances of customers are those of the lines.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Customer
from zhike.kernel.fields.models import CodeField, MoneyField
from zhike.kernel.records import Record


class AccountKind(models.TextChoices):
    """On which side of the books an account stands."""

    ASSET = "asset", _("Asset")
    LIABILITY = "liability", _("Liability")
    EQUITY = "equity", _("Equity")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")


class CustomerSide(models.TextChoices):
    """What the lines of an account say about a customer."""

    RECEIVABLE = "receivable", _("What customers owe")
    ADVANCE = "advance", _("What customers paid in advance")


class LedgerAccount(Record):
    """An account of the ledger. Lines on one with a customer side always name the customer."""

    code = models.CharField(_("Account code"), max_length=12, unique=True)
    name = models.CharField(_("Account name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    kind = models.CharField(_("Account kind"), max_length=10, choices=AccountKind)
    customer_side = models.CharField(_("Customer side"), max_length=10, choices=CustomerSide, blank=True)
    retired = models.BooleanField(_("No longer offered"), default=False)

    class Meta:
        db_table = "ledger_account"
        verbose_name = _("Ledger account")
        verbose_name_plural = _("Ledger accounts")

    def __str__(self) -> str:
        return self.name


class EntryKind(models.TextChoices):
    """What an entry was posted for."""

    OPENING = "opening", _("Opening balance")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    RECEIPT = "receipt", _("Receipt")
    REFUND = "refund", _("Refund")
    CASH = "cash", _("Cash book")
    COST = "cost", _("Cost of sales")
    STOCK = "stock", _("Stock")
    EXCHANGE = "exchange", _("Exchange difference")
    MANUAL = "manual", _("By hand")


class JournalEntry(Record):
    """One posting (凭证): what happened on a day, in lines whose debits and credits are equal.

    `number` counts without gaps within the year of `dated`. `document_entity` and `document_id` name the record it was
    posted for. `line_count` and `total` (in the base currency) are what the database checks the lines against.
    """

    number = models.CharField(_("Entry number"), max_length=20, unique=True, editable=False)
    dated = models.DateField(pgettext_lazy("books", "Date"), editable=False)
    kind = models.CharField(_("Kind"), max_length=12, choices=EntryKind, editable=False)
    text = models.CharField(_("Text"), max_length=300, blank=True, editable=False)
    document_entity = models.CharField(_("Record kind"), max_length=60, blank=True, editable=False)
    document_id = models.BigIntegerField(_("Record"), null=True, editable=False)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="reversed_by", verbose_name=_("Reverses")
    )
    line_count = models.PositiveSmallIntegerField(_("Lines"), editable=False)
    total = MoneyField(pgettext_lazy("books", "Total"), editable=False)

    class Meta:
        db_table = "journal_entry"
        verbose_name = _("Journal entry")
        verbose_name_plural = _("Journal entries")
        indexes = [
            models.Index(fields=["dated", "id"], name="journal_entry_by_day"),
            models.Index(fields=["document_entity", "document_id"], name="journal_entry_by_document"),
        ]

    def __str__(self) -> str:
        return self.number


class JournalLine(Record):
    """One line of an entry: debit or credit in the base currency, and the signed amount (debit above zero) in its own.

    `dated` repeats the entry's, so that an account is read in order of days from one index.
    """

    history_verbs = ("update",)
    """Lines never change but for the customer, when two customers are merged; the entry's history tells the rest."""

    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, related_name="lines", editable=False, verbose_name=_("Journal entry")
    )
    dated = models.DateField(pgettext_lazy("books", "Date"), editable=False)
    account = models.ForeignKey(
        LedgerAccount, models.PROTECT, related_name="+", db_index=False, editable=False, verbose_name=_("Account")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", db_index=False, editable=False,
        verbose_name=_("Customer"),
    )  # fmt: skip
    debit = MoneyField(_("Debit"), default=0, editable=False)
    credit = MoneyField(pgettext_lazy("ledger", "Credit"), default=0, editable=False)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, editable=False)
    amount = MoneyField(_("Amount in currency"), currency="currency", editable=False)
    text = models.CharField(_("Text"), max_length=200, blank=True, editable=False)

    class Meta:
        db_table = "journal_line"
        verbose_name = _("Journal line")
        verbose_name_plural = _("Journal lines")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debit__gte=0, credit__gte=0) & (models.Q(debit=0) | models.Q(credit=0)),
                name="debit_or_credit",
            )
        ]
        indexes = [
            models.Index(fields=["account", "dated", "id"], name="journal_line_by_account"),
            models.Index(
                fields=["customer", "account", "dated", "id"], name="journal_line_by_customer",
                condition=models.Q(customer__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.entry_id} {self.debit}/{self.credit}"


class CustomerBalance(models.Model):
    """What a customer owes us and has paid in advance, by currency; the database keeps it equal to the ledger's lines.

    `receivable` and `advance` are in the currency, `…_base` in the base currency. Its rows are what is locked when the
    credit of a customer is looked at (see `balances.py`).
    """

    stays_when_merged = True  # the lines move, and the database moves the amounts with them

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    currency = models.CharField(max_length=3)
    receivable = MoneyField(currency="currency", default=0, db_default=0)
    advance = MoneyField(currency="currency", default=0, db_default=0)
    receivable_base = MoneyField(default=0, db_default=0)
    advance_base = MoneyField(default=0, db_default=0)

    class Meta:
        db_table = "customer_balance"
        constraints = [models.UniqueConstraint(fields=["customer", "currency"], name="one_balance_per_currency")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.currency} {self.receivable}"

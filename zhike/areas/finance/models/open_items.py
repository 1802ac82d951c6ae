"""What is still to be paid: one item for each invoice, credit note, receipt or refund, and what has been matched.

The database keeps the open amounts (see `migrations/open_items.sql`): they are the amounts less what is settled, and
never pass nothing or the whole.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.models import Customer
from zhike.areas.finance.models.ledger import JournalEntry
from zhike.kernel.fields.models import CodeField, MoneyField
from zhike.kernel.records import HeldRecord, Record


class ItemKind(models.TextChoices):
    """What an item comes from."""

    OPENING = "opening", _("Opening balance")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    RECEIPT = "receipt", _("Receipt")
    REFUND = "refund", _("Refund")


class OpenItem(HeldRecord):
    """An amount that a customer owes us (above zero) or that stands to the customer's credit (below zero).

    `amount` is in `currency`, `amount_base` in the base currency. `open_amount` and `open_base` are what is not settled
    yet, with the same sign. `document_entity` and `document_id` name the record it comes from.
    """

    history_verbs = ("update",)
    history_leaves_out = (*HeldRecord.history_leaves_out, "open_amount", "open_base")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", editable=False, verbose_name=_("Customer"))
    kind = models.CharField(_("Kind"), max_length=12, choices=ItemKind, editable=False)
    number = models.CharField(_("Document number"), max_length=60, editable=False)
    document_entity = models.CharField(_("Record kind"), max_length=60, blank=True, editable=False)
    document_id = models.BigIntegerField(_("Record"), null=True, editable=False)
    dated = models.DateField(pgettext_lazy("books", "Date"), editable=False)
    due = models.DateField(pgettext_lazy("books", "Due"), editable=False)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, editable=False)
    amount = MoneyField(_("Amount"), currency="currency", editable=False)
    amount_base = MoneyField(_("Amount in base currency"), editable=False)
    open_amount = MoneyField(_("Open amount"), currency="currency", editable=False)
    open_base = MoneyField(_("Open in base currency"), editable=False)

    class Meta:
        db_table = "open_item"
        verbose_name = _("Open item")
        verbose_name_plural = _("Open items")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, open_amount__gte=0, open_amount__lte=F("amount"))
                | Q(amount__lt=0, open_amount__lte=0, open_amount__gte=F("amount")),
                name="open_item_within_amount",
            ),
            models.CheckConstraint(condition=~Q(open_amount=0) | Q(open_base=0), name="open_item_settled_in_base_too"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "due", "id"], name="open_item_open", condition=~Q(open_amount=0)
            ),
            models.Index(fields=["due", "id"], name="open_item_by_due", condition=~Q(open_amount=0)),
            models.Index(fields=["due", "id"], name="open_item_by_day"),
            models.Index(fields=["scope_owner", "id"], name="open_item_by_scope"),
            models.Index(fields=["document_entity", "document_id"], name="open_item_by_document"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Settlement(Record):
    """So much of a debit item matched with a credit item of the same customer and currency; undone, it is `reversed`.

    The two worths in base currency differ when the rates of the two days did; the difference is posted as an exchange
    result (`entry`).
    """

    debit = models.ForeignKey(
        OpenItem, models.PROTECT, related_name="settled_by", editable=False, verbose_name=_("Invoice")
    )
    credit = models.ForeignKey(
        OpenItem, models.PROTECT, related_name="settles", editable=False, verbose_name=_("Receipt or credit note")
    )
    dated = models.DateField(pgettext_lazy("books", "Date"), editable=False)
    amount = MoneyField(_("Amount"), editable=False)
    debit_base = MoneyField(_("Worth of the debit"), editable=False)
    credit_base = MoneyField(_("Worth of the credit"), editable=False)
    entry = models.ForeignKey(
        JournalEntry, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Journal entry")
    )
    reversed_at = models.DateTimeField(_("Taken back"), null=True, editable=False)

    class Meta:
        db_table = "settlement"
        verbose_name = _("Settlement")
        verbose_name_plural = _("Settlements")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="settlement_above_zero")]

    def __str__(self) -> str:
        return f"{self.debit} ↔ {self.credit}"

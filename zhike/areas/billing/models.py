"""Invoices and credit notes with their lines, receipts and refunds, and reminders."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.contracts.models import Contract, Instalment
from zhike.areas.customers.models import Customer
from zhike.areas.documents.models import DocumentLine, TradeDocument
from zhike.areas.finance.models import CashAccount
from zhike.areas.orders.models import Order, Shipment
from zhike.kernel.fields.models import CodeField, DictionaryField, MoneyField
from zhike.kernel.records import HeldRecord


class InvoiceKind(models.TextChoices):
    """What the document does to what the customer owes."""

    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")


class InvoiceState(models.TextChoices):
    """A draft can be changed; what is issued stays, and is corrected by a credit note."""

    DRAFT = "draft", _("Draft")
    ISSUED = "issued", pgettext_lazy("invoice", "Issued")


class Invoice(TradeDocument):
    """What we ask a customer to pay, or, as a credit note, what we give back. Amounts are above zero in both.

    A draft has a number of its own that is given up when it is issued; issued numbers have no gaps, invoices and credit
    notes each in their own row. `tax_number_given` is the number of the tax office's own form (发票号码). `shipment`,
    `contract` and `instalment` are what it was made for: the packing list of its order, the contract of its order or,
    with no order, the contract itself, and the instalment of that.
    """

    number = models.CharField(pgettext_lazy("document", "Number"), max_length=40, blank=True)
    kind = models.CharField(_("Kind"), max_length=11, choices=InvoiceKind, default=InvoiceKind.INVOICE, editable=False)
    state = models.CharField(_("State"), max_length=6, choices=InvoiceState, default=InvoiceState.DRAFT, editable=False)
    order = models.ForeignKey(
        Order,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="invoices",
        verbose_name=pgettext_lazy("sale", "Order"),
    )
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, null=True, editable=False, related_name="invoices", db_index=False,
        verbose_name=_("Packing list"),
    )  # fmt: skip
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, editable=False, related_name="invoices", db_index=False,
        verbose_name=_("Contract"),
    )  # fmt: skip
    instalment = models.ForeignKey(
        Instalment, models.PROTECT, null=True, editable=False, related_name="invoices", db_index=False,
        verbose_name=_("Instalment"),
    )  # fmt: skip
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="credit_notes", verbose_name=_("Credits")
    )
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True, editable=False)
    tax_number_given = models.CharField(_("Tax invoice number"), max_length=40, blank=True)
    issued_at = models.DateTimeField(pgettext_lazy("day", "Issued"), null=True, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Issued by"),
    )  # fmt: skip

    keeps_number = False
    """Whether its number is that of another system, which it keeps when it is issued."""

    class Meta:
        db_table = "invoice"
        verbose_name = _("Invoice")
        verbose_name_plural = _("Invoices")
        constraints = [models.UniqueConstraint(fields=["number"], name="invoice_number_once")]
        indexes = [
            models.Index(fields=["customer", "dated"], name="invoice_by_customer"),
            models.Index(fields=["scope_owner", "id"], name="invoice_by_scope"),
            models.Index(fields=["dated", "id"], name="invoice_by_day"),
            models.Index(fields=["state", "id"], name="invoice_by_state"),
            models.Index(fields=["due_on", "id"], name="invoice_by_due"),
            models.Index(fields=["total_base", "id"], name="invoice_by_total"),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="invoice_in_bin"),
            *(
                models.Index(fields=[name], condition=models.Q((f"{name}__isnull", False)), name=f"invoice_of_{name}")
                for name in ("shipment", "contract", "instalment")
            ),
        ]

    @property
    def sign(self) -> int:
        """1 for what adds to what the customer owes, -1 for what takes away from it."""
        return -1 if self.kind == InvoiceKind.CREDIT_NOTE else 1


class InvoiceLine(DocumentLine):
    """A line of an invoice or credit note."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", verbose_name=_("Invoice"))

    class Meta:
        db_table = "invoice_line"
        verbose_name = _("Line of an invoice")
        verbose_name_plural = _("Lines of invoices")
        indexes = [
            models.Index(
                fields=["source_line"], condition=models.Q(source_line__isnull=False), name="invoice_line_source"
            )
        ]


class ReceiptKind(models.TextChoices):
    """Which way the money goes."""

    RECEIPT = "receipt", _("Receipt")
    REFUND = "refund", _("Refund")


class ReceiptState(models.TextChoices):
    """What is booked stays in the cash book; a mistake is reversed."""

    NOTED = "noted", pgettext_lazy("receipt", "Noted")
    BOOKED = "booked", pgettext_lazy("receipt", "Booked")
    REVERSED = "reversed", pgettext_lazy("receipt", "Reversed")


class Receipt(HeldRecord):
    """Money that a customer paid us, or that we paid back; `amount` is above zero, in the cash account's currency.

    Who notes it need not know our accounts: the one who books it says where the money is.
    """

    number = models.CharField(pgettext_lazy("document", "Number"), max_length=40, unique=True, blank=True)
    kind = models.CharField(_("Kind"), max_length=7, choices=ReceiptKind, default=ReceiptKind.RECEIPT)
    state = models.CharField(_("State"), max_length=8, choices=ReceiptState, default=ReceiptState.NOTED, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    dated = models.DateField(pgettext_lazy("of a document", "Date"), default=timezone.localdate)
    amount = MoneyField(_("Amount"), currency="currency")
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, blank=True)
    cash_account = models.ForeignKey(
        CashAccount, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Cash account")
    )
    method = DictionaryField(_("Payment method"), dictionary="payment_method")
    payer = models.CharField(_("Payer"), max_length=120, blank=True)
    reference = models.CharField(_("Bank reference"), max_length=120, blank=True)
    remarks = models.TextField(_("Remarks"), blank=True)
    reversed_because = models.CharField(_("Why it was reversed"), max_length=300, blank=True, editable=False)

    class Meta:
        db_table = "receipt"
        verbose_name = _("Receipt")
        verbose_name_plural = _("Receipts")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="receipt_above_zero")]
        indexes = [
            models.Index(fields=["customer", "dated"], name="receipt_by_customer"),
            models.Index(fields=["scope_owner", "id"], name="receipt_by_scope"),
            models.Index(fields=["dated", "id"], name="receipt_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sign(self) -> int:
        """1 for money that comes in, -1 for money that goes out."""
        return -1 if self.kind == ReceiptKind.REFUND else 1


class InstalmentPayment(HeldRecord):
    """So much of a receipt pays for an instalment of a contract: the plan beside what happened.

    It says nothing about the ledger, where receipts pay for invoices. Made and taken back, never changed.
    """

    label = models.CharField(pgettext_lazy("instalment", "Name"), max_length=130, editable=False)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="planned", editable=False, verbose_name=_("Receipt")
    )
    instalment = models.ForeignKey(
        Instalment, models.PROTECT, related_name="payments", editable=False, verbose_name=_("Instalment")
    )
    amount = MoneyField(_("Amount"), currency="currency", editable=False)
    currency = CodeField(_("Currency"), codes="currencies", max_length=3, editable=False)
    dated = models.DateField(pgettext_lazy("of a document", "Date"), editable=False)
    taken_back_at = models.DateTimeField(_("Taken back"), null=True, editable=False)

    class Meta:
        db_table = "instalment_payment"
        verbose_name = _("Payment of an instalment")
        verbose_name_plural = _("Payments of instalments")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="instalment_payment_above_zero")]

    def __str__(self) -> str:
        return self.label


class Reminder(HeldRecord):
    """A reminder (催款函) of what a customer owes beyond its day: the `step` of how firmly, and what it was about.

    That is open items, and instalments that were due before anything was invoiced for them.
    """

    number = models.CharField(pgettext_lazy("document", "Number"), max_length=40, unique=True, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", editable=False, verbose_name=_("Customer"))
    dated = models.DateField(pgettext_lazy("of a document", "Date"), default=timezone.localdate, editable=False)
    step = models.PositiveSmallIntegerField(_("Step"), default=1, editable=False)
    amount_base = MoneyField(_("Overdue"), editable=False)
    items = ArrayField(models.BigIntegerField(), verbose_name=_("Open items"), default=list, editable=False)
    instalments = ArrayField(
        models.BigIntegerField(), verbose_name=_("Instalments"), default=list, db_default=[], editable=False
    )
    pay_by = models.DateField(_("Pay by"), null=True, blank=True)
    remarks = models.TextField(_("Remarks"), blank=True)

    class Meta:
        db_table = "payment_reminder"
        verbose_name = _("Payment reminder")
        verbose_name_plural = _("Payment reminders")
        indexes = [
            models.Index(fields=["customer", "id"], name="reminder_by_customer"),
            models.Index(fields=["scope_owner", "id"], name="reminder_by_scope"),
        ]

    def __str__(self) -> str:
        return self.number

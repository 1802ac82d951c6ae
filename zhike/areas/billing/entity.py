"""How people meet invoices, receipts and payment reminders."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.billing import (
    checks,  # noqa: F401  (declares the checks)
    coming_from,
)  # fmt: skip
from zhike.areas.billing.card import (
    INVOICE_FIGURES,
    ORDER_FIGURES,
    RECEIPT_FIGURES,
    credited,
    late_now,
    reversed_because,
)  # fmt: skip
from zhike.areas.billing.importing import issue_imported, refuse_nothing_to_pay, turn_into_credit_note
from zhike.areas.billing.models import (
    InstalmentPayment,
    Invoice,
    InvoiceLine,
    InvoiceState,
    Receipt,
    ReceiptState,
    Reminder,
)  # fmt: skip
from zhike.areas.billing.preparing import complete_invoice, complete_receipt
from zhike.areas.billing.printing import data_of_invoice
from zhike.areas.billing.settled import SETTLED
from zhike.areas.catalog.entity import ProductEntity
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.contracts.entity import ContractEntity, InstalmentEntity
from zhike.areas.customers.entity import CustomerEntity
from zhike.areas.documents.declaring import lines_of_trade
from zhike.areas.documents.importing import SYNONYMS
from zhike.areas.documents.preparing import complete_document
from zhike.areas.orders.entity import OrderEntity, ShipmentEntity
from zhike.areas.quotes.entity import QuoteEntity
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Finish,
    Importing,
    Numbering,
    Print,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

ADVANCING = frozenset({"advance"})
INVOICE = {"field": "kind", "op": "eq", "value": "invoice"}
ISSUED = {"field": "state", "op": "eq", "value": "issued"}


@register
class InvoiceEntity(Entity):
    """What we ask a customer to pay, or give back."""

    model = Invoice
    key, icon, area = "invoices", "receipt-text", "money"
    owner_is_maker = False
    access = Access(
        owner="owner", department="department", through="customer", own=True,
        read_only=Q(state=InvoiceState.ISSUED), thaws=ADVANCING,
        read_only_reason=_("What is issued stays as it is: correct it by a credit note."),
    )  # fmt: skip
    lines = [lines_of_trade(InvoiceLine, by="invoice", area="money")]
    columns = [
        Column("number", link=True), Column("customer"), Column("kind"), Column("state"), Column("total"),
        Column("currency"), Column("dated"), Column("due_on"),
        Column("late", annotate=late_now, type="alarm", label=_("Overdue")), Column("order"), Column("owner"),
        Column("contract", hidden=True), Column("shipment", hidden=True), Column("instalment", hidden=True),
        Column("total_base", hidden=True, total=True), Column("net", hidden=True), Column("tax", hidden=True),
        Column("margin_base", hidden=True, total=True), Column("cost_base", hidden=True, total=True),
        Column("tax_number_given", hidden=True), Column("credits", hidden=True), Column("issued_at", hidden=True),
        Column("issued_by", hidden=True), Column("department", hidden=True), Column("subject", hidden=True),
        Column("tags", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "customer", "kind", "state", "owner", "department", "dated", "due_on", "late", "total_base", "total",
        "currency", "order", "contract", "shipment", "instalment", "credits",
        "margin_base", "tax_number_given", "issued_at", "tags", "number", "subject",
        "created_at",
    ]  # fmt: skip
    search = Search(title="number", also=("tax_number_given", "subject"), subtitle=("customer", "order"))
    form = [
        Section(_("Basics"), "customer", "contact", "subject", "dated", "due_on", "tax_number_given"),
        Section(_("Price"), "currency", "price_list", "discount"),
        Section(_("More"), "remarks", "tags", folded=True),
        Section(_("System"), "number", "owner", "department", folded=True),
    ]
    card = Card(
        header=("customer", "order", "contract", "shipment", "dated", "owner"), badges=("kind", "state"),
        primary=("issue_invoice",),
        figures=INVOICE_FIGURES, insights=(SETTLED,), warnings=(credited,),
        tabs=(Related("invoices", "credits", _("Credit notes"), ("number", "state", "total", "dated", "reason")),),
    )  # fmt: skip
    views = [
        StandardView("invoices", _("Invoices"), {"and": [INVOICE]}),
        StandardView("draft", _("Drafts"), {"and": [{"field": "state", "op": "eq", "value": "draft"}]}),
        StandardView(
            "credit_notes", _("Credit notes"), {"and": [{"field": "kind", "op": "eq", "value": "credit_note"}]}
        ),
        StandardView("mine", _("Of my customers"), {"and": [{"field": "owner", "op": "me"}, INVOICE, ISSUED]}),
        StandardView("all", _("All")),
    ]
    tones = {
        "state": {"draft": "ink", "issued": "jade"}, "kind": {"credit_note": "rose"},
    }  # fmt: skip
    prints = [Print("invoice", _("Bill"), "areas/billing/prints/invoice.typ", data_of_invoice)]
    kanban = ["state"]
    kanban_shows = ["customer", "total", "due_on", "owner"]
    default_sort = "-dated"
    concealed = {"cost_base": SEE_COST, "margin_base": SEE_COST}
    numbering = Numbering("number", "DRAFT-{sequence:6}")
    importing = Importing(
        match_on=("number",), synonyms=SYNONYMS, also=frozenset({"kind", "reason"}), turn=turn_into_credit_note,
        finish=Finish(_("Issue the invoices at once"), issue_imported, refuse_nothing_to_pay, "invoices.issue"),
    )  # fmt: skip
    prepare = [complete_document, complete_invoice]
    never_undone = frozenset({"issued_at"})


@register
class ReceiptEntity(Entity):
    """Money from a customer, or back to one."""

    model = Receipt
    key, icon, area = "receipts", "hand-coins", "money"
    owner_is_maker = False
    access = Access(
        owner="owner", department="department", through="customer", own=True,
        read_only=~Q(state=ReceiptState.NOTED), thaws=ADVANCING,
        read_only_reason=_("What is in the cash book stays: reverse it instead."),
    )  # fmt: skip
    columns = [
        Column("number", link=True), Column("customer"), Column("kind"), Column("state"), Column("amount", total=True),
        Column("currency"), Column("dated"), Column("cash_account"), Column("method"), Column("payer"), Column("owner"),
        Column("reference", hidden=True), Column("department", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "customer", "kind", "state", "amount", "currency", "dated", "cash_account", "method", "payer", "reference",
        "owner", "department", "number", "created_at",
    ]  # fmt: skip
    search = Search(title="number", also=("payer", "reference"), subtitle=("customer", "dated"))
    form = [
        Section(_("Basics"), "customer", "kind", "amount", "cash_account", "dated", "method"),
        Section(_("More"), "payer", "reference", "remarks"),
        Section(_("System"), "number", "owner", "department", folded=True),
    ]
    card = Card(
        header=("customer", "dated", "cash_account", "owner"), badges=("kind", "state"),
        primary=("book_receipt", "match_receipt"), figures=RECEIPT_FIGURES, insights=(SETTLED,),
        warnings=(reversed_because,),
        tabs=(Related("instalment_payments", "receipt", columns=("label", "amount", "dated", "taken_back_at")),),
    )  # fmt: skip
    views = [
        StandardView("noted", _("To be booked"), {"and": [{"field": "state", "op": "eq", "value": "noted"}]}),
        StandardView(
            "booked", pgettext_lazy("receipt", "Booked"), {"and": [{"field": "state", "op": "eq", "value": "booked"}]}
        ),
        StandardView("mine", _("Of my customers"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("all", _("All")),
    ]
    kanban = ["state"]
    kanban_shows = ["customer", "amount", "dated", "owner"]
    tones = {
        "state": {"noted": "amber", "booked": "jade", "reversed": "rose"}, "kind": {"refund": "rose"},
    }  # fmt: skip
    default_sort = "-dated"
    numbering = Numbering("number", "SK-{year}-{sequence:6}")
    importing = Importing(match_on=("number",))
    prepare = [complete_receipt]
    never_undone = frozenset({"state"})


@register
class InstalmentPaymentEntity(Entity):
    """So much of a receipt for an instalment."""

    model = InstalmentPayment
    key, icon, area, in_rail = "instalment_payments", "link", "money", False
    access = Access(owner="owner", department="department", through="receipt", grants_of="receipts")
    only_actions = True
    columns = [
        Column("label", link=True), Column("receipt"), Column("instalment"), Column("amount"), Column("currency"),
        Column("dated"), Column("taken_back_at"),
    ]  # fmt: skip
    filters = ["receipt", "instalment", "amount", "dated", "taken_back_at", "label"]
    form = [Section(_("Basics"), "label", "receipt", "instalment", "amount", "currency", "dated", "taken_back_at")]
    card = Card(header=("receipt", "instalment", "dated"), primary=("unpay_instalment",))
    default_sort = "-id"
    verbs = ("view",)
    never_undone = frozenset({"amount", "taken_back_at"})


@register
class ReminderEntity(Entity):
    """A reminder of what is overdue."""

    model = Reminder
    key, icon, area, in_rail = "reminders", "bell-ring", "money", False
    access = Access(owner="owner", department="department", through="customer", own=True)
    verbs = ("view", "change", "delete")
    columns = [
        Column("number", link=True), Column("customer"), Column("step"), Column("amount_base", total=True),
        Column("dated"), Column("pay_by"), Column("owner"), Column("created_by", hidden=True),
    ]  # fmt: skip
    filters = ["customer", "step", "amount_base", "dated", "pay_by", "owner", "number"]
    search = Search(title="number", subtitle=("customer", "dated"))
    form = [Section(_("Reminder"), "customer", "step", "amount_base", "dated", "pay_by", "remarks", "number")]
    card = Card(header=("customer", "dated", "pay_by", "owner"))
    views = [StandardView("all", _("All"))]
    default_sort = "-id"
    system_fields = frozenset({"owner", "department"})
    numbering = Numbering("number", "CK-{year}-{sequence:5}")


declare_tagging(Invoice)
INVOICED = ("number", "kind", "state", "total", "dated", "due_on", "late")
extend(
    InstalmentEntity,
    tabs=[
        Related("instalment_payments", "instalment", columns=("receipt", "amount", "dated", "taken_back_at")),
        Related("invoices", "instalment", columns=INVOICED),
    ],
)
declare_work(Invoice, Q(state=InvoiceState.DRAFT))
RECEIVED = ("number", "kind", "state", "amount", "dated", "cash_account")
MONEY_TABS = [
    Related("invoices", "customer", columns=("number", "kind", "state", "total", "dated", "due_on", "order")),
    Related("receipts", "customer", columns=("number", "kind", "state", "amount", "dated", "cash_account")),
    Related("reminders", "customer", columns=("number", "step", "amount_base", "dated", "pay_by")),
]
extend(CustomerEntity, tabs=MONEY_TABS)
extend(
    OrderEntity,
    figures=ORDER_FIGURES,
    tabs=[
        Related("invoices", "order", columns=INVOICED),
        Related("receipts", "customer", columns=RECEIVED, through=coming_from.receipts_of_order),
    ],
)
extend(
    ContractEntity,
    tabs=[
        Related("invoices", "contract", columns=(*INVOICED, "order")),
        Related("receipts", "customer", columns=RECEIVED, through=coming_from.receipts_of_contract),
    ],
)
extend(ShipmentEntity, tabs=[Related("invoices", "shipment", columns=INVOICED)])
extend(
    QuoteEntity,
    tabs=[Related("invoices", "order", columns=(*INVOICED, "order"), through=coming_from.invoices_of_quote)],
)
extend(
    ProductEntity,
    tabs=[Related(
        "invoice_lines", "product", pgettext_lazy("product", "Invoiced"),
        ("invoice", "quantity", "unit", "price", "net"),
    )],
)  # fmt: skip

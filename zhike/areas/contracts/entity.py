"""How people meet contracts, their lines and instalments, and the templates of their text."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.approvals.models import PENDING, TONES
from zhike.areas.approvals.rules import forget_approval
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.contracts import (
    approval,  # noqa: F401  (declares the rules)
    daily,  # noqa: F401  (declares the daily duty)
    dictionaries,  # noqa: F401  (declares the choice lists)
    planning,
)
from zhike.areas.contracts.card import CUSTOMER_FIGURES, FIGURES, INSTALMENT_WARNINGS, WARNINGS
from zhike.areas.contracts.importing import refuse_open
from zhike.areas.contracts.models import Contract, ContractLine, ContractState, ContractTemplate, Instalment
from zhike.areas.contracts.preparing import complete_contract, complete_instalment, complete_template
from zhike.areas.contracts.printing import contract_on_paper
from zhike.areas.contracts.settling import settle_instalments
from zhike.areas.customers.entity import CustomerEntity
from zhike.areas.documents.declaring import lines_of_trade
from zhike.areas.documents.finishing import moved_to
from zhike.areas.documents.importing import SYNONYMS
from zhike.areas.documents.preparing import complete_document
from zhike.areas.quotes.entity import QuoteEntity
from zhike.kernel.access.powers import SETTINGS
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
    Finish,
    Importing,
    Lines,
    Numbering,
    Print,
    Related,
    Search,
    Section,
    StandardView,
)  # fmt: skip
from zhike.kernel.entity.paths import Path
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

TO_BE_PAID = pgettext_lazy("instalment", "To be paid")
UNPAID = {"field": "standing", "op": "ne", "value": "paid"}
IN_FORCE = {"field": "state", "op": "eq", "value": "signed"}


@register
class ContractEntity(Entity):
    """What we have agreed with a customer."""

    model = Contract
    key, icon, area = "contracts", "file-signature", "sales"
    access = Access(
        owner="owner", department="department", through="customer", own=True,
        read_only=~Q(state=ContractState.DRAFT) | PENDING, thaws=frozenset({"advance"}),
        read_only_reason=_("Only a draft that waits for no approval can be changed: amend it instead."),
    )  # fmt: skip
    lines = [
        lines_of_trade(ContractLine, by="contract", places="contract_places"),
        Lines(
            "contract_instalments", "contract", ("label", "share", "due_on", "condition", "amount", "paid", "standing"),
            _("Instalments"),
            name="instalments", settle=settle_instalments, sums=("amount",),
        ),
    ]  # fmt: skip
    columns = [
        Column("number", link=True), Column("subject"), Column("customer"), Column("state"), Column("kind"),
        Column("total"), Column("currency"), Column("starts_on"), Column("ends_on"), Column("owner"),
        Column("total_base", hidden=True, total=True), Column("signed_on", hidden=True), Column("dated", hidden=True),
        Column("margin_base", hidden=True, total=True), Column("cost_base", hidden=True, total=True),
        Column("approval", hidden=True), Column("approver", hidden=True), Column("amends", hidden=True),
        Column("renews", hidden=True), Column("quote", hidden=True), Column("department", hidden=True),
        Column("tags", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "customer", "state", "kind", "owner", "department", "dated", "starts_on", "ends_on", "signed_on", "total_base",
        "total", "currency", "approval", "approver", "margin_base", "amends", "renews", "quote", "tags", "number",
        "subject",        "created_at",
    ]  # fmt: skip
    search = Search(title="number", also=("subject",), subtitle=("customer", "subject"))
    form = [
        Section(_("Basics"), "customer", "contact", "subject", "template", "kind", "dated"),
        Section(_("Term"), "starts_on", "ends_on", "notice_days"),
        Section(_("Price"), "currency", "price_list", "discount"),
        Section(_("Text and signers"), "body", "our_signer", "their_signer", folded=True),
        Section(_("More"), "remarks", "tags", folded=True),
        Section(_("System"), "number", "owner", "department", folded=True),
    ]
    card = Card(
        header=("customer", "contact", "quote", "dated", "owner"), badges=("approval",),
        primary=("sign", "ask_approval", "approve", "renew"), figures=FIGURES, warnings=WARNINGS,
        tabs=(
            Related("contracts", "amends", _("Amendments"), ("number", "state", "total", "signed_on")),
            Related("contracts", "renews", _("Renewals"), ("number", "state", "starts_on", "ends_on")),
        ),
    )  # fmt: skip
    views = [
        StandardView("mine", _("My contracts"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("draft", _("Drafts"), {"and": [{"field": "state", "op": "eq", "value": "draft"}]}),
        StandardView("in_force", _("In force"), {"and": [IN_FORCE]}, sort="ends_on"),
        StandardView("all", _("All")),
    ]
    tones = {
        "state": {"draft": "ink", "signed": "jade", "superseded": "ink", "ended": "sky", "terminated": "rose"},
        "approval": TONES,
    }  # fmt: skip
    path = Path("state", ends=frozenset({"superseded", "terminated"}), goals=frozenset({"ended"}))
    prints = [Print("contract", _("Contract"), "areas/contracts/prints/contract.typ", contract_on_paper)]
    kanban = ["state"]
    kanban_shows = ["customer", "total", "ends_on", "owner"]
    default_sort = "-dated"
    concealed = {"cost_base": SEE_COST, "margin_base": SEE_COST}
    numbering = Numbering("number", "HT-{year}-{sequence:5}")
    importing = Importing(
        match_on=("number",), synonyms=SYNONYMS,
        finish=Finish(
            _("They are signed: put them into force at once"), moved_to(ContractState.SIGNED, since="signed_on"),
            refuse_open, "contracts.sign",
        ),
    )  # fmt: skip
    prepare = [complete_document, complete_contract, forget_approval]
    never_undone = frozenset({"approval", "signed_on"})


@register
class InstalmentEntity(Entity):
    """A part of the price of a contract."""

    model = Instalment
    key, icon, area, in_rail = "contract_instalments", "calendar-clock", "sales", True
    access = Access(owner="owner", department="department", through="contract", grants_of="contracts")
    verbs = ("view",)
    columns = [
        Column("label", link=True), Column("contract"), Column("share"), Column("amount"), Column("due_on"),
        Column("paid"), Column("standing"), Column("left", annotate=planning.left, type="money", label=TO_BE_PAID),
        Column("overdue", annotate=planning.overdue, type="alarm", label=_("Overdue")), Column("condition"),
    ]  # fmt: skip
    filters = ["contract", "due_on", "standing", "overdue", "amount", "paid", "left", "share", "label"]
    form = [Section(
        _("Instalment"), "contract", "label", "share", "due_on", "condition", "amount", "paid", "standing",
    )]  # fmt: skip
    tones = {"standing": {"open": "ink", "part": "amber", "paid": "jade"}}
    card = Card(header=("contract", "due_on"), badges=("standing",), warnings=INSTALMENT_WARNINGS)
    views = [
        StandardView("overdue", _("Overdue"), {"and": [{"field": "overdue", "op": "eq", "value": True}]}, "due_on"),
        StandardView("unpaid", TO_BE_PAID, {"and": [UNPAID]}, "due_on"),
        StandardView("all", _("All")),
    ]
    system_fields = frozenset({"owner", "department"})
    prepare = [complete_instalment]


@register
class ContractTemplateEntity(Entity):
    """The text of a kind of contract."""

    model = ContractTemplate
    key, icon, area, in_rail = "contract_templates", "file-type", "sales", False
    access = Access(power=SETTINGS)
    columns = [Column("name", link=True), Column("kind"), Column("retired"), Column("updated_at", hidden=True)]
    filters = ["name", "kind", "retired"]
    search = Search(title="name", subtitle=("kind",))
    form = [Section(_("Template"), "name", "kind", "body", "retired")]
    default_sort = "name"
    prepare = [complete_template]


declare_tagging(Contract)
declare_work(Contract, Q(state=ContractState.DRAFT))
extend(
    QuoteEntity,
    tabs=[Related("contracts", "quote", columns=("number", "subject", "state", "total", "starts_on", "ends_on"))],
)
extend(
    CustomerEntity,
    figures=CUSTOMER_FIGURES,
    tabs=[Related("contracts", "customer", columns=("number", "subject", "state", "total", "starts_on", "ends_on"))],
)

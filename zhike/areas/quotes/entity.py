"""How people meet quotes and their lines."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.models import PENDING, TONES
from zhike.areas.approvals.rules import forget_approval
from zhike.areas.catalog.entity import ProductEntity
from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.customers.entity import CustomerEntity
from zhike.areas.documents.declaring import lines_of_trade
from zhike.areas.documents.finishing import moved_to, refuse_without_lines
from zhike.areas.documents.importing import SYNONYMS
from zhike.areas.documents.preparing import complete_document
from zhike.areas.quotes import approval  # noqa: F401  (declares the rules)
from zhike.areas.quotes.card import FIGURES, WARNINGS
from zhike.areas.quotes.models import Quote, QuoteLine, QuoteState
from zhike.areas.quotes.preparing import complete_quote
from zhike.areas.quotes.printing import data_of_quote
from zhike.areas.selling.entity import OpportunityEntity
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
from zhike.kernel.entity.paths import Path
from zhike.kernel.entity.registry import register
from zhike.kernel.people.work import declare_work
from zhike.kernel.tags.actions import declare_tagging

FIXED = Q(state__in=[QuoteState.SENT, QuoteState.ACCEPTED, QuoteState.REFUSED, QuoteState.SUPERSEDED]) | PENDING
CURRENT = {"field": "state", "op": "ne", "value": "superseded"}


@register
class QuoteEntity(Entity):
    """What we offer a customer, at which price, until when."""

    model = Quote
    key, icon, area = "quotes", "file-text", "sales"
    access = Access(
        owner="owner", department="department", through="customer", own=True, read_only=FIXED,
        read_only_reason=_("Only a draft that waits for no approval can be changed. Make a new version instead."),
        thaws=frozenset({"advance"}),
    )  # fmt: skip
    lines = [lines_of_trade(QuoteLine, by="quote", places="quote_places")]
    columns = [
        Column("number", link=True), Column("subject"), Column("customer"), Column("state"), Column("total"),
        Column("currency"), Column("dated"), Column("valid_until"), Column("owner"), Column("version"),
        Column("total_base", hidden=True, total=True), Column("net", hidden=True), Column("discount", hidden=True),
        Column("margin_base", hidden=True, total=True), Column("cost_base", hidden=True, total=True),
        Column("approval", hidden=True), Column("approver", hidden=True), Column("contact", hidden=True),
        Column("sent_on", hidden=True), Column("decided_on", hidden=True), Column("department", hidden=True),
        Column("tags", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "customer", "state", "owner", "department", "dated", "valid_until", "total_base", "total", "currency",
        "discount", "margin_base", "approval", "approver", "sent_on", "decided_on", "contact", "price_list", "tags",
        "number", "subject", "version", "created_at", "opportunity",
    ]  # fmt: skip
    search = Search(title="number", also=("subject",), subtitle=("customer", "subject"))
    form = [
        Section(_("Basics"), "customer", "contact", "subject", "dated", "valid_until", "opportunity"),
        Section(_("Price"), "currency", "price_list", "discount"),
        Section(_("Terms"), "delivery_terms", "payment_terms", "remarks", "tags"),
        Section(_("System"), "number", "owner", "department", folded=True),
    ]
    card = Card(
        timeline=False, header=("customer", "contact", "opportunity", "owner"), badges=("approval",),
        primary=("send", "accept", "new_version", "ask_approval", "approve"), figures=FIGURES, warnings=WARNINGS,
        tabs=(Related("quotes", "first", _("Later versions"), ("number", "state", "total", "dated", "owner")),),
    )  # fmt: skip
    views = [
        StandardView("mine", _("My quotes"), {"and": [{"field": "owner", "op": "me"}, CURRENT]}),
        StandardView("draft", _("Drafts"), {"and": [{"field": "state", "op": "eq", "value": "draft"}]}),
        StandardView("sent", _("Awaiting an answer"), {"and": [{"field": "state", "op": "eq", "value": "sent"}]}),
        StandardView("current", _("Current versions"), {"and": [CURRENT]}),
        StandardView("all", _("All")),
    ]
    tones = {
        "state": {"draft": "ink", "sent": "sky", "accepted": "jade", "refused": "rose", "superseded": "ink"},
        "approval": TONES,
    }  # fmt: skip
    path = Path("state", ends=frozenset({"refused", "superseded"}), goals=frozenset({"accepted"}))
    kanban = ["state"]
    kanban_shows = ["customer", "total", "valid_until", "owner"]
    prints = [Print("quote", _("Quotation"), "areas/quotes/prints/quote.typ", data_of_quote)]
    default_sort = "-dated"
    concealed = {"cost_base": SEE_COST, "margin_base": SEE_COST}
    numbering = Numbering("number", "BJ-{year}-{sequence:5}")
    importing = Importing(
        match_on=("number",), synonyms=SYNONYMS,
        finish=Finish(
            _("Mark the quotes as sent at once"), moved_to(QuoteState.SENT, since="sent_on"), refuse_without_lines
        ),
    )  # fmt: skip
    prepare = [complete_document, complete_quote, forget_approval]
    never_undone = frozenset({"approval"})


declare_tagging(Quote)
declare_work(Quote, Q(state__in=[QuoteState.DRAFT, QuoteState.SENT]))
extend(
    CustomerEntity,
    tabs=[
        Related("quotes", "customer", columns=("number", "subject", "state", "total", "dated", "valid_until", "owner"))
    ],
)
extend(
    OpportunityEntity,
    tabs=[Related("quotes", "opportunity", columns=("number", "subject", "state", "total", "dated", "valid_until"))],
)
extend(
    ProductEntity,
    tabs=[Related("quote_lines", "product", _("Quoted"), ("quote", "quantity", "unit", "price", "discount", "net"))],
)

"""How people meet the ledger: its accounts, entries and lines."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.models import JournalEntry, JournalLine, LedgerAccount
from zhike.areas.finance.preparing import complete_account, guard_account
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Access, Card, Column, Related, Search, Section, StandardView
from zhike.kernel.entity.registry import register

declare_power("journal_entries.export", _("Export: the ledger"))


@register
class LedgerAccountEntity(Entity):
    """An account of the ledger."""

    model = LedgerAccount
    key, icon, area, in_rail = "ledger_accounts", "book-open", "money", False
    columns = [
        Column("name", link=True), Column("code"), Column("name_en", hidden=True), Column("kind"),
        Column("customer_side"), Column("retired"),
    ]  # fmt: skip
    filters = ["code", "name", "kind", "customer_side", "retired"]
    search = Search(title="name", also=("code", "name_en"), subtitle=("code", "kind"))
    form = [Section(_("Basics"), "code", "name", "name_en", "kind", "retired")]
    card = Card(
        header=("code", "kind"),
        tabs=(Related("journal_lines", "account", columns=("dated", "customer", "text", "debit", "credit")),),
        primary=("post_by_hand",),
    )
    default_sort = "code"
    system_fields = frozenset({"customer_side"})
    prepare = [complete_account]
    guards = [guard_account]


@register
class JournalEntryEntity(Entity):
    """A posting."""

    model = JournalEntry
    key, icon, area = "journal_entries", "scale", "money"
    only_actions = True
    columns = [
        Column("number", link=True), Column("dated"), Column("kind"), Column("text"), Column("total", total=True),
        Column("reverses"), Column("created_by"), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = ["dated", "kind", "number", "text", "total", "reverses", "created_by", "created_at", "document_entity"]
    search = Search(title="number", subtitle=("dated", "text"))
    form = [Section(_("Basics"), "number", "dated", "kind", "text", "total", "reverses")]
    card = Card(
        header=("dated", "text"), badges=("kind",), primary=("reverse",),
        tabs=(Related(
            "journal_lines", "entry", columns=("account", "customer", "text", "debit", "credit", "currency", "amount"),
            sort="id",
        ),),
    )  # fmt: skip
    views = [StandardView("all", _("All"))]
    default_sort = "-dated"
    verbs = ("view",)
    never_undone = frozenset({"number"})


@register
class JournalLineEntity(Entity):
    """A line of a posting."""

    model = JournalLine
    key, icon, area, in_rail = "journal_lines", "list", "money", False
    access = Access(grants_of="journal_entries")
    only_actions = True
    columns = [
        Column("entry", link=True), Column("dated"), Column("account"), Column("customer"), Column("text"),
        Column("debit", total=True), Column("credit", total=True), Column("currency", hidden=True),
        Column("amount", hidden=True),
    ]  # fmt: skip
    filters = ["dated", "account", "customer", "debit", "credit", "currency", "amount", "entry", "text"]
    form = [Section(_("Basics"), "entry", "dated", "account", "customer", "text", "debit", "credit")]
    default_sort = "-id"
    sorts = ("id",)
    verbs = ("view",)

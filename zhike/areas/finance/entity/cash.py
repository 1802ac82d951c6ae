"""How people meet the cash book: its accounts, entries and closed days."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.finance.cash_card import DAY_FIGURES, closed_warning
from zhike.areas.finance.models import CashAccount, CashDay, CashEntry
from zhike.areas.finance.preparing_cash import complete_cash_account, guard_cash_account
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Access, Card, Column, Numbering, Related, Search, Section, StandardView
from zhike.kernel.entity.registry import register

declare_power("cash_entries.export", _("Export: the cash book"))
declare_power("cash_accounts.export", _("Export: cash accounts"))


def balance_now() -> Any:
    """What lies in an account now, read from its last entry."""
    last = CashEntry.objects.filter(account=OuterRef("pk")).order_by("-dated", "-pk")
    return Subquery(last.values("balance")[:1])


def closed_until() -> Any:
    """The last closed day of an account."""
    days = CashDay.objects.filter(account=OuterRef("pk"), reopened_at=None).order_by("-day")
    return Subquery(days.values("day")[:1])


@register
class CashAccountEntity(Entity):
    """A till, a bank account or a payment platform."""

    model = CashAccount
    key, icon, area, in_rail = "cash_accounts", "landmark", "money", False
    columns = [
        Column("name", link=True), Column("kind"), Column("currency"),
        Column("balance_now", annotate=balance_now, type="money", label=_("Balance now")),
        Column("closed_until", annotate=closed_until, type="date", label=_("Closed until")), Column("bank"),
        Column("bank_number"), Column("ledger_account", hidden=True), Column("retired", hidden=True),
    ]  # fmt: skip
    filters = ["kind", "currency", "name", "bank", "retired"]
    search = Search(title="name", also=("bank", "bank_number"), subtitle=("kind", "bank"))
    form = [
        Section(_("Basics"), "name", "kind", "currency", "bank", "bank_number"),
        Section(_("More"), "ledger_account", "retired", "remarks", folded=True),
    ]
    card = Card(
        header=("kind", "currency", "bank_number"), figures=DAY_FIGURES, warnings=(closed_warning,),
        tabs=(
            Related(
                "cash_entries", "account", columns=("dated", "text", "customer", "amount", "balance", "counter"),
                sort="-dated",
            ),
            Related(
                "cash_days", "account", columns=("opening", "received", "paid", "closing", "closed_by", "reopened_at"),
                sort="-day",
            ),
        ),
        primary=("receive", "pay", "transfer_money"),
    )  # fmt: skip
    views = [StandardView("all", _("All"))]
    default_sort = "name"
    prepare = [complete_cash_account]
    guards = [guard_cash_account]


@register
class CashEntryEntity(Entity):
    """What came in or went out."""

    model = CashEntry
    key, icon, area = "cash_entries", "wallet", "money"
    only_actions = True
    columns = [
        Column("number", link=True), Column("dated"), Column("account"), Column("kind"), Column("text"),
        Column("customer"), Column("amount", total=True), Column("balance"), Column("currency", hidden=True),
        Column("counter", hidden=True), Column("method", hidden=True), Column("entry", hidden=True),
        Column("reverses", hidden=True), Column("created_by", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = [
        "account", "dated", "kind", "amount", "customer", "text", "currency", "counter", "method", "number",
        "reverses", "created_by", "created_at",
    ]  # fmt: skip
    search = Search(title="number", also=("text",), subtitle=("dated", "account"))
    form = [
        Section(_("Basics"), "number", "dated", "account", "kind", "amount", "currency", "balance", "text"),
        Section(_("Against"), "counter", "customer", "method", "entry", "reverses"),
    ]
    card = Card(header=("dated", "account", "customer"), badges=("kind",), primary=("reverse",))
    views = [
        StandardView("all", _("All")),
        StandardView("in", pgettext_lazy("cash", "Receipts"), {"and": [{"field": "amount", "op": "gt", "value": "0"}]}),
        StandardView("out", _("Payments"), {"and": [{"field": "amount", "op": "lt", "value": "0"}]}),
    ]
    default_sort = "-dated"
    numbering = Numbering("number", "LS-{year}-{sequence:6}", gapless=True)
    verbs = ("view",)
    never_undone = frozenset({"number"})


@register
class CashDayEntity(Entity):
    """The closing of an account at the end of a day."""

    model = CashDay
    key, icon, area, in_rail = "cash_days", "lock", "money", False
    access = Access(grants_of="cash_accounts")
    only_actions = True
    columns = [
        Column("day", link=True), Column("account"), Column("opening"), Column("received"), Column("paid"),
        Column("closing"), Column("closed_by"), Column("reopened_at", hidden=True),
        Column("reopened_reason", hidden=True),
    ]  # fmt: skip
    filters = ["account", "day", "closed_by", "reopened_at", "closing"]
    form = [
        Section(_("Basics"), "account", "day", "opening", "received", "paid", "closing", "counted", "closed_by"),
        Section(_("Reopening"), "reopened_at", "reopened_reason"),
    ]
    default_sort = "-day"
    verbs = ("view",)
    never_undone = frozenset({"day", "reopened_at"})

"""How people meet commission rules, splits, statements and their lines."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.orders.entity import OrderEntity
from zhike.areas.organisation.entity import EmployeeEntity, ParametersEntity
from zhike.areas.performance import daily  # noqa: F401  (declares the daily duty)
from zhike.areas.performance.card import EXPLAINED, LINE_FIGURES, STATEMENT_FIGURES, stays, without_rule
from zhike.areas.performance.models import (
    CommissionLine,
    CommissionRule,
    CommissionShare,
    CommissionSplit,
    CommissionStatement,
    StatementState,
)
from zhike.areas.performance.preparing import (
    complete_rule,
    complete_split,
    guard_split,
    keep_the_basis,
    settle_shares,
)
from zhike.areas.performance.printing import data_of_statement
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import (
    Access,
    Card,
    Column,
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

USED = {"field": "retired", "op": "eq", "value": False}


@register
class CommissionRuleEntity(Entity):
    """What is paid on which sales."""

    model = CommissionRule
    key, icon, area = "commission_rules", "percent", "sales"
    columns = [
        Column("name", link=True), Column("method"), Column("rate"), Column("product"), Column("category"),
        Column("customer_level"), Column("margin_from"), Column("margin_below"), Column("valid_from"),
        Column("valid_until"), Column("priority"), Column("retired", hidden=True), Column("remarks", hidden=True),
    ]  # fmt: skip
    filters = [
        "method", "rate", "product", "category", "customer_level", "margin_from", "valid_from", "valid_until",
        "priority", "retired", "name",
    ]  # fmt: skip
    search = Search(title="name", also=("remarks",))
    form = [
        Section(_("Basics"), "name", "method", "rate", "priority"),
        Section(_("Holds for"), "product", "category", "customer_level", "margin_from", "margin_below"),
        Section(_("More"), "valid_from", "valid_until", "retired", "remarks"),
    ]
    card = Card(header=("rate", "priority", "valid_from", "valid_until"), badges=("method",))
    views = [StandardView("used", _("In use"), {"and": [USED]}), StandardView("all", _("All"))]
    default_sort = "-priority"
    importing = Importing(match_on=("name",))
    prepare = [complete_rule]


@register
class CommissionSplitEntity(Entity):
    """Who shares in an order."""

    model = CommissionSplit
    key, icon, area, in_rail = "commission_splits", "users", "sales", False
    access = Access(owner="owner", department="department", through="customer", own=True)
    lines = [
        Lines(
            "commission_shares", "split", ("person", "share", "part"), _("Shares"), name="shares",
            settle=settle_shares, sums=("share",),
        )
    ]  # fmt: skip
    columns = [
        Column("title", link=True), Column("order"), Column("customer"), Column("owner"), Column("remarks"),
        Column("department", hidden=True), Column("created_by", hidden=True), Column("created_at", hidden=True),
    ]  # fmt: skip
    filters = ["order", "customer", "owner", "department", "title", "created_at"]
    search = Search(title="title", subtitle=("customer", "owner"))
    form = [Section(_("Basics"), "order", "customer", "owner", "department", "title", "remarks")]
    card = Card(header=("order", "customer", "owner"))
    views = [
        StandardView("mine", _("Of my orders"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("all", _("All")),
    ]
    default_sort = "-id"
    system_fields = frozenset({"owner", "department"})
    prepare = [complete_split]
    guards = [guard_split]


@register
class CommissionShareEntity(Entity):
    """What one person has of an order."""

    model = CommissionShare
    key, icon, area, in_rail = "commission_shares", "user", "sales", False
    access = Access(owner="owner", department="department", through="split", grants_of="commission_splits")
    verbs = ("view",)
    columns = [Column("person", link=True), Column("split"), Column("share"), Column("part")]
    filters = ["split", "person", "share"]
    form = [Section(_("Basics"), "person", "share", "part")]
    system_fields = frozenset({"owner", "department"})


@register
class CommissionStatementEntity(Entity):
    """What a person earned in a month."""

    model = CommissionStatement
    key, icon, area = "commission_statements", "hand-coins", "sales"
    access = Access(
        owner="owner", department="department", personal=True, read_only=~Q(state=StatementState.DRAFT),
        thaws=frozenset({"advance"}), read_only_reason=_("Only a draft can be changed."),
    )  # fmt: skip
    only_actions = True
    columns = [
        Column("number", link=True), Column("owner"), Column("month"), Column("state"), Column("earned", total=True),
        Column("taken_back", total=True), Column("amount", total=True), Column("paid_on"), Column("department"),
        Column("confirmed_by", hidden=True), Column("confirmed_at", hidden=True), Column("paid_by", hidden=True),
        Column("calculated_at", hidden=True),
    ]  # fmt: skip
    filters = ["owner", "department", "month", "state", "amount", "earned", "taken_back", "paid_on", "number"]
    search = Search(title="number", subtitle=("owner", "month"))
    form = [
        Section(_("Basics"), "number", "owner", "department", "month", "state"),
        Section(pgettext_lazy("commission", "Amounts"), "earned", "taken_back", "amount"),
        Section(_("System"), "calculated_at", "confirmed_at", "confirmed_by", "paid_on", "paid_by"),
    ]
    card = Card(
        header=("owner", "month", "paid_on"), figures=STATEMENT_FIGURES,
        warnings=(stays, without_rule), insights=(EXPLAINED,),
        primary=("confirm_commission", "pay_commission", "recalculate"),
        tabs=(
            Related(
                "commission_lines", "statement", _("Lines"),
                ("invoice", "customer", "rule", "basis", "margin", "rate", "share", "amount"), "position",
            ),
        ),
    )  # fmt: skip
    views = [
        StandardView("open", _("To be paid"), {"and": [{"field": "state", "op": "ne", "value": "paid"}]}),
        StandardView("mine", _("My commissions"), {"and": [{"field": "owner", "op": "me"}]}),
        StandardView("all", _("All")),
    ]
    hidden_fields = frozenset({"without_rule"})
    prints = [Print(
        "statement", _("Commission statement"), "areas/performance/prints/statement.typ", data_of_statement,
    )]  # fmt: skip
    kanban = ["state"]
    kanban_shows = ["owner", "month", "amount"]
    tones = {"state": {"draft": "ink", "confirmed": "sky", "paid": "jade"}}
    path = Path("state", goals=frozenset({"paid"}))
    default_sort = "-month"
    numbering = Numbering("number", "YJ-{year}-{sequence:5}")
    verbs = ("view",)
    never_undone = frozenset({"number"})


@register
class CommissionLineEntity(Entity):
    """What one line of an invoice earned one person in one month."""

    model = CommissionLine
    key, icon, area, in_rail = "commission_lines", "list", "sales", False
    access = Access(owner="owner", department="department", personal=True, grants_of="commission_statements")
    only_actions = True
    columns = [
        Column("description", link=True), Column("statement"), Column("invoice"), Column("customer"),
        Column("product"), Column("rule"), Column("whole"), Column("before", hidden=True), Column("basis", total=True),
        Column("margin"), Column("margin_percent", hidden=True), Column("rate"), Column("share"),
        Column("amount", total=True), Column("method", hidden=True), Column("order", hidden=True),
        Column("owner", hidden=True),
    ]  # fmt: skip
    filters = [
        "statement", "invoice", "customer", "product", "rule", "order", "amount", "basis", "margin", "owner",
        "description",
    ]  # fmt: skip
    form = [
        Section(_("Basics"), "description", "statement", "invoice", "order", "customer", "product"),
        Section(
            pgettext_lazy("commission", "Reckoning"), "whole", "before", "basis", "margin", "margin_percent", "rule",
            "method", "rate", "share", "amount",
        ),
    ]  # fmt: skip
    card = Card(header=("statement", "invoice", "customer", "rule"), figures=LINE_FIGURES)
    default_sort = "-id"
    sorts = ("position",)
    concealed = {"margin": SEE_COST, "margin_percent": SEE_COST, "rate": SEE_COST, "method": SEE_COST, "rule": SEE_COST}
    verbs = ("view",)
    never_undone = frozenset({"amount"})


extend(ParametersEntity, prepare=[keep_the_basis])
extend(OrderEntity, tabs=[Related("commission_splits", "order", columns=("title", "owner", "remarks"))])
extend(
    EmployeeEntity,
    tabs=[Related("commission_statements", "owner", columns=("month", "state", "earned", "taken_back", "amount"))],
)

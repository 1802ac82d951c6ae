"""How people meet what is still to be paid."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.customers.entity import CustomerEntity
from zhike.areas.finance.customer_card import FIGURES, WARNINGS
from zhike.areas.finance.models import OpenItem
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import Access, Card, Column, Related, Search, Section, StandardView
from zhike.kernel.entity.registry import register

OPEN = {"field": "open_amount", "op": "ne", "value": "0"}
OWED = {"field": "open_amount", "op": "gt", "value": "0"}


@register
class OpenItemEntity(Entity):
    """An amount to be paid, or to the customer's credit."""

    model = OpenItem
    key, icon, area = "open_items", "receipt-text", "money"
    access = Access(owner="owner", department="department", through="customer")
    only_actions = True
    columns = [
        Column("number", link=True), Column("customer"), Column("kind"), Column("dated"), Column("due"),
        Column("currency"), Column("amount"), Column("open_amount"), Column("open_base", total=True),
        Column("amount_base", hidden=True, total=True),
    ]  # fmt: skip
    filters = [
        "customer", "kind", "due", "dated", "open_amount", "open_base", "amount", "amount_base", "currency", "number",
        "document_entity",
    ]  # fmt: skip
    search = Search(title="number", subtitle=("customer", "due"))
    form = [
        Section(_("Basics"), "number", "customer", "kind", "dated", "due"),
        Section(_("Money"), "currency", "amount", "open_amount", "amount_base", "open_base"),
    ]
    card = Card(header=("customer", "due"), badges=("kind",))
    views = [
        StandardView("open", pgettext_lazy("books", "Open"), {"and": [OPEN]}, sort="due"),
        StandardView(
            "overdue", _("Overdue"), {"and": [OWED, {"field": "due", "op": "older_days", "value": 0}]}, sort="due"
        ),
        StandardView("all", _("All")),
    ]
    default_sort = "-due"
    verbs = ("view",)
    never_undone = frozenset({"amount"})


extend(
    CustomerEntity,
    tabs=[
        Related(
            "open_items", "customer", label=_("Open items"), sort="due",
            columns=("kind", "dated", "due", "currency", "amount", "open_amount"),
        )
    ],
    figures=FIGURES, warnings=WARNINGS,
)  # fmt: skip

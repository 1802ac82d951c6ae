"""The account of a customer over a period (对账单), and how old what is owed has become (账龄)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Customer
from zhike.areas.finance.customer_card import sees_accounts
from zhike.areas.finance.models import JournalLine, OpenItem
from zhike.areas.finance.money import ZERO
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import NotFound

MOST_LINES = 1000
BUCKETS = ("not_due", "to_30", "to_60", "to_90", "over_90")
BUCKET_LABELS = (_("Not due"), _("1–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days"))


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a statement, with the balance after it; amounts in the statement's currency."""

    dated: date
    number: str
    kind: str
    text: str
    debit: Decimal
    credit: Decimal
    balance: Decimal
    document_entity: str
    document_id: int | None


@dataclass(frozen=True, slots=True)
class Statement:
    """What a customer owed at the beginning of a period, what happened, and what is owed at its end, in one currency.

    `more` says that only the first lines are listed; opening and closing are those of the whole period all the same.
    """

    currency: str
    opening: Decimal
    debit: Decimal
    credit: Decimal
    moves: list[Move] = field(default_factory=list)
    more: bool = False

    @property
    def closing(self) -> Decimal:
        """What is owed at the end."""
        return self.opening + self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is owed in the base currency by how long it is overdue, and what stands to the customer's credit."""

    buckets: tuple[Decimal, ...]
    credit: Decimal

    @property
    def owed(self) -> Decimal:
        """All that is owed."""
        return sum(self.buckets, ZERO)

    @property
    def net(self) -> Decimal:
        """What is owed less what stands to the credit."""
        return self.owed - self.credit


def customer_of(customer_id: int, by: Actor) -> Customer:
    """The customer, if the person may see what it owes. Raises NotFound."""
    found = Customer.objects.visible_to(by).filter(pk=customer_id).first() if sees_accounts(by) else None
    if found is None:
        raise NotFound(_("There is no such record."))
    return found  # type: ignore[no-any-return]


def statements(customer: Customer, since: date, until: date) -> list[Statement]:
    """The statement of a customer in each currency that ever stood in the account; both days are within the period."""
    rows = JournalLine.objects.filter(customer=customer).exclude(account__customer_side="")
    begun, within = Q(dated__lt=since), Q(dated__gte=since, dated__lte=until)
    sums = rows.values("currency").annotate(
        opening=Sum("amount", filter=begun), debit=Sum("amount", filter=within & Q(amount__gt=0)),
        credit=Sum("amount", filter=within & Q(amount__lt=0)),
    ).order_by("currency")  # fmt: skip
    return [_statement(rows.filter(within, currency=one["currency"]), one) for one in sums]


def ageing_of(customer: Customer, today: date | None = None) -> Ageing:
    """How old is what a customer owes."""
    sums = OpenItem.objects.filter(customer=customer).exclude(open_amount=0)
    return _ageing(sums.aggregate(**_bucket_sums(today or timezone.localdate())))


def ageing(by: Actor, *, most: int = 100, today: date | None = None) -> tuple[list[dict[str, Any]], Ageing, int]:
    """How old is what the customers owe whom the person sees: those who owe most, the sum over all, and their number.

    Three queries over the open items, whatever their number; in the base currency.
    """
    day = today or timezone.localdate()
    rows = OpenItem.objects.visible_to(by).exclude(open_amount=0)
    whole = rows.aggregate(customers=Count("customer", distinct=True), **_bucket_sums(day))
    owing = rows.values("customer_id").annotate(net=Sum("open_base"), since=Min("due"), **_bucket_sums(day))
    top = list(owing.order_by(F("net").desc(), "customer_id")[:most])
    seen = Customer.objects.visible_to(by).filter(pk__in=[one["customer_id"] for one in top])
    names = dict(seen.values_list("pk", "name"))
    listed = [
        {"id": one["customer_id"], "name": names.get(one["customer_id"]), "ageing": _ageing(one), "since": one["since"]}
        for one in top
    ]
    return listed, _ageing(whole), whole["customers"]


def _statement(rows: Any, sums: dict[str, Any]) -> Statement:
    opening = balance = sums["opening"] or ZERO
    listed = list(
        rows.order_by("dated", "pk").values_list(
            "dated", "entry__number", "entry__kind", "text", "entry__text", "amount", "entry__document_entity",
            "entry__document_id",
        )[: MOST_LINES + 1]
    )  # fmt: skip
    moves = []
    for dated, number, kind, text, entry_text, amount, entity, record_id in listed[:MOST_LINES]:
        balance += amount
        debit, credit = max(amount, ZERO), max(-amount, ZERO)
        moves.append(Move(dated, number, kind, text or entry_text, debit, credit, balance, entity, record_id))
    return Statement(
        sums["currency"], opening, sums["debit"] or ZERO, -(sums["credit"] or ZERO), moves, len(listed) > MOST_LINES
    )


def _bucket_sums(today: date) -> dict[str, Sum]:
    edges = [today - timedelta(days=days) for days in (0, 30, 60, 90)]
    owed = Q(open_amount__gt=0)
    spans = (
        Q(due__gte=edges[0]), Q(due__lt=edges[0], due__gte=edges[1]), Q(due__lt=edges[1], due__gte=edges[2]),
        Q(due__lt=edges[2], due__gte=edges[3]), Q(due__lt=edges[3]),
    )  # fmt: skip
    sums = {name: Sum("open_base", filter=owed & span) for name, span in zip(BUCKETS, spans, strict=True)}
    return sums | {"on_credit": Sum("open_base", filter=Q(open_amount__lt=0))}


def _ageing(row: dict[str, Any]) -> Ageing:
    return Ageing(tuple(row[name] or ZERO for name in BUCKETS), -(row["on_credit"] or ZERO))

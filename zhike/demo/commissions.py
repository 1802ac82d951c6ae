"""The commissions of the demo company: its rules, orders in which colleagues share, and the statements of half a year.

What there is to reckon comes from the invoices and receipts of the book, whatever they are.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import F
from django.utils import timezone

from zhike.areas.catalog.models import ProductCategory
from zhike.areas.orders.models import CONFIRMED, Order
from zhike.areas.performance.calculating import calculate
from zhike.areas.performance.models import (
    CommissionRule,
    CommissionShare,
    CommissionSplit,
    CommissionStatement,
    Method,
    StatementState,
)
from zhike.areas.performance.periods import month_of, months_on
from zhike.demo.staff import Crew
from zhike.demo.writing import number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import batch
from zhike.kernel.entity.registry import entity_named

SEED = 20241104
MONTHS = 6
SHARED_EVERY = 9
"""One order in so many is shared with a colleague."""
PAID_ON = 15
# Name, how, rate, lower and upper margin, name of the category, priority, remarks.
RULES: tuple[tuple[str, Method, str, str | None, str | None, str, int, str], ...] = (
    ("通用提成", Method.REVENUE, "1.2", None, None, "", 0, "没有其他规则时适用"),
    ("机床整机按毛利", Method.MARGIN, "6", "15", None, "数控机床", 10, "毛利率不低于 15% 的整机"),
    ("低毛利整机", Method.REVENUE, "0.3", None, "15", "数控机床", 10, "毛利率低于 15%，只给跟单奖励"),
    ("刀具耗材", Method.REVENUE, "2.5", None, None, "刀具与耗材", 10, "鼓励持续供货"),
    ("服务与培训", Method.REVENUE, "5", None, None, "服务", 10, ""),
)
PARTS = ("方案与报价", "商务谈判", "售前支持", "客户引荐")


def reckon(crew: Crew, now: datetime) -> int:
    """Write rules and splits, reckon the last months, and settle all but the last. Returns how many statements."""
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    head, clerk = crew.everyone["chenli"], crew.everyone["zhengwen"]
    write(entity_named("commission_rules"), number([_rule(one, head, now) for one in RULES]))
    _share(random, crew, head, now)
    months = [months_on(now.date().replace(day=1), -place) for place in range(MONTHS, -1, -1)]
    by = Actor.of(clerk, door="import")
    for month in months:
        with batch(by, "commission_statements.recalculate", "commission_statements", {}) as running:
            calculate(month, by=running.by)
            if month_of(month)[1] < now.date() - timedelta(days=PAID_ON):
                _settle(month, paid=month < months[-2], clerk=clerk)
    return CommissionStatement.objects.count()


def _rule(said: tuple[Any, ...], head: Any, now: datetime) -> CommissionRule:
    name, method, rate, margin_from, margin_below, category, priority, remarks = said
    found = ProductCategory.objects.filter(name__contains=category).order_by("path").first() if category else None
    return CommissionRule(
        name=name, method=method, rate=Decimal(rate), priority=priority, remarks=remarks, category=found,
        margin_from=Decimal(margin_from) if margin_from else None, created_by=head, created_at=now,
        margin_below=Decimal(margin_below) if margin_below else None, valid_from=date(now.year - 1, 1, 1),
    )  # fmt: skip


def _share(random: Random, crew: Crew, head: Any, now: datetime) -> None:
    """Some orders were won together with a colleague of the same department."""
    splits, shares = [], []
    orders = Order.objects.filter(state__in=CONFIRMED, owner__isnull=False, deleted_at=None).order_by("pk")
    for order in orders.select_related("owner", "customer")[::SHARED_EVERY]:
        colleagues = [
            one for one in crew.everyone.values()
            if one.department_id == order.owner.department_id and one.pk != order.owner_id
        ]  # fmt: skip
        if not colleagues:
            continue
        split = CommissionSplit(
            order=order, customer=order.customer, title=order.number, owner=order.owner,
            department_id=order.department_id, created_by=head, created_at=now,
        )  # fmt: skip
        part = Decimal(random.choice((20, 30, 40)))
        for person, share in ((order.owner, 100 - part), (random.choice(colleagues), part)):
            shares.append((split, person, share, random.choice(PARTS)))
        splits.append(split)
    if not splits:
        return
    write(entity_named("commission_splits"), number(splits))
    lines = [
        CommissionShare(
            split=split, position=place % 2, person=person, share=share, part=part, owner=split.owner,
            department_id=split.department_id, created_by=head, created_at=now,
        )
        for place, (split, person, share, part) in enumerate(shares)
    ]  # fmt: skip
    write(entity_named("commission_shares"), number(lines))


def _settle(month: date, *, paid: bool, clerk: Any) -> None:
    """Confirm the statements of a month, and pay them."""
    rows = CommissionStatement.objects.filter(month=month)
    when = timezone.make_aware(datetime.combine(months_on(month, 1).replace(day=5), datetime.min.time()))
    rows.filter(state=StatementState.DRAFT).update(
        state=StatementState.CONFIRMED, confirmed_at=when, confirmed_by=clerk, revision=F("revision") + 1
    )
    if paid:
        rows.filter(state=StatementState.CONFIRMED).update(
            state=StatementState.PAID, paid_on=months_on(month, 1).replace(day=PAID_ON), paid_by=clerk,
            revision=F("revision") + 1,
        )  # fmt: skip

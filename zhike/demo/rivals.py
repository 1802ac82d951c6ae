"""What competitors sell against us, which of them are met at deals, and how the deals are judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from zhike.areas.catalog.models import Product
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.evaluating import criteria
from zhike.areas.selling.models import (
    CompetitorProduct,
    Opportunity,
    OpportunityAnswer,
    OpportunityCompetitor,
    OpportunityProduct,
    State,
)

MODELS = ("HR-850", "HR-1060", "SJ-T6", "SJ-540", "DW-5X400", "DW-H630", "KY-CK50", "KY-MC500", "CG-R20", "CG-FMS3")
USES = ("批量零件加工", "3C 钻攻", "模具精加工", "汽车底盘件", "轴类车削", "上下料自动化")
FEATURES = (
    "定位精度 0.008 mm，主轴 12000 rpm", "快移 48 m/min，刀库 24 把", "五轴联动，摆角 ±110°", "重复定位 0.005 mm，硬轨",
    "双工位交换台，BT50", "节拍 28 秒，负载 20 kg",
)  # fmt: skip
STANDINGS = ("ahead", "level", "level", "behind", "behind")
RATINGS = (0, 1, 2, 3)
OFTEN_MET = 0.45
OFTEN_JUDGED = 0.6


def make(random: Random, goods: Sequence[Product], now: datetime) -> int:
    """Write the competing products, and lines onto the deals. Returns how many competing products."""
    competitors = list(Competitor.objects.order_by("pk"))
    if not competitors or not goods:
        return 0
    machines = [one for one in goods if one.price and one.price > 100_000] or list(goods)
    found = CompetitorProduct.objects.bulk_create(
        _rival(random, competitors[place % len(competitors)], machines[place % len(machines)], model, now)
        for place, model in enumerate(MODELS)
    )
    deals = list(Opportunity.objects.order_by("pk"))
    _put_products(random, deals, machines[: len(MODELS) + 4])
    _meet(random, deals, competitors)
    _judge(random, [one for one in deals if one.state == State.OPEN])
    return len(found)


def _rival(random: Random, competitor: Competitor, ours: Product, model: str, now: datetime) -> CompetitorProduct:
    factor = Decimal(random.randint(82, 118)) / 100
    return CompetitorProduct(
        name=model, competitor=competitor, product=ours, use=random.choice(USES), performance=random.choice(FEATURES),
        price=(ours.price * factor).quantize(Decimal(1000)) if ours.price else None, currency="CNY",
        strengths="价格有优势。" if factor < 1 else "品牌认可度高。", weaknesses="售后响应慢。",
        seen_on=(now - timedelta(days=random.randint(10, 300))).date(), created_by=competitor.owner,
    )  # fmt: skip


def _put_products(random: Random, deals: Sequence[Opportunity], machines: Sequence[Product]) -> None:
    """One product on most deals, priced so that its amount is the deal's."""
    OpportunityProduct.objects.bulk_create(
        OpportunityProduct(
            opportunity=deal, product=random.choice(machines), quantity=Decimal(1), price=deal.amount,
            amount=deal.amount,
        )
        for deal in deals if deal.amount is not None and random.random() < 0.7
    )  # fmt: skip


def _meet(random: Random, deals: Sequence[Opportunity], competitors: Sequence[Competitor]) -> None:
    met = []
    for deal in deals:
        there = {deal.lost_to_id} if deal.lost_to_id else set()
        if random.random() < OFTEN_MET:
            there.add(random.choice(competitors).pk)
        met += [
            OpportunityCompetitor(
                opportunity=deal, position=place, competitor_id=one,
                standing="ahead" if one == deal.lost_to_id else random.choice(STANDINGS),
                price=(deal.amount * Decimal(random.randint(86, 112)) / 100).quantize(Decimal(100)),
            )
            for place, one in enumerate(sorted(there)) if deal.amount is not None
        ]  # fmt: skip
    OpportunityCompetitor.objects.bulk_create(met)


def _judge(random: Random, deals: Sequence[Opportunity]) -> None:
    asked = criteria()
    OpportunityAnswer.objects.bulk_create(
        OpportunityAnswer(
            opportunity=deal, position=place, criterion=one, rating=random.choices(RATINGS, (1, 3, 4, 3))[0]
        )
        for deal in deals if random.random() < OFTEN_JUDGED for place, one in enumerate(asked)
    )  # fmt: skip

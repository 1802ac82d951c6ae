"""Ours and theirs side by side, and against whom deals are won and lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, Sum

from zhike.areas.catalog.models import Product
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.models import (
    CompetitorProduct,
    Opportunity,
    OpportunityCompetitor,
    OpportunityProduct,
    State,
)
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_of

MOST = 60


class Against(NamedTuple):
    """Deals at which a competitor was met: won by us, lost to it, lost to others, still open; and their amounts."""

    won: int
    lost: int
    lost_to_others: int
    open: int
    amount_lost: Decimal
    amount_won: Decimal

    @property
    def rate(self) -> int | None:
        """How many of a hundred decided deals we won."""
        decided = self.won + self.lost + self.lost_to_others
        return round(100 * self.won / decided) if decided else None


def against(competitor_id: int, by: Actor) -> Against:
    """How we fared against a competitor, at the deals that the actor sees. Amounts in base currency."""
    met = OpportunityCompetitor.objects.filter(competitor=competitor_id, deleted_at=None).values("opportunity_id")
    rows = Opportunity.objects.visible_to(by).filter(Q(pk__in=met) | Q(lost_to=competitor_id))
    lost = Q(state=State.LOST, lost_to=competitor_id)
    found = rows.order_by().aggregate(
        won=Count("pk", filter=Q(state=State.WON)), lost=Count("pk", filter=lost),
        lost_all=Count("pk", filter=Q(state=State.LOST)), open=Count("pk", filter=Q(state=State.OPEN)),
        amount_lost=Sum("amount_base", filter=lost), amount_won=Sum("amount_base", filter=Q(state=State.WON)),
    )  # fmt: skip
    return Against(
        found["won"], found["lost"], found["lost_all"] - found["lost"], found["open"],
        found["amount_lost"] or Decimal(0), found["amount_won"] or Decimal(0),
    )  # fmt: skip


def beside_deal(deal: Opportunity, by: Actor) -> list[dict[str, Any]]:
    """Our products of a deal, each with those that compete with it; of the competitors met there first."""
    ours = OpportunityProduct.objects.filter(opportunity=deal, deleted_at=None).values_list("product_id", flat=True)
    met = set(
        OpportunityCompetitor.objects.filter(opportunity=deal, deleted_at=None).values_list("competitor_id", flat=True)
    )
    tables = beside(list(dict.fromkeys(ours)), by)
    if met:
        for table in tables:
            table["theirs"].sort(key=lambda one: one["competitor_id"] not in {str(each) for each in met})
    return tables


def beside(product_ids: Iterable[int], by: Actor) -> list[dict[str, Any]]:
    """Our products, each with the products that compete with it: price, use and performance side by side."""
    ids = list(product_ids)
    products = Product.objects.visible_to(by).in_bulk(ids)
    rivals = CompetitorProduct.objects.visible_to(by).filter(product__in=ids).select_related("competitor")
    seen = set(Competitor.objects.visible_to(by).values_list("pk", flat=True)[:5000])
    theirs: dict[int, list[dict[str, Any]]] = {one: [] for one in ids}
    for rival in rivals.order_by("competitor__name", "pk")[:MOST]:
        if rival.competitor_id in seen:
            theirs[rival.product_id].append(_theirs(rival, products.get(rival.product_id)))
    return [
        {"id": str(one), "name": product.name, "price": _price(product, by), "currency": product.currency,
         "use": "", "performance": product.specification or product.description, "theirs": theirs[one]}
        for one in ids if (product := products.get(one)) is not None
    ]  # fmt: skip


def _theirs(rival: CompetitorProduct, ours: Product | None) -> dict[str, Any]:
    comparable = ours is not None and ours.price and rival.price is not None and _same_currency(ours, rival)
    return {
        "id": str(rival.pk), "name": rival.name, "competitor": rival.competitor.name,
        "competitor_id": str(rival.competitor_id), "use": rival.use, "performance": rival.performance,
        "price": None if rival.price is None else f"{rival.price:.2f}", "currency": rival.currency,
        "difference": _percent(rival.price, ours.price) if comparable and ours else None,
        "strengths": rival.strengths, "weaknesses": rival.weaknesses,
    }  # fmt: skip


def _same_currency(ours: Product, rival: CompetitorProduct) -> bool:
    return (ours.currency or "CNY") == (rival.currency or "CNY")


def _percent(theirs: Decimal, ours: Decimal) -> int:
    """How much dearer (or, below zero, cheaper) theirs is, in per cent of ours."""
    return round((theirs - ours) * 100 / ours)


def _price(product: Product, by: Actor) -> str | None:
    readable: Mapping[str, Any] = entity_of(Product).readable(by)
    return f"{product.price:.2f}" if product.price is not None and "price" in readable else None

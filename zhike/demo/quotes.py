"""What was offered for the deals: quotes with their lines, some in two versions, most of them answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from zhike.areas.catalog.models import Product
from zhike.areas.documents.settling import settle
from zhike.areas.quotes.models import Quote, QuoteLine, QuoteState
from zhike.areas.selling.models import Opportunity, State
from zhike.demo.writing import number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_numbers

DELIVERY = (
    "合同生效后 45 日内交货，运费由卖方承担",
    "款到发货，买方自提",
    "预付款到账后 60 日内送达买方工厂",
    "现货，三日内发出",
)
PAYMENT = ("预付 30%，发货前付 60%，验收后付 10%", "货到 30 日内付清", "预付 50%，发货前付清", "分三期，每期三分之一")
REFUSED = ("价格高于预算", "选择了其他供应商", "项目推迟到明年", "交期不能满足")
LEAST_CHANCE = 40
VALID = timedelta(days=30)


def make(random: Random, goods: Sequence[Product], now: datetime) -> int:
    """Write a quote for every deal that came so far, and its lines. Returns how many quotes."""
    offered = [one for one in goods if one.price and one.cost is not None]
    quotes: list[Quote] = []
    lines: list[QuoteLine] = []
    for deal in Opportunity.objects.select_related("owner", "customer", "contact", "stage").order_by("pk"):
        if deal.owner is None or not deal.amount or (deal.state == State.OPEN and deal.probability < LEAST_CHANCE):
            continue
        for quote in _versions(random, deal, now):
            own = _lines(random, quote, offered, deal.amount)
            settle(quote, own, Actor.system())
            quotes.append(quote)
            lines += own
    _write(quotes, lines)
    return len(quotes)


def _versions(random: Random, deal: Opportunity, now: datetime) -> list[Quote]:
    """One quote, or a first version that was superseded and a second one."""
    asked = min(deal.created_at + timedelta(days=random.randint(4, 18), hours=random.randint(1, 6)), now)
    last = _quote(random, deal, asked)
    last.state, last.decided_on = _answer(deal, last)
    last.sent_on = None if last.state == QuoteState.DRAFT else last.dated
    last.refused_because = random.choice(REFUSED) if last.state == QuoteState.REFUSED else ""
    if random.random() > 0.2:
        return [last]
    first = _quote(random, deal, asked - timedelta(days=3))
    first.state, first.sent_on, first.discount = QuoteState.SUPERSEDED, first.dated, None
    last.version, last.first, last.discount = 2, first, Decimal(random.randint(2, 6))
    return [first, last]


def _answer(deal: Opportunity, quote: Quote) -> tuple[QuoteState, date | None]:
    if deal.state == State.WON:
        return QuoteState.ACCEPTED, max(deal.closed_on or quote.dated, quote.dated)
    if deal.state == State.LOST:
        return QuoteState.REFUSED, max(deal.closed_on or quote.dated, quote.dated)
    return (QuoteState.SENT if deal.pk % 3 else QuoteState.DRAFT), None


def _quote(random: Random, deal: Opportunity, at: datetime) -> Quote:
    day = timezone.localtime(at).date()
    quote = Quote(
        customer=deal.customer, contact=deal.contact, subject=deal.name, opportunity=deal, dated=day, currency="CNY",
        valid_until=day + VALID, owner=deal.owner, department_id=deal.department_id, created_by=deal.owner,
        delivery_terms=random.choice(DELIVERY), payment_terms=random.choice(PAYMENT),
    )  # fmt: skip
    quote.created_at = at
    return quote


def _lines(random: Random, quote: Quote, goods: Sequence[Product], worth: Decimal) -> list[QuoteLine]:
    """One main product whose price fits the deal, and what goes with it."""
    fitting = [one for one in goods if one.price and worth / 12 <= one.price <= worth] or list(goods)
    main = random.choice(fitting)
    chosen = [main, *random.sample([one for one in goods if one.price and one.price < worth / 10] or [main],
                                   k=random.randint(0, 3))]  # fmt: skip
    found = []
    for position, product in enumerate(dict.fromkeys(chosen), start=1):
        many = max(1, min(12, int(worth / (product.price or worth)))) if product is main else random.randint(1, 4)
        line = QuoteLine(
            quote=quote, position=position, product=product, description=product.name, quantity=Decimal(many),
            unit_id=product.unit_id, price=product.price, list_price=product.price, cost=product.cost,
            tax_rate=product.tax_rate, discount=Decimal(random.choice((2, 3, 5))) if random.random() < 0.25 else None,
            created_by=quote.owner,
        )  # fmt: skip
        line.created_at = quote.created_at
        found.append(line)
    return found


def _write(quotes: Sequence[Quote], lines: Sequence[QuoteLine]) -> None:
    firsts = [one for one in quotes if one.first is None]
    for quote, own in zip(firsts, next_numbers(entity_named("quotes"), len(firsts)), strict=True):
        quote.number = own
    for quote in quotes:
        if quote.first is not None:
            quote.number = f"{quote.first.number}-{quote.version}"
    number(quotes, parent="first")
    write(entity_named("quotes"), quotes)
    for line in lines:
        line.quote_id = line.quote.pk
    number(lines)
    write(entity_named("quote_lines"), lines)

"""Two years of deals: most are won or lost by now, some are on their way, a few stand still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from django.utils import timezone

from zhike.areas.customers.models import Contact, Customer
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.models import Opportunity, Pipeline, Stage, StageKind, StagePeriod, State
from zhike.demo import seasons
from zhike.demo.deal_talk import NEEDS, PROJECTS, STEPS, WHY_LOST, WHY_WON
from zhike.demo.writing import number, write
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_numbers

DAYS = 730
CHANCE = {"A": 0.56, "B": 0.46, "C": 0.36, "D": 0.25}
WEIGHTS = {"A": 9, "B": 4, "C": 2, "D": 1}
LOST_FOR = {"price": 30, "product": 14, "relation": 12, "delivery": 12, "budget": 10, "postponed": 12, "no_answer": 7,
            "service": 3}  # fmt: skip
TO_RIVAL = frozenset({"price", "product", "relation", "delivery", "service"})
STILL_EVERY = 6
"""One open deal in so many stands still."""


class Way(NamedTuple):
    """A pipeline with its open stages in order, and where deals end."""

    pipeline: Pipeline
    open: Sequence[Stage]
    won: Stage
    lost: Stage


def make(
    random: Random, book: Sequence[Customer], known: Sequence[Contact], count: int, now: datetime
) -> int:  # fmt: skip
    """Write so many deals with their way through the stages. Returns how many."""
    ways, rivals = _ways(), list(Competitor.objects.order_by("pk"))
    contacts = defaultdict(list)
    for contact in known:
        contacts[contact.customer_id].append(contact)
    levels = {one.pk: one.code for one in directory().dictionaries["customer_level"]}
    weights = [WEIGHTS.get(levels.get(one.level_id or 0, ""), 1) for one in book]
    deals: list[Opportunity] = []
    passed: list[list[StagePeriod]] = []
    for place, ago in enumerate(seasons.began(random, count, now.date(), DAYS)):
        customer = random.choices(book, weights)[0]
        way = ways[1] if len(ways) > 1 and random.random() < 0.15 else ways[0]
        began = max(now - timedelta(days=ago, minutes=random.randint(0, 500)), customer.created_at)
        deal = _deal(random, customer, contacts[customer.pk], way, began)
        passed.append(
            _go(random, deal, way, began, now, CHANCE.get(levels.get(customer.level_id or 0, ""), 0.3), place)
        )
        _close_or_plan(random, deal, way, rivals, now)
        deals.append(deal)
    for deal, given in zip(deals, next_numbers(entity_named("opportunities"), len(deals)), strict=True):
        deal.number = given
    number(deals)
    write(entity_named("opportunities"), deals)
    _remember(deals, passed)
    return len(deals)


def _ways() -> list[Way]:
    found = []
    for pipeline in Pipeline.objects.filter(deleted_at=None).order_by("position", "pk"):
        stages = list(pipeline.stages.filter(deleted_at=None).order_by("position", "pk"))
        ends = {one.kind: one for one in stages}
        opened = [one for one in stages if one.kind == StageKind.OPEN]
        if opened and StageKind.WON in ends and StageKind.LOST in ends:
            found.append(Way(pipeline, opened, ends[StageKind.WON], ends[StageKind.LOST]))
    return found


def _deal(random: Random, customer: Customer, people: Sequence[Contact], way: Way, began: datetime) -> Opportunity:
    project = random.choice(PROJECTS)
    low, high = project.thousands
    amount = Decimal(random.randint(low, high)) * 1000
    deal = Opportunity(
        name=project.name, customer=customer, contact=random.choice(people) if people else None, amount=amount,
        pipeline=way.pipeline, currency="CNY", amount_base=amount, owner=customer.owner,
        department_id=customer.department_id, created_by=customer.owner, source_id=customer.source_id,
        began_on=timezone.localtime(began).date(), need=random.choice(NEEDS),
    )  # fmt: skip
    deal.created_at = began
    return deal


def _go(
    random: Random, deal: Opportunity, way: Way, began: datetime, now: datetime, chance: float, place: int
) -> list[StagePeriod]:
    """Walk through the stages until the deal is won, lost, or today is reached."""
    wins = random.random() < chance + (0.25 if way.pipeline.position else 0)
    last = len(way.open) if wins else random.randint(1, len(way.open))
    periods, at = [], began
    for stage in way.open[:last]:
        stood = timedelta(days=random.gammavariate(2.2, 4.6), hours=random.randint(1, 9))
        periods.append(StagePeriod(stage=stage, entered_at=at, left_at=at + stood))
        if at + stood > now:
            break
        at += stood
    ended = periods[-1].left_at <= now  # type: ignore[operator]
    if ended and place % STILL_EVERY and (now - at).days < 12 and random.random() < 0.7:
        ended = False
    if ended:
        periods.append(StagePeriod(stage=way.won if wins else way.lost, entered_at=at))
    else:
        periods[-1].left_at = None
    here = periods[-1]
    deal.stage, deal.state = here.stage, State(here.stage.kind)
    deal.stage_since, deal.probability, deal.forecast = here.entered_at, here.stage.probability, here.stage.forecast
    return periods


def _close_or_plan(random: Random, deal: Opportunity, way: Way, rivals: Sequence[Competitor], now: datetime) -> None:
    today, entered = now.date(), timezone.localtime(deal.stage_since).date()
    if deal.state == State.OPEN:
        left = (len(way.open) - way.open.index(deal.stage)) * random.randint(8, 22)
        deal.expected_on = today + timedelta(days=left - (30 if random.random() < 0.08 else 0))
        if random.random() < 0.85:
            deal.next_step, deal.next_on = random.choice(STEPS), _soon(random, today)
        return
    deal.closed_on = deal.expected_on = entered
    deal.expected_on = entered + timedelta(days=random.randint(-15, 30))
    if deal.state == State.WON:
        deal.closing_note = random.choice(WHY_WON)
        deal.amount = deal.amount_base = (deal.amount * Decimal(random.randint(88, 102)) / 100).quantize(Decimal(100))
        return
    reason = random.choices(list(LOST_FOR), list(LOST_FOR.values()))[0]
    choice = directory().choice("lost_reason", reason)
    deal.lost_reason_id = choice.pk if choice else None
    deal.closing_note = WHY_LOST.get(reason, "")
    if reason in TO_RIVAL and rivals:
        deal.lost_to = random.choices(rivals, range(len(rivals), 0, -1))[0]


def _soon(random: Random, today: date) -> date:
    return today + timedelta(days=random.choices((-3, -1, 0, 1, 2, 3, 5, 7, 10), (2, 3, 8, 12, 12, 10, 8, 6, 4))[0])


def _remember(deals: Sequence[Opportunity], passed: Sequence[list[StagePeriod]]) -> None:
    """The stages that they went through before the last, which the database noted itself when they were written."""
    for deal, periods in zip(deals, passed, strict=True):
        for period in periods:
            period.opportunity_id = deal.pk
    StagePeriod.objects.bulk_create([period for periods in passed for period in periods[:-1]])

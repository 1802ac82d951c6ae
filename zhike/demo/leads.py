"""Leads of the last half year, from the web form, exhibitions and calls: many qualified, some discarded, some new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from zhike.areas.customers.models import Customer
from zhike.areas.selling.leads import score_of
from zhike.areas.selling.models import AssignmentRule, Lead, LeadState, WebForm
from zhike.demo.deal_talk import NEEDS
from zhike.demo.persons import mobile, person
from zhike.demo.places import somewhere
from zhike.demo.staff import Crew
from zhike.demo.trades import BRAND_FIRST, BRAND_SECOND
from zhike.demo.writing import number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_numbers
from zhike.kernel.people.models import Employee
from zhike.kernel.text.pinyin import full

DAYS = 180
TRADES = ("机械", "科技", "精密", "自动化", "汽配")
POSTS = ("设备科长", "采购经理", "总经理", "车间主任", "工艺工程师", "采购员", "生产副总", "技术主管")
SOURCES = {"website": 44, "exhibition": 24, "telesales": 14, "referral": 10, "advertising": 8}
WHY = {"no_need": 30, "no_budget": 20, "not_reached": 24, "not_ours": 10, "duplicate": 10, "competitor": 6}
ASKS = ("想了解立式加工中心的价格和交期，预算约 80 万，年底前要到货。", "请寄样本和报价，正在招标。",
        "咨询备件和维修。",
        "看到展会上的五轴机，想约时间参观。", "需要自动上下料方案，请联系。", "能否提供培训？", "报价")  # fmt: skip


def make(random: Random, crew: Crew, book: Sequence[Customer], count: int, now: datetime) -> int:
    """Write so many leads, a web form and the rules that give leads out. Returns how many leads."""
    sellers = sorted({one.owner for one in book if one.owner is not None}, key=lambda one: one.pk)[:6]
    form = _set_up(crew, sellers)
    moments = sorted(now - timedelta(days=random.random() ** 1.6 * DAYS, minutes=7) for _n in range(count))
    found = [_lead(random, sellers, form, book, at, now) for at in moments]
    for lead, given in zip(found, next_numbers(entity_named("leads"), len(found)), strict=True):
        lead.number = given
        lead.score = score_of(lead).points
    write(entity_named("leads"), number(found))
    return len(found)


def _set_up(crew: Crew, sellers: Sequence[Employee]) -> WebForm:
    by = Actor.of(crew.everyone["chenli"], door="import")
    outcome = create(entity_named("web_forms"), {
        "name": "官网询价", "title": "向君合机械询价", "title_en": "Ask Junhe for an offer",
        "intro": "留下您的需求，我们的工程师一个工作日内与您联系。",
        "intro_en": "Tell us what you need; an engineer will call within a day.",
        "asks": ["company", "post", "phone", "email", "region", "need"], "requires": ["phone", "need"],
        "thanks": "已收到您的询价，我们会尽快联系您。", "thanks_en": "We have your enquiry and will call you soon.",
        "origins": "https://www.junhe.example", "difficulty": 12,
    }, by=by)  # fmt: skip
    AssignmentRule.objects.create(
        name="网站线索轮流分配", position=0, method="round_robin", people=[one.pk for one in sellers],
        created_by_id=by.employee_id,
        where={"and": [{"field": "source", "op": "in", "value": ["website", "advertising"]}]},
    )  # fmt: skip
    AssignmentRule.objects.create(
        name="其余线索给最空闲的人", position=1, method="load", people=[one.pk for one in sellers],
        created_by_id=by.employee_id,
    )  # fmt: skip
    return WebForm.objects.get(pk=outcome.records[0])


def _lead(
    random: Random, sellers: Sequence[Employee], form: WebForm, book: Sequence[Customer], at: datetime, now: datetime
) -> Lead:
    owner, address, name = random.choice(sellers), somewhere(random), person(random).name
    brand = random.choice(BRAND_FIRST) + random.choice(BRAND_SECOND)
    source = random.choices(list(SOURCES), list(SOURCES.values()))[0]
    choice = directory().choice("customer_source", source)
    lead = Lead(
        name=name, company=f"{address.short_name}{brand}{random.choice(TRADES)}有限公司",
        post=random.choice(POSTS) if random.random() < 0.7 else "", phone=mobile(random, set()),
        email=f"{full(name)}@{full(brand)}.example" if random.random() < 0.55 else "", region_id=address.region,
        source_id=choice.pk if choice else None, need=random.choice((*ASKS, *NEEDS)), owner=owner,
        department_id=owner.department_id, created_by=owner, web_form=form if source == "website" else None,
    )  # fmt: skip
    lead.created_at = at
    _decide(random, lead, book, (now - at).days, now)
    return lead


def _decide(random: Random, lead: Lead, book: Sequence[Customer], age: int, now: datetime) -> None:
    luck = random.random()
    if age < 4 and luck < 0.8:
        return
    if age < 15 and luck < 0.6:
        lead.state = LeadState.WORKING
        return
    lead.closed_on = min(timezone.localtime(lead.created_at).date() + timedelta(days=random.randint(1, 12)), now.date())
    if luck < 0.72:
        lead.state = LeadState.DISCARDED
        reason = directory().choice("discard_reason", random.choices(list(WHY), list(WHY.values()))[0])
        lead.discard_reason_id = reason.pk if reason else None
        return
    lead.state = LeadState.QUALIFIED
    lead.customer = next((one for one in book if one.owner_id == lead.owner_id and random.random() < 0.2), book[0])
    lead.company = lead.customer.name

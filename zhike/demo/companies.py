"""The demo customers: names, places, numbers and what the company knows of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from stdnum.cn import uscc

from zhike.areas.customers.models import Customer, CustomerKind
from zhike.demo.persons import mobile, person
from zhike.demo.places import Address, City, landline, somewhere
from zhike.demo.staff import Crew
from zhike.demo.trades import BRAND_FIRST, BRAND_SECOND, LEGAL_FORMS, TAGS, TRADES, Trade
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_numbers
from zhike.kernel.people.models import Employee
from zhike.kernel.tags import ids_of
from zhike.kernel.text.mnemonics import mnemonic, person_mnemonic
from zhike.kernel.text.phones import display, normalise_phone
from zhike.kernel.text.pinyin import full, initials

DAYS = 1100
ALIKE_EVERY = 70
INDIVIDUAL_EVERY = 40
CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"

LEVELS = {"A": 9, "B": 31, "C": 40, "D": 20}
STATUSES = {"potential": 26, "intending": 22, "negotiating": 14, "cooperating": 28, "dormant": 7, "lost": 3}
TYPES = {"direct": 74, "distributor": 9, "agent": 6, "partner": 5, "supplier": 4, "competitor": 1, "other": 1}
SOURCES = {
    "exhibition": 24,
    "referral": 20,
    "website": 16,
    "telesales": 14,
    "visit": 9,
    "tender": 8,
    "advertising": 5,
    "other": 4,
}
SCALES = {"1-19": 18, "20-99": 38, "100-499": 30, "500-999": 9, "1000+": 5}
GRADES = {"A": {"AAA": 5, "AA": 4}, "B": {"AA": 3, "A": 6}, "C": {"A": 5, "B": 4}, "D": {"B": 5, "C": 3}}
LIMITS = {"A": (80, 100, 150, 200, 300, 500), "B": (30, 50, 60, 80), "C": (5, 10, 20), "D": (1, 2, 5)}


def make(random: Random, crew: Crew, count: int, now: datetime) -> list[Customer]:
    """So many unsaved customers, the oldest first, with owners by region; one in seventy resembles another."""
    days = sorted((random.random() ** 0.8 * DAYS for _n in range(count)), reverse=True)
    tags = {name: ids_of([name], by=_system())[0] for name in TAGS}
    taken: set[str] = set()
    book: list[Customer] = []
    for place, ago in enumerate(days):
        created = now - timedelta(days=ago, seconds=random.randint(0, 30_000))
        if place > ALIKE_EVERY and place % ALIKE_EVERY == 0:
            customer = _alike(random, random.choice(book[-ALIKE_EVERY:]))
        elif place % INDIVIDUAL_EVERY == 7:
            customer = _individual(random, taken)
        else:
            customer = _company(random, taken)
        _describe(random, customer, tags, place)
        _own(random, customer, crew)
        customer.created_at = created
        book.append(customer)
    _make_families(random, book)
    _number(book)
    return book


def _company(random: Random, taken: set[str]) -> Customer:
    address, trade = somewhere(random), random.choices(TRADES, [one.weight for one in TRADES])[0]
    brand, name = _name(random, address, trade, taken)
    word = full(brand)
    customer = Customer(name=name, kind=CustomerKind.ENTERPRISE, industry_id=_choice("industry", trade.industry))
    customer.short_name = f"{address.short_name}{brand}" if random.random() < 0.5 else ""
    customer.english_name = f"{word.capitalize()} {_english(trade)} Co., Ltd." if random.random() < 0.3 else ""
    customer.main_products = random.choice(trade.products) if random.random() < 0.75 else ""
    customer.tax_number = _tax_number(random, address.region) if random.random() < 0.7 else ""
    domain = f"{word}-{initials(address.short_name)}{random.choice(('', '', 'jx', 'group', 'tech'))}.example"
    customer.email = f"{random.choice(('info', 'sales', 'office', 'cg'))}@{domain}" if random.random() < 0.55 else ""
    customer.home_page = f"https://www.{domain}" if random.random() < 0.4 else ""
    customer.registered_on = date(random.randint(1994, 2023), random.randint(1, 12), random.randint(1, 28))
    customer.scale_id = _weighted(random, "company_scale", SCALES)
    _place(random, customer, address)
    return customer


def _individual(random: Random, taken: set[str]) -> Customer:
    someone, address = person(random), somewhere(random)
    customer = Customer(name=someone.name, kind=CustomerKind.INDIVIDUAL, industry_id=_choice("industry", "wholesale"))
    _place(random, customer, address)
    customer.main_phone = mobile(random, taken)
    customer.finance_phone = ""
    return customer


def _alike(random: Random, other: Customer) -> Customer:
    """The same company entered a second time by somebody who did not look: a shorter name, perhaps the same phone."""
    customer = Customer(name=other.name, kind=other.kind, industry_id=other.industry_id, region_id=other.region_id)
    if other.kind == CustomerKind.ENTERPRISE:
        customer.name = random.choice((
            other.name.replace("有限公司", "").replace("股份", "").replace("集团", ""),
            other.name.replace("（", "(").replace("）", ")").replace("有限责任公司", "有限公司"),
            other.name.replace("股份有限公司", "有限公司"),
        ))  # fmt: skip
    customer.main_phone = other.main_phone
    customer.street = other.street if random.random() < 0.5 else ""
    customer.email = other.email if random.random() < 0.4 else ""
    customer.tax_number = other.tax_number if random.random() < 0.3 else ""
    customer._city = other._city  # type: ignore[attr-defined]
    return customer


def _place(random: Random, customer: Customer, address: Address) -> None:
    customer.region_id, customer.street, customer.postcode = address.region, address.street, address.postcode
    customer.main_phone = _stored(landline(random, address.city))
    customer.finance_phone = _stored(landline(random, address.city)) if random.random() < 0.25 else ""
    customer._city = address.city  # type: ignore[attr-defined]


def _describe(random: Random, customer: Customer, tags: dict[str, int], place: int) -> None:
    level = random.choices(list(LEVELS), list(LEVELS.values()))[0]
    customer.level_id = _choice("customer_level", level)
    customer.status_id = _weighted(random, "customer_status", STATUSES)
    customer.type_id = _weighted(random, "customer_type", TYPES)
    customer.source_id = _weighted(random, "customer_source", SOURCES)
    if random.random() < 0.6:
        customer.credit_grade_id = _weighted(random, "credit_grade", GRADES[level])
        customer.credit_limit = Decimal(random.choice(LIMITS[level])) * 10_000
    customer.vip = level == "A" and random.random() < 0.5
    customer.tags = sorted(tags[name] for name in random.sample(TAGS, random.choice((0, 0, 0, 1, 1, 2, 3))))
    customer.mnemonic = (mnemonic if customer.kind == CustomerKind.ENTERPRISE else person_mnemonic)(customer.name)[:40]
    customer.security_level = 3 if place % 700 == 350 else 2 if place % 130 == 65 else 1 if place % 30 == 15 else 0
    customer.remarks = random.choice(REMARKS) if random.random() < 0.2 else ""


def _own(random: Random, customer: Customer, crew: Crew) -> None:
    city: City = customer._city  # type: ignore[attr-defined]
    sellers = crew.sellers(city.team)
    weights = [1 if one.post[-2:] == "经理" and one.post.startswith("部门") else 5 for one in sellers]
    owner: Employee = random.choices(sellers, weights)[0]
    customer.owner = customer.created_by = owner
    customer.department_id = owner.department_id


def _make_families(random: Random, book: Sequence[Customer]) -> None:
    """Every second group has subsidiaries, which stand after it in the book."""
    groups = [place for place, one in enumerate(book) if one.kind == CustomerKind.ENTERPRISE and "集团" in one.name]
    for place in groups[::2]:
        younger = book[place + 1 : place + 201]
        for child in random.sample(younger, min(3, len(younger))):
            if child.parent is None and child.kind == CustomerKind.ENTERPRISE and "集团" not in child.name:
                child.parent = book[place]


def _number(book: Sequence[Customer]) -> None:
    """Numbers of the year in which each was created; those of this year come from the counter that goes on."""
    entity, this_year = entity_named("customers"), book[-1].created_at.year
    current = [one for one in book if one.created_at.year == this_year]
    for customer, number in zip(current, next_numbers(entity, len(current)), strict=True):
        customer.number = number
    past: Counter[int] = Counter()
    for customer in book:
        if customer.created_at.year != this_year:
            past[customer.created_at.year] += 1
            customer.number = f"KH-{customer.created_at.year}-{past[customer.created_at.year]:06d}"
    clashes = set(Customer.objects.filter(number__in=[one.number for one in book]).values_list("number", flat=True))
    for customer in book:
        if customer.number in clashes:
            customer.number = f"{customer.number}-D"


def _name(random: Random, address: Address, trade: Trade, taken: set[str]) -> tuple[str, str]:
    while True:
        brand = random.choice(BRAND_FIRST) + random.choice(BRAND_SECOND)
        if brand[0] == brand[1]:
            continue
        region = address.short_name if random.random() < 0.85 else address.province
        form = random.choices([one[0] for one in LEGAL_FORMS], [one[1] for one in LEGAL_FORMS])[0]
        word = random.choice(trade.words)
        name = f"{brand}（{region}）{word}{form}" if random.random() < 0.07 else f"{region}{brand}{word}{form}"
        if f"{region}{brand}" not in taken:
            taken.add(f"{region}{brand}")
            return brand, name


def _tax_number(random: Random, region: str) -> str:
    body = "91" + region + "".join(random.choice(CHARACTERS) for _n in range(9))
    return body + str(uscc.calc_check_digit(body))


def _english(trade: Trade) -> str:
    names: dict[str, str] = defaultdict(
        lambda: "Industries", machinery="Precision Machinery", automotive="Auto Parts", electronics="Electronics",
        energy="New Energy", software="Technology", pharmaceuticals="Medical", wholesale="Trading",
    )  # fmt: skip
    return names[trade.industry]


def _weighted(random: Random, dictionary: str, weights: dict[str, int]) -> int | None:
    return _choice(dictionary, random.choices(list(weights), list(weights.values()))[0])


def _choice(dictionary: str, code: str) -> int | None:
    found = directory().choice(dictionary, code)
    return found.pk if found else None


def _stored(phone: str) -> str:
    read = normalise_phone(phone)
    return display(read) if read else phone


def _system() -> Any:
    return Actor.system()


REMARKS = (
    "老板是技术出身，谈参数比谈价格管用。", "月底结账，发票要求随货同行。", "新厂房明年投产，设备预算在四季度批。",
    "现用台湾某品牌，保养期到明年六月。",
    "采购走招标平台，注意入围资质。", "对交期要求严，延期一天罚千分之五。", "集团统一采购，分厂只有建议权。",
    "去年展会认识，已来厂考察两次。",
    "账期 60 天，历史回款准时。", "二期扩产，预计新增加工中心 12 台。", "图纸保密，拜访前需签保密协议。",
    "主要做出口，汇率敏感。",
)  # fmt: skip

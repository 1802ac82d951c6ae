"""What was agreed: contracts made from accepted quotes, yearly frameworks for tools, and maintenance by the year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from zhike.areas.approvals.models import Approval
from zhike.areas.catalog.models import Product
from zhike.areas.contracts.models import Contract, ContractLine, ContractState, ContractTemplate, Instalment
from zhike.areas.contracts.settling import settle_instalments
from zhike.areas.customers.models import Customer
from zhike.areas.documents.settling import settle
from zhike.areas.quotes.models import Quote, QuoteLine, QuoteState
from zhike.demo import seasons
from zhike.demo.agreement_texts import ENDED_EARLY, TEMPLATES, TERMS
from zhike.demo.approvals import decide, needs
from zhike.demo.goods import CONSUMABLES
from zhike.demo.staff import Crew
from zhike.demo.writing import number, numbers_over_years, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named

SEED = 20250512
WORTH = Decimal(150_000)
"""From this worth on an accepted quote becomes a contract; below it an order follows at once."""
FRAMEWORKS, SERVICES = 16, 22
FRESH = timedelta(days=24)
"""What was accepted so lately is still a draft."""
YEAR = timedelta(days=364)
SERVICE_RATE = Decimal(6)


class Agreed(NamedTuple):
    """A contract of a kind (`sales`, `framework`, `service`) with what it says, before it is written."""

    kind: str
    contract: Contract
    lines: list[ContractLine]
    parts: list[Instalment]


def make(crew: Crew, goods: Sequence[Product], now: Any) -> list[Agreed]:
    """Write all contracts, with lines, instalments and the approvals they needed; returns them in order of time."""
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    today = now.date()
    templates = _templates(crew)
    made = [*_from_quotes(random, today), *_frameworks(random, goods, today), *_services(random, goods, today)]
    made.sort(key=lambda one: (one.contract.dated, one.contract.customer_id))
    for place, one in enumerate(made):
        _sign(random, one, crew, today, place)
        one.contract.template = templates[one.kind]
        one.contract.body = one.contract.template.body
    _write(made)
    decide(random, [one.contract for one in made if one.contract.approval], now)
    return made


def _from_quotes(random: Random, today: date) -> Iterator[Agreed]:
    quotes = Quote.objects.filter(state=QuoteState.ACCEPTED, total_base__gte=WORTH, customer__frozen_at=None)
    for quote in quotes.select_related("customer", "contact", "owner").prefetch_related("lines").order_by("pk"):
        day = min(seasons.later(random, quote.decided_on, 1, 8), today)
        contract = _contract("sales", quote.customer, quote.owner, day, quote.subject)
        contract.contact, contract.discount, contract.quote = quote.contact, quote.discount, quote
        lines = [_copied(contract, line) for line in sorted(quote.lines.all(), key=lambda line: line.position)]
        yield _agreed(random, "sales", contract, lines)


def _frameworks(random: Random, goods: Sequence[Product], today: date) -> Iterator[Agreed]:
    """Two years of a framework: the first has ended, the second goes on from it, the third of some is being drafted."""
    tools = [one for one in goods if one.category and one.category.name in CONSUMABLES and one.status == "active"]
    for customer in _good_customers(random, FRAMEWORKS):
        before: Contract | None = None
        begins = today - timedelta(days=random.randint(380, 720))
        chosen = random.sample(tools, random.randint(4, 8))
        while begins - timedelta(days=20) <= today:
            day = seasons.working(begins - timedelta(days=random.randint(12, 20)))
            contract = _contract(
                "framework", customer, customer.owner, min(day, today), f"{begins.year} 年度刀具耗材框架"
            )
            contract.starts_on, contract.ends_on, contract.renews = begins, begins + YEAR, before
            contract.discount = Decimal(random.choice((3, 4, 5, 6)))
            yield _agreed(random, "framework", contract, [
                _line(contract, product, Decimal(random.randint(4, 30) * 4)) for product in chosen
            ])  # fmt: skip
            before, begins = contract, begins + YEAR + timedelta(days=1)


def _services(random: Random, goods: Sequence[Product], today: date) -> Iterator[Agreed]:
    yearly = [one for one in goods if one.name.startswith("年度保养")]
    for customer in _good_customers(random, SERVICES):
        begins = today - timedelta(days=random.randint(5, 640))
        contract = _contract(
            "service", customer, customer.owner, seasons.working(begins - timedelta(days=9)), "年度维保"
        )
        contract.starts_on, contract.ends_on = begins, begins + YEAR
        machine = yearly[0] if random.random() < 0.75 else yearly[-1]
        yield _agreed(random, "service", contract, [_line(contract, machine, Decimal(random.choice((2, 4, 4, 6, 8))))])


def _good_customers(random: Random, count: int) -> list[Customer]:
    """Customers of the better levels who buy from us; each draw gives others."""
    levels = {one.pk for one in directory().dictionaries["customer_level"] if one.code in ("A", "B")}
    rows = Customer.objects.filter(level_id__in=levels, frozen_at=None, kind="enterprise", deleted_at=None)
    found = list(rows.exclude(region=None).select_related("owner", "level").order_by("pk"))
    return random.sample(found, min(count, len(found) // 4))


def _contract(kind: str, customer: Customer, owner: Any, day: date, subject: str) -> Contract:
    choice = directory().choice("contract_kind", kind)
    return Contract(
        customer=customer, subject=subject, dated=day, currency="CNY", kind_id=choice.pk if choice else None,
        owner=owner, department_id=owner.department_id, created_by=owner, notice_days=30,
        their_signer="", our_signer=owner.name,
    )  # fmt: skip


def _copied(contract: Contract, line: QuoteLine) -> ContractLine:
    return ContractLine(
        contract=contract, position=line.position, product_id=line.product_id, description=line.description,
        quantity=line.quantity, unit_id=line.unit_id, price=line.price, list_price=line.list_price, cost=line.cost,
        tax_rate=line.tax_rate, discount=line.discount, source_entity="quote_lines", source_line=line.pk,
        created_by=contract.owner,
    )  # fmt: skip


def _line(contract: Contract, product: Product, quantity: Decimal) -> ContractLine:
    return ContractLine(
        contract=contract, product=product, description=product.name, quantity=quantity, unit_id=product.unit_id,
        price=product.price, list_price=product.price, cost=product.cost, tax_rate=product.tax_rate,
        created_by=contract.owner,
    )  # fmt: skip


def _agreed(random: Random, kind: str, contract: Contract, lines: list[ContractLine]) -> Agreed:
    for position, line in enumerate(lines, start=1):
        line.position = position
    settle(contract, lines, Actor.system())
    begins = contract.starts_on or contract.dated
    parts = [
        Instalment(contract=contract, position=place, label=part.label, share=part.share, condition=part.condition,
                   due_on=begins + timedelta(days=part.days), created_by=contract.owner)
        for place, part in enumerate(random.choice(TERMS[kind]), start=1)
    ]  # fmt: skip
    settle_instalments(contract, parts, Actor.system())
    return Agreed(kind, contract, lines, parts)


def _sign(random: Random, agreed: Agreed, crew: Crew, today: date, place: int) -> None:
    """How far a contract has come by today: a draft, in force, over, or terminated."""
    contract = agreed.contract
    contract.created_at = seasons.at(random, contract.dated)
    contract.their_signer = contract.contact.name if contract.contact else "法定代表人"
    reason = needs(contract, agreed.lines)
    if contract.dated > today - FRESH:
        contract.approval = Approval.PENDING if reason and place % 4 else Approval.NONE
        contract.starts_on = contract.starts_on or today + timedelta(days=10)
        contract.ends_on = contract.ends_on or contract.starts_on + YEAR
        return
    contract.approval = Approval.APPROVED if reason else Approval.NONE
    contract.our_signer = crew.everyone["chenli"].name if reason else contract.our_signer
    contract.signed_on = min(seasons.later(random, contract.dated, 2, 6), today)
    contract.starts_on = contract.starts_on or contract.signed_on
    contract.ends_on = contract.ends_on or contract.starts_on + YEAR
    contract.state = ContractState.ENDED if contract.ends_on < today else ContractState.SIGNED
    if place % 31 == 17 and agreed.kind == "sales":
        contract.state, contract.ended_because = ContractState.TERMINATED, random.choice(ENDED_EARLY)


def _templates(crew: Crew) -> dict[str, ContractTemplate]:
    director = crew.everyone["chenli"]
    found = {}
    for kind, (name, body) in TEMPLATES.items():
        choice = directory().choice("contract_kind", kind)
        found[kind], _made = ContractTemplate.objects.get_or_create(
            name=name, defaults={"kind_id": choice.pk if choice else None, "body": body, "created_by": director}
        )
    return found


def _write(made: Sequence[Agreed]) -> None:
    entity = entity_named("contracts")
    contracts = [one.contract for one in made]
    for contract, own in zip(contracts, numbers_over_years(entity, [one.dated for one in contracts]), strict=True):
        contract.number = own
    write(entity, number(contracts, parent="renews"))
    for key, belonging in (
        ("contract_lines", [line for one in made for line in one.lines]),
        ("contract_instalments", [part for one in made for part in one.parts]),
    ):
        for row in belonging:
            row.contract_id, row.created_at = row.contract.pk, row.contract.created_at
            row.owner_id, row.department_id = None, None
        write(entity_named(key), number(belonging))

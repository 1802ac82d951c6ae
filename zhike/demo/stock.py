"""The warehouses of the demo company: what was received, moved and counted, and what is short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from zhike.areas.catalog.models import Product, ProductKind
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import MovementKind, SlipKind, SlipState, StockSlip, StockSlipLine, Warehouse
from zhike.areas.stock.posting import post
from zhike.demo.goods import CONSUMABLES
from zhike.demo.staff import Crew
from zhike.demo.writing import number, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_numbers
from zhike.kernel.people.models import Employee

# Name, region, street, how full it is.
WAREHOUSES = (
    ("苏州总仓", "320505", "胜浦路 168 号 3 号库", 1.0),
    ("深圳分仓", "440306", "沙井街道创新路 22 号", 0.4),
    ("北京备件库", "110115", "科创十四街 9 号", 0.15),
)
SHORT_EVERY = 9


def fill(random: Random, crew: Crew, products: Sequence[Product], now: datetime) -> int:
    """Fill the warehouses by slips, move some goods, count one place. Returns how many movements that made."""
    keeper = crew.everyone["chenli"]
    places = _warehouses(keeper, now)
    things = [product for product in products if product.tangible and product.status == "active"]
    moved = 0
    there: dict[Product, Decimal] = {}
    for place, (_name, _region, _street, full) in zip(places, WAREHOUSES, strict=True):
        lines = list(_received(random, things, full))
        there = there or dict(lines)
        moved += slip_of(SlipKind.RECEIPT, place, lines, keeper, now - timedelta(days=160), reference="期初入库")
    usual = [
        (product, (quantity / 5).to_integral_value())
        for product, quantity in there.items()
        if product.category and product.category.name in CONSUMABLES and quantity > 10
    ]
    for days in (60, 21):
        lines = [(product, quantity) for product, quantity in usual if random.random() < 0.5]
        moved += slip_of(SlipKind.TRANSFER, places[0], lines, keeper, now - timedelta(days=days), to=places[1])
    lost = [(product, Decimal(-1)) for product, _quantity in usual[::7]]
    return moved + slip_of(SlipKind.ADJUSTMENT, places[0], lost, keeper, now - timedelta(days=9), remarks="抽盘盘亏")


def _warehouses(keeper: Employee, now: datetime) -> list[Warehouse]:
    entity = entity_named("warehouses")
    numbers = next_numbers(entity, len(WAREHOUSES))
    places = [
        Warehouse(
            name=name, number=own, region_id=region, street=street, owner=keeper, department=keeper.department,
            created_by=keeper, created_at=now - timedelta(days=400),
        )
        for (name, region, street, _full), own in zip(WAREHOUSES, numbers, strict=True)
    ]  # fmt: skip
    write(entity, number(places))
    return places


def _received(random: Random, things: Sequence[Product], full: float) -> Iterator[tuple[Product, Decimal]]:
    """What came in at the beginning: many tools and oils, few machines; every ninth thing is short."""
    for place, product in enumerate(things):
        if random.random() > max(full, 0.3):
            continue
        least = product.safety_stock or (Decimal(1) if product.kind == ProductKind.MADE else Decimal(2))
        share = Decimal("0.4") if place % SHORT_EVERY == 0 else Decimal(random.randint(15, 60)) / 10
        quantity = (least * share * Decimal(str(full))).to_integral_value()
        if quantity > 0:
            yield product, quantity


def slip_of(
    kind: SlipKind, place: Warehouse, lines: Sequence[tuple[Product, Decimal]], keeper: Employee, moment: datetime,
    *, to: Warehouse | None = None, reference: str = "", remarks: str = "",
) -> int:  # fmt: skip
    """Write a posted slip with its movements."""
    own = next(next_numbers(entity_named("stock_slips"), 1))
    slip = StockSlip(
        number=own, kind=kind, warehouse=place, to_warehouse=to, dated=moment.date(), reference=reference,
        remarks=remarks, state=SlipState.POSTED, posted_at=moment, owner=keeper, department=keeper.department,
        created_by=keeper, created_at=moment,
    )  # fmt: skip
    write(entity_named("stock_slips"), number([slip]))
    written = [
        StockSlipLine(
            slip=slip, position=at, product=product, unit_id=product.unit_id, quantity=quantity,
            unit_cost=product.cost if kind == SlipKind.RECEIPT else None, created_by=keeper, created_at=moment,
        )
        for at, (product, quantity) in enumerate(lines, start=1)
    ]  # fmt: skip
    write(entity_named("stock_slip_lines"), number(written))
    moves = [move for product, quantity in lines for move in _moves(kind, place, to, product, quantity)]
    post(moves, dated=moment.date(), document=("stock_slips", slip.pk), by=Actor.of(keeper, door="import"))
    return len(moves)


def _moves(
    kind: SlipKind, place: Warehouse, to: Warehouse | None, product: Product, quantity: Decimal
) -> Iterator[Move]:
    if kind == SlipKind.RECEIPT:
        yield Move(product.pk, place.pk, quantity, MovementKind.PURCHASE, product.cost)
    elif kind == SlipKind.ADJUSTMENT:
        yield Move(product.pk, place.pk, quantity, MovementKind.ADJUSTMENT)
    elif to is not None:
        yield Move(product.pk, place.pk, -quantity, MovementKind.TRANSFER)
        yield Move(product.pk, to.pk, quantity, MovementKind.TRANSFER)

"""The products of the demo company with their tree, packing and price lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Any, NamedTuple

from zhike.areas.catalog.models import PriceList, PriceListItem, Product, ProductCategory, ProductUnit, Unit
from zhike.demo.goods import CATEGORIES, CONSUMABLES, Good, goods
from zhike.demo.staff import Crew
from zhike.demo.writing import number, write
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.numbering.numbers import next_numbers
from zhike.kernel.people.models import Employee

SINCE = timedelta(days=700)
RETIRED = ("JH-V1160", "JH-L320", "JH-GL20")
SERVICE_RATE, GOODS_RATE = Decimal(6), Decimal(13)
DOLLAR = Decimal("7.12")
LONG_IN_MAKING = ("五轴加工中心", "龙门加工中心", "卧式加工中心")


class ListPlan(NamedTuple):
    """A price list: its name, the customer level, the factor on the list price, and breaks for consumables."""

    name: str
    level: str
    factor: str
    breaks: tuple[tuple[int, str], ...] = ()
    currency: str = "CNY"
    days: tuple[int, int] | None = None
    only: tuple[str, ...] = ()


def make(random: Random, crew: Crew, now: datetime) -> list[Product]:
    """Write categories, products, packing and price lists; returns the products."""
    keeper, made = crew.everyone["chenli"], now - SINCE
    categories = _categories(keeper, made)
    units = {unit.name: unit for unit in Unit.objects.all()}
    sold = list(goods())
    products = [_product(random, one, categories, units, keeper, made) for one in sold]
    for product, own in zip(products, next_numbers(entity_named("products"), len(products)), strict=True):
        product.number = own
    _write("products", products)
    _write("product_units", [
        ProductUnit(product=product, unit=units[one.packed_in], factor=one.packed, created_by=keeper, created_at=made)
        for one, product in zip(sold, products, strict=True) if one.packed_in
    ])  # fmt: skip
    for plan in _plans(now.year):
        _price_list(plan, products, keeper, now)
    return products


def _categories(keeper: Employee, made: datetime) -> dict[str, ProductCategory]:
    """The tree; a branch is written before those that hang on it, for their paths are made of its."""
    flat = [(name, english, "") for name, english, _below in CATEGORIES]
    flat += [(name, english, above) for above, _english, below in CATEGORIES for name, english in below]
    found: dict[str, ProductCategory] = {}
    for place, (name, english, above) in enumerate(flat):
        found[name] = ProductCategory(
            name=name, english_name=english, parent=found.get(above), position=place, created_by=keeper, created_at=made
        )
    _write("product_categories", list(found.values()), parent="parent")
    return found


def _product(
    random: Random, one: Good, categories: Mapping[str, ProductCategory], units: Mapping[str, Unit], keeper: Employee,
    made: datetime,
) -> Product:  # fmt: skip
    brand = directory().choice("product_brand", "own" if one.kind == "made" else "other")
    return Product(
        name=one.title, english_name=f"{one.english} {one.model}" if one.model.isascii() else one.english,
        specification=one.specification, kind=one.kind, category=categories[one.category], unit=units[one.unit],
        brand_id=brand.pk if brand and not one.intangible else None,
        barcode=_barcode(random) if one.kind in ("bought", "consigned") else "",
        price=one.price, currency="CNY", cost=one.cost, tax_rate=SERVICE_RATE if one.intangible else GOODS_RATE,
        safety_stock=_safety(one), delivery_days=_days(one),
        warranty_months=24 if one.kind == "made" else 12 if one.price > 20_000 and not one.intangible else None,
        status="retired" if one.model in RETIRED else "active",
        owner=keeper, department=keeper.department, created_by=keeper, created_at=made,
    )  # fmt: skip


def _safety(one: Good) -> Decimal | None:
    if one.category in CONSUMABLES:
        return Decimal(20)
    return Decimal(2) if one.kind == "bought" else None


def _days(one: Good) -> int | None:
    if one.intangible:
        return None
    if one.category in LONG_IN_MAKING:
        return 60
    return 30 if one.kind == "made" else 7


def _barcode(random: Random) -> str:
    """An EAN-13 of the range for China, with its check digit (GS1 General Specifications, 7.9)."""
    digits = f"690{random.randrange(10**9):09d}"
    total = sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(digits))
    return f"{digits}{-total % 10}"


def _plans(year: int) -> tuple[ListPlan, ...]:
    steps = (10, "0.95"), (50, "0.9"), (200, "0.86")
    return (
        ListPlan(f"{year} 标准价格表", "", "1", steps, days=(-330, 400)),
        ListPlan(f"{year} A 级客户价格表", "A", "0.92", ((10, "0.88"), (50, "0.84"))),
        ListPlan(f"{year} B 级客户价格表", "B", "0.96", ((50, "0.91"),)),
        ListPlan("刀具耗材限时促销", "", "0.9", ((20, "0.85"), (100, "0.8")), days=(-20, 40), only=CONSUMABLES),
        ListPlan(f"Export price list {year}", "", "1.05", (), "USD", (-330, 400)),
    )


def _price_list(plan: ListPlan, products: Sequence[Product], keeper: Employee, now: datetime) -> None:
    day, level = now.date(), directory().choice("customer_level", plan.level)
    above = PriceList(
        name=plan.name, number=next(next_numbers(entity_named("price_lists"), 1)), currency=plan.currency,
        customer_level_id=level.pk if level else None, owner=keeper, department=keeper.department, created_by=keeper,
        created_at=now - timedelta(days=300),
        **(dict(zip(("valid_from", "valid_until"), _period(day, plan.days), strict=True)) if plan.days else {}),
    )  # fmt: skip
    _write("price_lists", [above])
    items = [
        PriceListItem(
            price_list=above, product=product, from_quantity=Decimal(least), price=_price(product, factor, plan),
            created_by=keeper, created_at=above.created_at,
        )
        for product in products if product.status == "active"
        and (not plan.only or product.category.name in plan.only)  # type: ignore[union-attr]
        for least, factor in ((0, plan.factor), *(plan.breaks if product.category.name in CONSUMABLES else ()))  # type: ignore[union-attr]
    ]  # fmt: skip
    _write("price_list_items", items)


def _period(day: date, days: tuple[int, int]) -> tuple[date, date]:
    return day + timedelta(days=days[0]), day + timedelta(days=days[1])


def _price(product: Product, factor: str, plan: ListPlan) -> Decimal:
    """The list price times a factor, to whole yuan from a hundred on, else to cents."""
    amount = (product.price or Decimal(0)) * Decimal(factor) / (DOLLAR if plan.currency == "USD" else 1)
    return amount.quantize(Decimal(1) if amount >= 100 else Decimal("0.01"), ROUND_HALF_UP)


def _write(key: str, records: Sequence[Any], parent: str = "") -> None:
    write(entity_named(key), number(records, parent=parent))

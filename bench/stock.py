"""Orders that promise scarce stock to themselves, fifty at once: how many a second, and that nothing is promised twice.

    python -m bench.stock 2000            # orders; into the database of ZHIKE_HOME or DATABASE_URL

Each order wants a few of five products, all of which are scarce, in an order of its own; a third of those that got
theirs ship it at once. At the end levels, promises and movements must agree, and no level may be below zero.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

AT_ONCE = 50
PRODUCTS, WAREHOUSES, LINES = 5, 2, 5
DAY = date(2026, 11, 26)


def main(orders: int) -> None:
    """Let so many orders ask, and print the figures."""
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things:
        products = scarce(Decimal(orders * 2))
        begun = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as people:
            came = Counter(people.map(lambda number: order(number, products), range(orders)))
        seconds = time.perf_counter() - begun
        print(
            f"{orders:,} orders of {LINES} lines, {AT_ONCE} at once: {orders / seconds:,.0f} a second "
            f"({seconds:.1f} s); {came['reserved']:,} reserved, {came['shipped']:,} shipped, {came['short']:,} short",
            flush=True,
        )
        verify(products)


def scarce(each: Decimal) -> list[int]:
    """New products, of which there is less than will be asked for."""
    from django.db import transaction

    from zhike.areas.catalog.models import Product, Unit
    from zhike.areas.stock.costing import Move
    from zhike.areas.stock.models import MovementKind, Warehouse
    from zhike.areas.stock.posting import post
    from zhike.kernel.access.actor import Actor

    unit, mark = Unit.objects.order_by("pk")[0], int(time.time())
    products = [
        Product.objects.create(name=f"稀缺件{mark}-{place}", number=f"X{mark}-{place}", unit=unit, currency="CNY")
        for place in range(PRODUCTS)
    ]
    places = [
        Warehouse.objects.create(name=f"仓{mark}-{place}", number=f"X{mark}-{place}") for place in range(WAREHOUSES)
    ]
    share = (each / WAREHOUSES).to_integral_value()
    moves = [Move(one.pk, place.pk, share, MovementKind.PURCHASE, Decimal(9)) for one in products for place in places]
    with transaction.atomic():
        post(moves, dated=DAY, by=Actor.system())
    return [one.pk for one in products]


def order(number: int, products: list[int]) -> str:
    """One order: what came of it."""
    from django.db import connection, transaction

    from zhike.areas.stock.reserving import Wanted, reserve, ship
    from zhike.kernel.access.actor import Actor

    chance, by = Random(number), Actor.system()
    lines = [
        Wanted(chance.choice(products), Decimal(chance.randint(1, 5)), None, number * LINES + place)
        for place in range(LINES)
    ]
    try:
        with transaction.atomic():
            if reserve(lines, document=("bench", number), by=by):
                return "short"
        if number % 3:
            return "reserved"
        with transaction.atomic():
            ship(lines, document=("bench_shipments", number), reserved_for=("bench", number), dated=DAY, by=by)
        return "shipped"
    finally:
        connection.close()


def verify(products: list[int]) -> None:
    """Levels equal movements and promises, and none is oversold. Raises AssertionError."""
    from django.db.models import F, Q

    from zhike.areas.finance.reconciling import findings
    from zhike.areas.stock.models import StockLevel

    levels: Any = StockLevel.objects.filter(product__in=products)
    assert not levels.filter(Q(on_hand__lt=0) | Q(reserved__gt=F("on_hand"))).exists()
    assert all(one.well for one in findings() if one.check.key.startswith("stock_"))
    left = {str(level.on_hand - level.reserved): 1 for level in levels}
    print(f"nothing oversold; levels equal movements and promises; free at the end: {', '.join(left)}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)

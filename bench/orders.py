"""Orders confirmed by fifty sellers at once, on scarce stock and credit that they share: how many a second, and that
nothing is sold twice, no limit is passed, and no number is missing or given twice.

    python -m bench.orders 200            # orders; into the database of ZHIKE_HOME or DATABASE_URL

Each order wants a few of five products for one of five customers. There is stock for about two thirds of them, and
credit for about two thirds. Then all that were confirmed are invoiced, fifty at once, under numbers without gaps.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from decimal import Decimal
from random import Random
from typing import Any

from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

AT_ONCE = 50
PRODUCTS, CUSTOMERS, LINES = 5, 5, 3
PRICE, MOST = Decimal(100), 4
WORTH = PRICE * Decimal("1.13")


def main(orders: int) -> None:
    """Let so many orders be made, confirmed and invoiced, and print the figures."""
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things:
        scene = prepare(orders)
        made = at_once("made", lambda number: make(number, scene), range(orders))
        came = at_once("confirmed or refused", lambda order: try_to_confirm(order, scene), made)
        print(", ".join(f"{number:,} {word}" for word, number in sorted(Counter(came).items())), flush=True)
        confirmed = [order for order, word in zip(made, came, strict=True) if word == "confirmed"]
        at_once("invoiced", lambda order: bill(order), confirmed)
        verify(made, confirmed, scene)


def at_once(what: str, do: Callable[[Any], Any], given: Sequence[Any]) -> list[Any]:
    """Do something with each of what is given, fifty at once, and print how long it took."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as people:
        done = list(people.map(do, given))
    seconds = time.perf_counter() - begun
    print(f"{len(given):,} orders {what}, {AT_ONCE} at once: {len(given) / seconds:,.1f} a second ({seconds:.1f} s)",
          flush=True)  # fmt: skip
    return done


def prepare(orders: int) -> dict[str, Any]:
    """A seller without any power to go beyond, customers with a limit, and products of which there is too little."""
    from django.db import transaction

    from zhike.areas.catalog.models import Product, Unit
    from zhike.areas.customers.models import Customer
    from zhike.areas.stock.costing import Move
    from zhike.areas.stock.models import MovementKind, Warehouse
    from zhike.areas.stock.posting import post
    from zhike.kernel.access.actor import Actor
    from zhike.kernel.access.presets import preset_role
    from zhike.kernel.people.models import Employee

    mark, unit = int(time.time()), Unit.objects.order_by("pk")[0]
    wanted = orders * LINES * (1 + MOST) / 2
    seller = Employee.objects.create(username=f"b{mark}", name="并发", password="!", roles=[preset_role("seller").pk])
    limit = (Decimal(wanted) * WORTH / CUSTOMERS * 2 / 3).quantize(Decimal("0.01"))
    customers = [
        Customer.objects.create(name=f"并发客户{mark}-{place}", number=f"B{mark}-{place}", owner=seller,
                                credit_limit=limit)
        for place in range(CUSTOMERS)
    ]  # fmt: skip
    products = [
        Product.objects.create(name=f"紧缺件{mark}-{place}", number=f"B{mark}-{place}", unit=unit, currency="CNY",
                               price=PRICE, cost=Decimal(60))
        for place in range(PRODUCTS)
    ]  # fmt: skip
    place = Warehouse.objects.create(name=f"仓{mark}", number=f"B{mark}")
    each = Decimal(int(wanted / PRODUCTS * 2 / 3))
    moves = [Move(one.pk, place.pk, each, MovementKind.PURCHASE, Decimal(60)) for one in products]
    with transaction.atomic():
        post(moves, dated=today(), by=Actor.system())
    return {"by": Actor.of(seller, door="api"), "customers": customers, "products": products}


def today() -> Any:
    """Today, in the company's zone."""
    from django.utils import timezone

    return timezone.localdate()


def make(number: int, scene: dict[str, Any]) -> int:
    """One unconfirmed order; its id."""
    from django.db import connection

    from zhike.kernel.actions.standard import create
    from zhike.kernel.entity.registry import entity_named

    chance = Random(number)
    chosen = chance.sample(scene["products"], LINES)
    values = {
        "customer": str(chance.choice(scene["customers"]).pk), "receiver": "沈丽", "receiver_phone": "13800000001",
        "region": "320505", "street": "星湖街 218 号",
        "lines": [{"product": str(one.pk), "quantity": str(chance.randint(1, MOST))} for one in chosen],
    }  # fmt: skip
    try:
        return int(create(entity_named("orders"), values, by=scene["by"]).records[0])
    finally:
        connection.close()


def try_to_confirm(order: int, scene: dict[str, Any]) -> str:
    """Confirm one order: what came of it."""
    from django.db import connection

    from zhike.areas.orders.actions import confirm
    from zhike.areas.orders.models import Order
    from zhike.kernel.refusals import Refused

    try:
        confirm(Order(pk=order), by=scene["by"])
        return "confirmed"
    except Refused as refused:
        return {"over_credit": "without credit", "short": "without stock"}[refused.errors[0].code]
    finally:
        connection.close()


def bill(order: int) -> None:
    """Invoice all of one order."""
    from django.db import connection

    from zhike.areas.billing.actions import invoice
    from zhike.areas.orders.models import Order
    from zhike.kernel.access.actor import Actor

    try:
        invoice(Order(pk=order), by=Actor.system())
    finally:
        connection.close()


def verify(made: list[int], confirmed: list[int], scene: dict[str, Any]) -> None:
    """Nothing oversold, no limit passed, no number twice, none of an invoice missing. Raises AssertionError."""
    from django.db.models import F, Q

    from zhike.areas.billing.models import Invoice
    from zhike.areas.finance.credit import credits_of
    from zhike.areas.finance.reconciling import findings
    from zhike.areas.orders.models import Order
    from zhike.areas.stock.models import StockLevel

    levels: Any = StockLevel.objects.filter(product__in=scene["products"])
    assert not levels.filter(Q(on_hand__lt=0) | Q(reserved__gt=F("on_hand"))).exists()
    known = credits_of([one.pk for one in scene["customers"]])
    assert all(one.over == 0 for one in known.values()), known
    assert Order.objects.filter(pk__in=made).values("number").distinct().count() == len(made)
    issued = Invoice.objects.filter(number__startswith="FP-").values_list("number", flat=True)
    assert sorted(int(one[-6:]) for one in issued) == list(range(1, len(issued) + 1))
    assert len(issued) >= len(confirmed)
    wrong = [one.check.key for one in findings() if not one.well]
    assert not wrong, wrong
    used = ", ".join(f"{one.used / (one.limit or 1):.1%}" for one in known.values())
    print(f"nothing oversold, no limit passed (used: {used}), numbers without gap or double, books agree", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)

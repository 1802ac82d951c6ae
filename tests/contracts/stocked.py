"""Makes what follows from stock slips and orders: levels, movements and promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from zhike.areas.catalog.models import Product, Unit
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import MovementKind, StockLevel, StockMovement, StockReservation, Warehouse
from zhike.areas.stock.posting import post
from zhike.areas.stock.reserving import Wanted, reserve
from zhike.kernel.access.actor import Actor
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

DAY = date(2026, 3, 5)
SYSTEM = Actor.system()
_numbers = count(1)


def movement(cast: Cast, owner: Employee) -> StockMovement:
    """Goods that came in."""
    number = next(_numbers)
    unit, _new = Unit.objects.get_or_create(name="支")
    product = Product.objects.create(name=f"铣刀{number}", number=f"S-{number}", unit=unit, currency="CNY")
    place = Warehouse.objects.create(name=f"仓库{number}", number=f"S-{number}", owner=owner)
    move = Move(product.pk, place.pk, Decimal(5), MovementKind.PURCHASE, Decimal(7), text="首批")
    made = post([move], dated=DAY, by=SYSTEM)[0]
    made.refresh_from_db()
    return made


def level(cast: Cast, owner: Employee) -> StockLevel:
    """What lies in a warehouse."""
    moved = movement(cast, owner)
    found: StockLevel = StockLevel.objects.get(product=moved.product, warehouse=moved.warehouse)
    return found


def promise(cast: Cast, owner: Employee) -> StockReservation:
    """What is promised to an order."""
    moved = movement(cast, owner)
    reserve([Wanted(moved.product_id, Decimal(2))], document=("orders", next(_numbers)), by=SYSTEM)
    found: StockReservation = StockReservation.objects.get(product=moved.product)
    return found


MAKERS: dict[str, Callable[[Cast, Employee], Any]] = {
    "stock_levels": level, "stock_movements": movement, "stock_reservations": promise,
}  # fmt: skip

"""What tests of stock stand on: goods, places, and a keeper."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhike.areas.catalog.models import Product, Unit
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import MovementKind, StockLevel, Warehouse
from zhike.areas.stock.posting import post
from zhike.kernel.access.actor import Actor

_numbers = count(1)


def thing(name: str = "", **values: Any) -> Product:
    """A product that lies in warehouses."""
    number = f"T-{next(_numbers)}"
    unit = Unit.objects.get(name="支")
    return Product.objects.create(name=name or f"立铣刀 {number}", number=number, unit=unit, currency="CNY", **values)


def warehouse(name: str = "苏州总仓", **values: Any) -> Warehouse:
    """A place for goods."""
    return Warehouse.objects.create(name=name, number=f"W-{next(_numbers)}", **values)


def put(product: Product, place: Warehouse, quantity: str, cost: str | None = None) -> None:
    """Goods that were bought, in one step."""
    move = Move(product.pk, place.pk, Decimal(quantity), MovementKind.PURCHASE, Decimal(cost) if cost else None)
    with transaction.atomic():
        post([move], dated=timezone.localdate(), by=Actor.system())


def level(product: Product, place: Warehouse) -> tuple[Decimal, Decimal]:
    """What is on hand and what is reserved."""
    found = StockLevel.objects.filter(product=product, warehouse=place).values_list("on_hand", "reserved").first()
    return found or (Decimal(0), Decimal(0))

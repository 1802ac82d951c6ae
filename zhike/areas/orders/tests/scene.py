"""What the tests of orders stand on: a product, and an order of a seller's customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone

from zhike.areas.catalog.models import Product, Unit
from zhike.areas.orders.models import Order
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import MovementKind, Warehouse
from zhike.areas.stock.posting import post
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.testing import Cast


def a_product(cast: Cast, name: str = "伺服电机", *, in_stock: int = 100, **values: Any) -> Product:
    """A thing that we sell for 1,000.00 and that costs us 600.00, unless told otherwise; a hundred lie in stock."""
    unit, _made = Unit.objects.get_or_create(name="台")
    usual = {"name": name, "kind": "bought", "unit": str(unit.pk), "price": "1000", "cost": "600", "tax_rate": "13"}
    made = create(entity_named("products"), usual | values, by=cast.actor(cast.administrator))
    product = Product.objects.get(pk=made.records[0])
    if product.tangible:
        stock(product, in_stock)
    return product


def stock(product: Product, quantity: int) -> None:
    """So many of a product lie in the warehouse."""
    place, _made = Warehouse.objects.get_or_create(number="CK-1", defaults={"name": "总仓"})
    move = Move(product.pk, place.pk, Decimal(quantity), MovementKind.PURCHASE, Decimal(600))
    post([move], dated=timezone.localdate(), by=Actor.system())


def an_order(cast: Cast, person: Any, product: Product, quantity: str = "2", **values: Any) -> Order:
    """An unconfirmed order of the person's own customer, with an address, for so many of a product."""
    usual = {
        "customer": str(cast.customer_of(person).pk), "receiver": "沈丽", "receiver_phone": "13800000001",
        "region": "320505", "street": "星湖街 218 号",
        "lines": [{"product": str(product.pk), "quantity": quantity}],
    }  # fmt: skip
    made = create(entity_named("orders"), usual | values, by=cast.actor(person))
    return Order.objects.get(pk=made.records[0])

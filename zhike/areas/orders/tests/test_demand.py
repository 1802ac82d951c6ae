"""What orders want beyond the stock shows on the product, in the list and on the card."""

from decimal import Decimal

import pytest

from tests.contracts.doors import Programs
from zhike.areas.catalog.models import Product, ProductUnit, Unit
from zhike.areas.orders.actions import confirm, pack, send_off
from zhike.areas.orders.models import Shipment
from zhike.areas.orders.tests.scene import a_product, an_order, stock
from zhike.areas.stock.card import shortage
from zhike.areas.stock.demand import ordered

pytestmark = pytest.mark.django_db


def in_the_list(cast, product):
    found = Programs(cast, cast.administrator).get("/products", fields="id,stock_wanted,stock_short").json()["items"]
    row = next(one for one in found if one["id"] == str(product.pk))
    return Decimal(row["stock_wanted"]), row["stock_short"]


def test_a_confirmed_order_beyond_the_stock_makes_its_product_short(cast):
    product, by = a_product(cast, in_stock=3), cast.actor(cast.administrator)
    order = an_order(cast, cast.zhou, product, quantity="5")
    assert in_the_list(cast, product) == (0, False)
    confirm(order, by=by)
    assert ordered([product.pk]) == {product.pk: 5}
    assert in_the_list(cast, product) == (5, True)
    assert "5" in str(shortage(product, by)[0].message)
    stock(product, 10)
    assert in_the_list(cast, product) == (5, False)
    assert shortage(Product.objects.get(pk=product.pk), by) == ()
    send_off(Shipment.objects.get(pk=int(pack(order, by=by).values["shipment"])), by=by)
    assert ordered([product.pk]) == {}


def test_what_is_promised_is_wanted_no_more_and_units_are_converted(cast):
    product, by = a_product(cast, in_stock=20), cast.actor(cast.administrator)
    box = Unit.objects.get_or_create(name="箱")[0]
    ProductUnit.objects.create(product=product, unit=box, factor=12)
    confirm(an_order(cast, cast.zhou, product, quantity="2"), by=by)
    assert in_the_list(cast, product) == (0, False)
    lines = [{"product": str(product.pk), "unit": str(box.pk), "quantity": "2"}]
    confirm(an_order(cast, cast.zhou, product, lines=lines), by=by)
    assert ordered([product.pk]) == {product.pk: 24}
    assert in_the_list(cast, product) == (24, True)

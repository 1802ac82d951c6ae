"""What quotes are made of in tests: products with prices and costs, and a quote of Zhou Min's."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from zhike.areas.catalog.models import Product, Unit
from zhike.areas.quotes.models import Quote
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.testing import Cast


@pytest.fixture
def goods(cast: Cast) -> dict[str, Product]:
    """A pump and its installation."""
    piece = Unit.objects.filter(name="台").first() or Unit.objects.create(name="台")
    usual = {"unit": piece, "currency": "CNY", "owner": cast.zhou, "department": cast.east}
    made = {
        "pump": Product(name="离心泵 IS80", number="T-1", price=Decimal(1000), cost=Decimal(700), **usual),
        "work": Product(name="安装调试", number="T-2", price=Decimal(300), cost=Decimal(100), kind="service", **usual),
    }
    made["work"].tax_rate = Decimal(6)
    for product in made.values():
        product.save()
    return made


MakeQuote = Callable[..., Quote]


@pytest.fixture
def quote(cast: Cast, goods: dict[str, Product]) -> MakeQuote:
    """Makes a quote of two pumps and one installation, by Zhou Min for her customer unless told otherwise."""

    def make(person: Any = None, **values: Any) -> Quote:
        person = person or cast.zhou
        usual = {
            "customer": str(cast.customer_of(person).pk),
            "lines": [
                {"product": str(goods["pump"].pk), "quantity": "2"},
                {"product": str(goods["work"].pk)},
            ],
        }
        outcome = create(entity_named("quotes"), usual | values, by=cast.actor(person))
        return Quote.objects.get(pk=outcome.records[0])

    return make

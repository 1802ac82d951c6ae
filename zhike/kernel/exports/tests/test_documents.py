"""Documents leave with a row for each line, and come in again from the same file."""

from __future__ import annotations

import re
from typing import Any

import pytest

from zhike.areas.orders.models import Order, OrderLine
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import renew
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.service import Format, export
from zhike.kernel.imports import service
from zhike.kernel.imports.tests.steps import ran
from zhike.kernel.people.models import Role
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
OF_LINES = ("product_id", "description", "quantity", "unit_id", "price", "discount", "tax_rate", "net", "tax", "total")
OF_ORDERS = ("customer_id", "subject", "dated", "currency", "discount", "net", "tax", "total", "receiver", "street")


COST = re.compile(r",600(\.0+)?(?=,|\s|$)")
"""What a motor and a gear cost, as a cell of its own: the number of a record may hold these digits too."""


def taken(by: Actor, kind: Format = "csv") -> bytes:
    return b"".join(export(entity_named("orders"), by=by, format=kind, lines="lines").chunks)


def written_down() -> list[tuple[Any, ...]]:
    orders = Order.objects.order_by("number")
    return [
        (one.number, *(getattr(one, name) for name in OF_ORDERS),
         list(OrderLine.objects.filter(order=one).order_by("position").values_list(*OF_LINES)))
        for one in orders
    ]  # fmt: skip


@pytest.fixture
def orders(cast: Cast) -> list[Order]:
    """An order with two lines, one with a single line, and one without any."""
    motor, gear = a_product(cast), a_product(cast, "减速机", price="1234.5")
    lines = [
        {"product": str(motor.pk), "quantity": "2", "price": "999.99", "discount": "5"},
        {"product": str(gear.pk), "quantity": "1.5", "description": "减速机，“特制”\n第二行"},
    ]
    return [
        an_order(cast, cast.zhou, motor, subject="第一单", lines=lines, discount="3"),
        an_order(cast, cast.zhou, gear, "7"),
        an_order(cast, cast.zhou, gear, lines=[]),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_orders_that_were_taken_out_come_in_again_as_they_were(cast: Cast, orders: list[Order], kind: Format) -> None:
    by, before = cast.actor(cast.administrator), written_down()
    file = taken(by, kind)
    again = service.begin(entity_named("orders"), [file], f"orders.{kind}", by=by, options={"duplicates": "update"})
    assert ran(again, by) == {"same": 4}
    OrderLine.objects.all().delete()
    Order.objects.all().delete()
    fresh = service.begin(entity_named("orders"), [file], f"orders.{kind}", by=by)
    service.set_mapping(fresh, {header: name for header, name in fresh.mapping.items() if name != "id"}, by=by)
    assert ran(fresh, by) == {"new": 4}
    assert written_down() == before


def test_what_a_person_may_not_know_of_lines_does_not_leave(cast: Cast, orders: list[Order]) -> None:
    text = taken(cast.actor(cast.administrator)).decode("utf-8-sig")
    assert "成本" in text.splitlines()[0]
    assert COST.search(text)
    with pytest.raises(NotAllowed):
        taken(cast.actor(cast.zhou))
    role = Role.objects.create(name="可导出", powers=["orders.export"])
    for seller in (cast.zhou, cast.li):
        seller.roles = [*seller.roles, role.pk]
        seller.save(update_fields=["roles"])
    renew()
    text = taken(cast.actor(cast.zhou)).decode("utf-8-sig")
    assert "第一单" in text
    assert "成本" not in text.splitlines()[0]
    assert not COST.search(text)
    assert "第一单" not in taken(cast.actor(cast.li)).decode("utf-8-sig")


def test_lines_that_there_are_not_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        export(entity_named("orders"), by=cast.actor(cast.administrator), lines="wheels")
    with pytest.raises(Refused):
        export(entity_named("customers"), by=cast.actor(cast.administrator), lines="lines")

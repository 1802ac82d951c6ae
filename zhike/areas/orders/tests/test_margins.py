"""What an order earns is known to whom it concerns: not to sellers, and not to managers of other departments."""

from decimal import Decimal

import pytest
from django.utils import timezone

from tests.contracts.doors import Pages, Programs
from zhike.areas.orders.actions import confirm
from zhike.areas.orders.models import Order
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.reports.answering import answer
from zhike.kernel.reports.asking import question
from zhike.kernel.reports.parts import report_named
from zhike.kernel.search.finding import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(cast):
    """An order of the East over 2,000.00 net that earns 800.00, and one of the South that earns 400.00."""
    product = a_product(cast)
    made = [an_order(cast, cast.zhou, product, quantity="2"), an_order(cast, cast.li, product, quantity="1")]
    for order in made:
        confirm(order, by=cast.actor(cast.administrator))
    return [Order.objects.get(pk=order.pk) for order in made]


@pytest.fixture
def he(cast):
    """He Lin heads sales in the South."""
    return cast.person("he", cast.south, "sales_manager", name="何林")


def margins(cast, person):
    by = cast.actor(person)
    asked = {"period": "all", "measures": "margin", "by": "department"}
    wish = question(report_named("orders", by), asked, timezone.localdate(), by=by)
    return answer(wish, by=by).total


def test_a_manager_reads_no_margin_of_another_department_at_any_door(cast, sold, he):
    east, south = sold
    pages, program = Pages(he), Programs(cast, he)
    assert [pages.get(f"/orders/{one.pk}").status_code for one in sold] == [404, 200]
    assert [program.get(f"/orders/{one.pk}").status_code for one in sold] == [404, 200]
    found = program.get("/orders", fields="id,margin_base", **{"filter[margin_base__gt]": "0"}).json()["items"]
    assert [(one["id"], Decimal(one["margin_base"])) for one in found] == [(str(south.pk), 400)]
    assert find(east.number, by=cast.actor(he)) == []
    assert margins(cast, he) == [400]
    assert margins(cast, cast.manager) == [1200]
    lines = program.get("/order_lines", fields="id,cost").json()["items"]
    assert [one["id"] for one in lines] == [str(south.lines.get().pk)]


def test_a_seller_reads_neither_cost_nor_margin_of_her_own_order(cast, sold):
    east = sold[0]
    pages, program, seller = Pages(cast.zhou), Programs(cast, cast.zhou), cast.actor(cast.zhou)
    page = pages.get(f"/orders/{east.pk}").content.decode()
    assert not [figure for figure in ("800.00", "1,200.00") if figure in page]
    answer_of = program.get(f"/orders/{east.pk}").json()
    assert not {"margin_base", "cost_base"} & set(answer_of)
    for name in ("margin_base", "cost_base"):
        assert program.get("/orders", **{f"filter[{name}__gt]": "1"}).status_code in (403, 422)
        assert program.get("/orders", sort=name).status_code in (403, 422)
    history = program.get(f"/orders/{east.pk}/history").json()["items"]
    assert not any({"margin_base", "cost_base"} & set(entry["changes"]) for entry in history)
    assert "margin" not in report_named("orders", seller).measures_for(seller)
    assert "cost" not in entity_named("order_lines").readable(seller)

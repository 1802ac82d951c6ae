"""What orders say on the card of their customer."""

import pytest

from zhike.areas.orders.actions import confirm
from zhike.areas.orders.card import orders_of
from zhike.areas.orders.tests.scene import a_product, an_order

pytestmark = pytest.mark.django_db


def test_the_margin_of_orders_is_for_those_who_may_see_cost(cast):
    confirm(an_order(cast, cast.zhou, a_product(cast)), by=cast.actor(cast.zhou))
    customer = cast.customer_of(cast.zhou)
    assert "40.0" in str(orders_of(customer, cast.actor(cast.administrator)).detail)
    assert "40.0" not in str(orders_of(customer, cast.actor(cast.zhou)).detail)
    assert orders_of(customer, cast.actor(cast.li)) is None

"""Confirming and cancelling orders."""

from decimal import Decimal

import pytest

from zhike.areas.customers.models import Customer
from zhike.areas.orders.actions import cancel, confirm
from zhike.areas.orders.models import Order, OrderState
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.areas.organisation.models import Parameters
from zhike.areas.stock.models import StockLevel
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def limit(customer, amount):
    Customer.objects.filter(pk=customer.pk).update(credit_limit=amount)


def test_an_order_has_the_list_price_and_its_tax(cast):
    order = an_order(cast, cast.zhou, a_product(cast))
    assert (order.net, order.tax, order.total) == (Decimal("2000.00"), Decimal("260.00"), Decimal("2260.00"))
    assert order.state == OrderState.UNCONFIRMED


def test_confirming_binds_and_can_not_be_done_twice(cast):
    by, order = cast.actor(cast.zhou), an_order(cast, cast.zhou, a_product(cast))
    confirm(order, by=by)
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING
    assert order.confirmed_by_id == cast.zhou.pk
    with pytest.raises(Refused):
        confirm(order, by=by)


def test_a_confirmed_order_can_be_neither_changed_nor_cancelled_nor_deleted(cast):
    by, order = cast.actor(cast.zhou), an_order(cast, cast.zhou, a_product(cast))
    outcome = confirm(order, by=by)
    with pytest.raises(Refused):
        update(Chosen.of(order, by=by), {"subject": "新"}, by=by)
    with pytest.raises(Refused):
        update(Chosen.of(order, by=by), {"lines": []}, by=by)
    with pytest.raises(Refused):
        cancel(order, reason="改主意", by=by)
    with pytest.raises(Refused):
        undo_batch(outcome.batch, by=by)
    order.refresh_from_db()
    assert order.state == OrderState.AWAITING
    assert order.lines.count() == 1


def test_all_that_is_wrong_is_said_at_once(cast):
    order = an_order(cast, cast.zhou, a_product(cast), street="", receiver="", discount="60")
    with pytest.raises(Refused) as refused:
        confirm(order, by=cast.actor(cast.zhou))
    assert {error.code for error in refused.value.errors} >= {"required", "too_cheap", "below_margin"}
    assert Order.objects.get(pk=order.pk).state == OrderState.UNCONFIRMED


def test_a_manager_may_confirm_below_the_least_margin_and_the_price_lists(cast):
    order = an_order(cast, cast.zhou, a_product(cast), discount="60")
    confirm(order, by=cast.actor(cast.manager))
    assert Order.objects.get(pk=order.pk).state == OrderState.AWAITING


def test_what_may_be_confirmed_is_what_the_company_allows(cast):
    order = an_order(cast, cast.zhou, a_product(cast), discount="15")
    Parameters.objects.update(order_discount=10, order_margin=60)
    with pytest.raises(Refused) as refused:
        confirm(order, by=cast.actor(cast.zhou))
    assert {one.code for one in refused.value.errors} == {"too_cheap", "below_margin"}
    Parameters.objects.update(order_discount=None, order_margin=None)
    confirm(order, by=cast.actor(cast.zhou))


def test_services_need_no_address_and_are_shipped_when_confirmed(cast):
    order = an_order(cast, cast.zhou, a_product(cast, "年度保养", kind="service"), street="", receiver="")
    confirm(order, by=cast.actor(cast.zhou))
    assert Order.objects.get(pk=order.pk).state == OrderState.SHIPPED


def test_an_order_above_the_free_credit_is_refused_and_open_orders_count(cast):
    by, product = cast.actor(cast.zhou), a_product(cast)
    limit(cast.customer_of(cast.zhou), 3000)
    confirm(an_order(cast, cast.zhou, product), by=by)
    second = an_order(cast, cast.zhou, product)
    with pytest.raises(Refused, match=r"2,260\.00"):
        confirm(second, by=by)
    confirm(second, by=cast.actor(cast.administrator))


def test_only_unconfirmed_orders_can_be_cancelled_and_the_reason_is_asked(cast):
    by, order = cast.actor(cast.zhou), an_order(cast, cast.zhou, a_product(cast))
    with pytest.raises(Refused):
        cancel(order, reason=" ", by=by)
    cancel(order, reason="客户改期", by=by)
    order.refresh_from_db()
    assert (order.state, order.cancelled_because) == (OrderState.CANCELLED, "客户改期")


def test_a_seller_of_another_department_can_not_confirm_it(cast):
    order = an_order(cast, cast.zhou, a_product(cast))
    with pytest.raises(NotFound):
        confirm(order, by=cast.actor(cast.li))


def test_who_lacks_the_power_can_not_confirm(cast):
    order = an_order(cast, cast.zhou, a_product(cast))
    clerk = cast.person("qian", cast.east, "bookkeeper")
    with pytest.raises(NotAllowed):
        confirm(order, by=cast.actor(clerk))


def test_a_retired_product_is_not_sold(cast):
    product = a_product(cast)
    order = an_order(cast, cast.zhou, product)
    update(
        Chosen.of(product, by=cast.actor(cast.administrator)), {"status": "retired"}, by=cast.actor(cast.administrator)
    )
    with pytest.raises(Refused, match="伺服电机"):
        confirm(order, by=cast.actor(cast.manager))


def test_an_order_beyond_the_stock_is_refused_and_promises_nothing(cast):
    product = a_product(cast, in_stock=3)
    confirm(an_order(cast, cast.zhou, product), by=cast.actor(cast.zhou))
    second = an_order(cast, cast.zhou, product)
    with pytest.raises(Refused, match="伺服电机"):
        confirm(second, by=cast.actor(cast.zhou))
    assert StockLevel.objects.get(product=product).reserved == 2
    confirm(second, by=cast.actor(cast.manager))
    assert Order.objects.get(pk=second.pk).state == OrderState.AWAITING

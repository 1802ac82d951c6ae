"""Packing lists and shipments, in parts."""

from decimal import Decimal

import pytest
from django.db.models import Sum

from zhike.areas.finance.models import JournalLine
from zhike.areas.finance.reconciling import findings
from zhike.areas.orders.actions import confirm, deliver, pack, send_off
from zhike.areas.orders.models import Order, OrderLine, OrderState, Shipment, ShipmentState
from zhike.areas.orders.printing import data_of_shipment
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.areas.stock.models import StockLevel
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.printing.making import printed
from zhike.kernel.refusals import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(cast):
    order = an_order(cast, cast.zhou, a_product(cast), quantity="5")
    confirm(order, by=cast.actor(cast.zhou))
    return Order.objects.get(pk=order.pk)


def packed(order, by, quantity=None):
    line = order.lines.get()
    outcome = pack(order, quantities={str(line.pk): Decimal(quantity)} if quantity else None, by=by)
    return Shipment.objects.get(pk=int(outcome.values["shipment"]))


def test_an_order_leaves_in_parts_and_is_shipped_with_the_last(cast, confirmed):
    by = cast.actor(cast.zhou)
    send_off(packed(confirmed, by, "2"), by=by)
    confirmed.refresh_from_db()
    assert confirmed.state == OrderState.AWAITING
    assert confirmed.lines.get().shipped == 2
    level = StockLevel.objects.get()
    assert (level.on_hand, level.reserved) == (98, 3)
    send_off(packed(confirmed, by), by=by)
    confirmed.refresh_from_db()
    assert confirmed.state == OrderState.SHIPPED
    assert confirmed.lines.get().shipped == 5


def test_nothing_is_packed_twice(cast, confirmed):
    by = cast.actor(cast.zhou)
    packed(confirmed, by, "4")
    with pytest.raises(Refused, match="1"):
        packed(confirmed, by, "2")
    packed(confirmed, by)
    with pytest.raises(Refused):
        packed(confirmed, by)


def test_an_unconfirmed_order_is_not_packed(cast):
    with pytest.raises(Refused):
        pack(an_order(cast, cast.zhou, a_product(cast)), by=cast.actor(cast.zhou))


def test_what_has_left_the_house_can_not_be_changed(cast, confirmed):
    by = cast.actor(cast.zhou)
    shipment = packed(confirmed, by)
    update(Chosen.of(shipment, by=by), {"tracking_number": "SF1"}, by=by)
    send_off(shipment, by=by)
    with pytest.raises(Refused):
        update(Chosen.of(shipment, by=by), {"tracking_number": "SF2"}, by=by)
    with pytest.raises(Refused):
        send_off(shipment, by=by)
    deliver(shipment, by=by)
    assert Shipment.objects.get(pk=shipment.pk).state == ShipmentState.DELIVERED


def test_a_packing_list_has_the_address_of_its_order(cast, confirmed):
    shipment = packed(confirmed, cast.actor(cast.zhou))
    assert (shipment.street, shipment.receiver, shipment.customer_id) == (
        confirmed.street, confirmed.receiver, confirmed.customer_id,
    )  # fmt: skip


def test_a_seller_of_another_department_sees_no_packing_list(cast, confirmed):
    shipment = packed(confirmed, cast.actor(cast.zhou))
    other = cast.actor(cast.li)
    assert not Shipment.objects.visible_to(other).exists()
    assert not OrderLine.objects.visible_to(other).exists()
    with pytest.raises(NotFound):
        send_off(shipment, by=other)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_order_and_its_packing_list_are_printed_in_both_languages(cast, language):
    order = an_order(cast, cast.zhou, a_product(cast), remarks="#panic 送货前致电")
    confirm(order, by=cast.actor(cast.zhou))
    pack(order, by=cast.actor(cast.zhou))
    shipment = Shipment.objects.get(order=order)
    for key, record, what in (("orders", order, "confirmation"), ("shipments", shipment, "packing_list")):
        made = printed(entity_named(key), record, what, language=language, by=cast.actor(cast.zhou))
        assert made.content.startswith(b"%PDF-")


def test_a_delivery_note_shows_no_price_and_no_more_of_a_phone_than_its_reader_may_see(cast):
    order = an_order(cast, cast.zhou, a_product(cast))
    confirm(order, by=cast.actor(cast.zhou))
    pack(order, by=cast.actor(cast.zhou))
    shipment = Shipment.objects.get(order=order)
    reader = cast.actor(cast.person("he", cast.office, "service", name="何静"))
    said = str(data_of_shipment(shipment, reader))
    assert "1,000.00" not in said
    assert ("13800000001" in said) is not entity_named("shipments").masks("receiver_phone", reader)


def test_consigned_goods_are_their_owners_until_they_leave(cast):
    product, by = a_product(cast, kind="consigned", in_stock=5), cast.actor(cast.zhou)
    order = an_order(cast, cast.zhou, product, quantity="2")
    confirm(order, by=by)
    send_off(packed(Order.objects.get(pk=order.pk), by), by=by)
    rows = JournalLine.objects.values_list("account__code").annotate(sum=Sum("debit") - Sum("credit")).order_by()
    assert dict(rows) == {"1321": 1800, "2314": -1800, "6401": 1200, "2202": -1200}
    with pytest.raises(Refused):
        update(Chosen.of(product, by=cast.actor(cast.administrator)), {"kind": "bought"},
               by=cast.actor(cast.administrator))  # fmt: skip
    assert not [one.check.key for one in findings() if not one.well]

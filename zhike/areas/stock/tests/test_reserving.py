"""Orders promise and ship stock; nothing is promised twice, however many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from zhike.areas.stock.models import StockLevel, StockMovement, StockReservation
from zhike.areas.stock.reserving import Short, Wanted, allocate, release, reserve, ship
from zhike.areas.stock.returning import take_back
from zhike.areas.stock.tests.warehouses import level, put, thing, warehouse
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

SYSTEM = Actor.system()
DAY = date(2026, 11, 26)
ORDER, OTHER = ("orders", 1), ("orders", 2)
five = Decimal(5)


@pytest.mark.django_db
def test_what_is_promised_to_one_order_is_not_free_for_another(cast):
    mill, place = thing(), warehouse()
    put(mill, place, "8")
    assert reserve([Wanted(mill.pk, five, place.pk, 11)], document=ORDER, by=SYSTEM) == []
    assert level(mill, place) == (8, 5)
    short = reserve([Wanted(mill.pk, Decimal(4), place.pk, 21)], document=OTHER, by=SYSTEM)
    assert short == [Short(mill.pk, 21, Decimal(4), Decimal(3))]


@pytest.mark.django_db
def test_an_order_that_is_short_of_one_thing_is_promised_nothing(cast):
    mill, drill, place = thing(), thing(), warehouse()
    put(mill, place, "100")
    short = reserve([Wanted(mill.pk, five, None, 1), Wanted(drill.pk, five, None, 2)], document=ORDER, by=SYSTEM)
    assert [one.product for one in short] == [drill.pk]
    assert not StockReservation.objects.exists()
    assert level(mill, place) == (100, 0)


@pytest.mark.django_db
def test_services_need_no_stock(cast):
    course = thing("五轴编程培训", kind="training")
    assert reserve([Wanted(course.pk, five)], document=ORDER, by=SYSTEM) == []
    assert ship([Wanted(course.pk, five)], document=("shipments", 1), dated=DAY, by=SYSTEM) == []


@pytest.mark.django_db
def test_a_line_without_a_warehouse_is_taken_from_one_place_if_it_can_be(cast):
    mill, big, small = thing(), warehouse("大"), warehouse("小")
    put(mill, big, "6")
    put(mill, small, "4")
    reserve([Wanted(mill.pk, five, None, 1)], document=ORDER, by=SYSTEM)
    assert (level(mill, big), level(mill, small)) == ((6, 5), (4, 0))
    reserve([Wanted(mill.pk, five, None, 1)], document=OTHER, by=SYSTEM)
    assert (level(mill, big), level(mill, small)) == ((6, 6), (4, 4))


@pytest.mark.django_db
def test_a_cancelled_order_gives_back_what_it_held(cast):
    mill, place = thing(), warehouse()
    put(mill, place, "8")
    reserve([Wanted(mill.pk, five, None, 1), Wanted(mill.pk, Decimal(2), None, 2)], document=ORDER, by=SYSTEM)
    assert release(ORDER, lines=[2], by=SYSTEM) == 1
    assert level(mill, place) == (8, 5)
    assert release(ORDER, by=SYSTEM) == 1
    assert release(ORDER, by=SYSTEM) == 0
    assert level(mill, place) == (8, 0)


@pytest.mark.django_db
def test_a_partial_shipment_uses_up_its_own_promise_and_leaves_the_rest_promised(cast):
    mill, place = thing(cost=Decimal("70")), warehouse()
    put(mill, place, "8")
    reserve([Wanted(mill.pk, five, None, 1)], document=ORDER, by=SYSTEM)
    made = ship(
        [Wanted(mill.pk, Decimal(2), None, 1)], document=("shipments", 9), reserved_for=ORDER, dated=DAY, by=SYSTEM
    )
    assert level(mill, place) == (6, 3)
    kept = StockMovement.objects.get(pk=made[0].pk)
    assert (kept.quantity, kept.kind, kept.document_entity, kept.document_id) == (-2, "shipment", "shipments", 9)
    assert kept.unit_cost == 70
    ship([Wanted(mill.pk, Decimal(3), None, 1)], document=("shipments", 10), reserved_for=ORDER, dated=DAY, by=SYSTEM)
    assert level(mill, place) == (3, 0)
    assert not StockReservation.objects.exists()
    take_back({1: Decimal(1)}, into=place, document=("returns", 1), dated=DAY, by=SYSTEM)
    assert level(mill, place) == (4, 0)
    with pytest.raises(Refused):
        take_back({1: Decimal(5)}, into=place, document=("returns", 2), dated=DAY, by=SYSTEM)


@pytest.mark.django_db
def test_nobody_ships_what_is_promised_to_another(cast):
    mill, place = thing(), warehouse()
    put(mill, place, "8")
    reserve([Wanted(mill.pk, five, None, 1)], document=ORDER, by=SYSTEM)
    with pytest.raises(Refused) as refused, transaction.atomic():
        ship([Wanted(mill.pk, five, None, 7)], document=("shipments", 2), reserved_for=OTHER, dated=DAY, by=SYSTEM)
    assert mill.name in str(refused.value)
    assert level(mill, place) == (8, 5)


@pytest.mark.django_db
def test_a_warehouse_that_may_go_below_zero_promises_and_ships_what_it_has_not(cast):
    mill, place = thing(), warehouse(allow_negative=True)
    assert reserve([Wanted(mill.pk, five, place.pk, 1)], document=ORDER, by=SYSTEM) == []
    ship([Wanted(mill.pk, five, place.pk, 1)], document=("shipments", 1), reserved_for=ORDER, dated=DAY, by=SYSTEM)
    assert level(mill, place) == (-5, 0)


def decimals(least: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, 500_000).map(lambda number: Decimal(number) / 10_000)


@given(
    there=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), decimals(0)), max_size=9),
    wanted=st.lists(st.tuples(st.integers(1, 3), decimals(1), st.sampled_from([None, 1, 2, 3])), max_size=8),
)
def test_what_is_allocated_is_all_or_short_and_never_more_than_there_is(there, wanted):
    levels = {(product, place): StockLevel(on_hand=on_hand, reserved=Decimal(0)) for product, place, on_hand in there}
    lines = [Wanted(product, quantity, place, number) for number, (product, quantity, place) in enumerate(wanted)]
    taken, short = allocate(lines, levels)
    for place, one in levels.items():
        assert sum(part.quantity for part in taken if (part.product, part.warehouse) == place) <= one.on_hand
    for line in lines:
        given_out = sum(part.quantity for part in taken if part.line == line.line)
        assert given_out == (0 if line.line in {one.line for one in short} else line.quantity)


@pytest.mark.django_db(transaction=True)
def test_many_orders_at_once_never_promise_more_than_there_is(cast):
    mills, place, orders = [thing() for _number in range(3)], warehouse(), 16
    for mill in mills:
        put(mill, place, "10")
    begin = Barrier(8)

    def order(number: int) -> bool:
        try:
            if number < 8:
                begin.wait(20)
            lines = [Wanted(mill.pk, Decimal(1 + number % 3), None, line) for line, mill in enumerate(mills)]
            with transaction.atomic():
                return not reserve(lines if number % 2 else lines[::-1], document=("orders", number), by=SYSTEM)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        kept = list(people.map(order, range(orders)))
    promised = {mill.pk: level(mill, place) for mill in mills}
    expected = sum(1 + number % 3 for number, done in enumerate(kept) if done)
    assert set(promised.values()) == {(Decimal(10), Decimal(expected))}
    assert 7 < expected <= 10
    assert StockReservation.objects.count() == 3 * sum(kept)

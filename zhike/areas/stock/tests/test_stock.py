"""Movements stay as they are, levels follow them, costs move with what comes in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.doors import Pages, Programs, words_of
from zhike.areas.catalog.models import ProductUnit, Unit
from zhike.areas.finance.reconciling import findings
from zhike.areas.stock.actions import fill_sheet, post_slip, receive, reverse_movement, reverse_slip
from zhike.areas.stock.costing import average
from zhike.areas.stock.models import StockMovement, StockSlip, Warehouse
from zhike.areas.stock.tests.warehouses import level, put, thing, warehouse
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.service import export
from zhike.kernel.filters import from_json, predicate
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.people.models import Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.search.finding import find

pytestmark = pytest.mark.django_db
SLIPS = entity_named("stock_slips")
MOVE = (
    "INSERT INTO stock_movement (created_at, updated_at, kind, quantity, dated, text, document_entity, name, "
    "product_id, warehouse_id)"
)


@pytest.fixture
def keeper(cast):
    """Zhang Wei keeps the warehouse."""
    return cast.person("zhangwei", cast.office, "warehouse", name="张伟")


def slip(by, kind: str, place: Warehouse, *lines: dict, **values) -> StockSlip:
    wanted = {"kind": kind, "warehouse": str(place.pk), "lines": [
        {name: str(value) for name, value in line.items() if value is not None} for line in lines
    ]}  # fmt: skip
    return StockSlip.objects.get(pk=create(SLIPS, wanted | values, by=by).records[0])


def test_a_keeper_receives_goods_on_a_slip(cast, keeper):
    mill, place, by = thing(), warehouse(), cast.actor(keeper)
    sheet = slip(by, "receipt", place, {"product": mill.pk, "quantity": "12"})
    assert level(mill, place) == (0, 0)
    post_slip(sheet, by=by)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.number[:3]) == ("posted", "KC-")
    assert level(mill, place) == (12, 0)
    moved = StockMovement.objects.get(product=mill)
    assert (moved.kind, moved.name, moved.document_id, moved.created_by_id) == (
        "purchase", mill.name, sheet.pk, keeper.pk,
    )  # fmt: skip


def test_quantities_in_another_unit_move_as_many_of_the_products_own(cast):
    mill, place, by = thing(cost=Decimal(60)), warehouse(), cast.actor(cast.manager)
    box = Unit.objects.get(name="箱")
    ProductUnit.objects.create(product=mill, unit=box, factor=50)
    sheet = slip(by, "receipt", place, {"product": mill.pk, "quantity": "2", "unit": box.pk, "unit_cost": "3500"})
    post_slip(sheet, by=by)
    assert level(mill, place) == (100, 0)
    mill.refresh_from_db()
    assert mill.cost == 70


def test_the_cost_is_the_moving_average_over_all_warehouses(cast):
    mill, here, there = thing(), warehouse(), warehouse("深圳分仓")
    put(mill, here, "10", "100")
    put(mill, there, "30", "120")
    mill.refresh_from_db()
    assert mill.cost == 115
    put(mill, here, "10")
    mill.refresh_from_db()
    assert mill.cost == 115
    assert StockMovement.objects.filter(product=mill).order_by("-pk").first().unit_cost == 115


@given(
    st.lists(st.tuples(st.decimals("0.01", 1000, places=2), st.decimals(0, 10_000, places=2)), min_size=1, max_size=12)
)
def test_the_average_lies_between_the_lowest_and_the_highest_cost_and_keeps_the_value(receipts):
    on_hand, cost = Decimal(0), None
    for quantity, unit_cost in receipts:
        cost = average(on_hand, cost, quantity, unit_cost)
        on_hand += quantity
    costs = [unit_cost for _quantity, unit_cost in receipts]
    assert min(costs) - Decimal("0.0001") <= cost <= max(costs) + Decimal("0.0001")
    value = sum(quantity * unit_cost for quantity, unit_cost in receipts)
    assert abs(on_hand * cost - value) <= on_hand * len(receipts) * Decimal("0.000001")


def test_a_transfer_moves_between_two_warehouses_or_not_at_all(cast, keeper):
    mill, here, there, by = thing(), warehouse(), warehouse("深圳分仓"), cast.actor(keeper)
    put(mill, here, "5")
    too_much = slip(by, "transfer", here, {"product": mill.pk, "quantity": "6"}, to_warehouse=str(there.pk))
    with pytest.raises(Refused) as refused:
        post_slip(too_much, by=by)
    assert mill.name in str(refused.value)
    assert (level(mill, here), level(mill, there)) == ((5, 0), (0, 0))
    some = slip(by, "transfer", here, {"product": mill.pk, "quantity": "2"}, to_warehouse=str(there.pk))
    post_slip(some, by=by)
    assert (level(mill, here), level(mill, there)) == ((3, 0), (2, 0))
    with pytest.raises(Refused):
        slip(by, "transfer", here, {"product": mill.pk, "quantity": "1"}, to_warehouse=str(here.pk))


def test_a_count_sets_right_what_was_counted_and_leaves_what_was_not(cast, keeper):
    mill, drill, tap, place, by = thing("铣刀"), thing("钻头"), thing("丝锥"), warehouse(), cast.actor(keeper)
    for one, quantity in ((mill, "10"), (drill, "20"), (tap, "30")):
        put(one, place, quantity)
    sheet = slip(by, "count", place)
    fill_sheet(sheet, by=by)
    lines = {line.product_id: line for line in sheet.lines.all()}
    assert {one: line.expected for one, line in lines.items()} == {mill.pk: 10, drill.pk: 20, tap.pk: 30}
    put(mill, place, "5")  # came in after the sheet was written: the difference still holds
    counted = {mill.pk: "8", drill.pk: "20"}
    update(Chosen.of(StockSlip.objects.get(pk=sheet.pk), by=by), {"lines": [
        {"id": str(line.pk)} | ({"quantity": counted[one]} if one in counted else {}) for one, line in lines.items()
    ]}, by=by)  # fmt: skip
    post_slip(StockSlip.objects.get(pk=sheet.pk), by=by)
    assert [level(one, place)[0] for one in (mill, drill, tap)] == [13, 20, 30]
    assert list(StockMovement.objects.filter(kind="count").values_list("product", "quantity")) == [(mill.pk, -2)]


def test_a_posted_slip_is_reversed_by_opposite_movements_and_only_once(cast):
    mill, place, by = thing(), warehouse(), cast.actor(cast.manager)
    put(mill, place, "10", "100")
    sheet = slip(by, "receipt", place, {"product": mill.pk, "quantity": "10", "unit_cost": "200"})
    post_slip(sheet, by=by)
    mill.refresh_from_db()
    assert mill.cost == 150
    sheet.refresh_from_db()
    reverse_slip(sheet, reason="送错货", by=by)
    assert level(mill, place) == (10, 0)
    mill.refresh_from_db()
    sheet.refresh_from_db()
    assert (mill.cost, sheet.state) == (100, "reversed")
    assert StockMovement.objects.filter(product=mill).count() == 3
    with pytest.raises(Refused):
        reverse_slip(sheet, reason="再来一次", by=by)
    assert level(mill, place) == (10, 0)


def test_what_is_posted_is_neither_edited_nor_undone(cast):
    mill, place, by = thing(), warehouse(), cast.actor(cast.manager)
    sheet = slip(by, "receipt", place, {"product": mill.pk, "quantity": "10"})
    outcome = post_slip(sheet, by=by)
    sheet.refresh_from_db()
    for values in ({"remarks": "x"}, {"lines": []}):
        with pytest.raises(Refused):
            update(Chosen.of(sheet, by=by), values, by=by)
    with pytest.raises(Refused):
        undo_batch(outcome.batch, by=by)
    assert level(mill, place) == (10, 0)
    assert Programs(cast, cast.manager).delete(f"/stock_slips/{sheet.pk}").status_code in (403, 409, 422)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stock_movement SET quantity = 1",
        "UPDATE stock_movement SET text = 'x'",
        "DELETE FROM stock_movement",
        "UPDATE stock_level SET on_hand = -1",
        "UPDATE stock_level SET reserved = 100",
        f"{MOVE} SELECT now(), now(), 'shipment', -11, now(), '', '', '', product_id, warehouse_id FROM stock_level",
        "SET LOCAL zhike.strict = 'on'; SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE stock_movement CASCADE",
    ],
)
def test_the_database_itself_refuses_what_would_falsify_the_books(cast, statement):
    mill, place = thing(), warehouse()
    put(mill, place, "10")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert level(mill, place) == (10, 0)
    assert StockMovement.objects.get(product=mill).quantity == 10


def test_a_movement_in_sql_moves_the_level_too(cast):
    mill, place = thing(), warehouse()
    with connection.cursor() as cursor:
        values = "VALUES (now(), now(), 'purchase', 7, current_date, '', '', '', %s, %s)"
        cursor.execute(f"{MOVE} {values}", [mill.pk, place.pk])
    assert level(mill, place) == (7, 0)


def test_a_warehouse_below_zero_can_not_be_forbidden_to_be(cast):
    mill, place = thing(), warehouse(allow_negative=True)
    put(mill, place, "-3")
    by = cast.actor(cast.manager)
    with pytest.raises(Refused) as refused:
        update(Chosen.of(place, by=by), {"allow_negative": False}, by=by)
    assert refused.value.errors[0].field == "allow_negative"


def test_goods_are_received_from_the_products_card_and_taken_back_by_a_movement(cast):
    mill, place, by = thing(), warehouse(), cast.actor(cast.administrator)
    receive(mill, warehouse=place, quantity=Decimal(4), unit_cost=Decimal(9), by=by)
    moved = StockMovement.objects.get(product=mill)
    reverse_movement(moved, reason="误收", by=by)
    assert level(mill, place) == (0, 0)
    with pytest.raises(Refused):
        reverse_movement(moved, reason="误收", by=by)


def test_a_keeper_sets_no_costs_and_reads_none(cast, keeper):
    mill, place, by = thing(cost=Decimal("2388.88")), warehouse(), cast.actor(keeper)
    put(mill, place, "3", "2388.88")
    with pytest.raises(NotAllowed):
        receive(mill, warehouse=place, quantity=Decimal(4), unit_cost=Decimal(9), by=by)
    with pytest.raises(Refused):
        slip(by, "receipt", place, {"product": mill.pk, "quantity": "1", "unit_cost": "9"})
    _reads_no_cost(cast, keeper, mill, ("/stock_movements", f"/products/{mill.pk}", "/stock_levels"))


def test_a_seller_sees_what_there_is_and_neither_movements_nor_costs(cast):
    mill, place = thing(cost=Decimal("2388.88")), warehouse()
    put(mill, place, "3", "2388.88")
    text = words_of(Pages(cast.zhou).get(f"/products/{mill.pk}"))
    assert "3 支" in text
    assert "苏州总仓" not in words_of(Pages(cast.zhou).get("/stock_movements"))
    assert Programs(cast, cast.zhou).get("/stock_movements").json()["items"] == []
    assert Programs(cast, cast.zhou).get("/stock_levels").json()["items"][0]["free"] == "3.0000"
    with pytest.raises(NotAllowed):
        receive(mill, warehouse=place, quantity=Decimal(4), by=cast.actor(cast.zhou))
    with pytest.raises(NotAllowed):
        create(SLIPS, {"kind": "receipt", "warehouse": str(place.pk)}, by=cast.actor(cast.zhou))
    _reads_no_cost(cast, cast.zhou, mill, (f"/products/{mill.pk}", "/stock_levels", "/products"))


def _reads_no_cost(cast, person, product, paths) -> None:
    program, by = Programs(cast, person), cast.actor(person)
    for path in paths:
        for text in (words_of(Pages(person).get(path)), program.get(path).content.decode()):
            assert "2388.8" not in text, path
            assert "2,388.8" not in text, path
    assert program.get("/stock_movements", **{"filter[unit_cost__gt]": "1"}).status_code in (403, 422)
    assert program.get("/stock_movements", sort="unit_cost").status_code in (403, 422)
    with pytest.raises(Refused):
        page(entity_named("stock_movements"), by, Wish(sort="unit_cost"), [])
    Role.objects.filter(pk__in=person.roles).update(powers=["products.export"])
    assert b"2388.8" not in b"".join(export(entity_named("products"), by=cast.actor(person), format="csv").chunks)
    assert find("2388", by=by) == []


def test_nobody_writes_levels_movements_or_promises_by_hand(cast):
    mill, place = thing(), warehouse()
    put(mill, place, "3")
    program = Programs(cast, cast.administrator)
    for key in ("stock_levels", "stock_movements"):
        one = program.get(f"/{key}").json()["items"][0]["id"]
        assert program.patch(f"/{key}/{one}", {"quantity": "9", "on_hand": "9"}).status_code in (403, 404, 405, 422)
        assert program.delete(f"/{key}/{one}").status_code in (403, 404, 405, 422)
        assert program.post(f"/{key}", {"product": str(mill.pk)}).status_code in (403, 404, 405, 422)
    assert level(mill, place) == (3, 0)


def test_a_shortage_shows_in_a_view_and_on_the_card(cast):
    place, by = warehouse(), cast.actor(cast.zhou)
    short, enough, service = thing(safety_stock=20), thing(safety_stock=20), thing(kind="service", safety_stock=20)
    put(short, place, "19.5")
    put(enough, place, "20")
    products = entity_named("products")
    view = next(view for view in products.views if view.key == "short")
    seen = page(products, by, Wish(where=from_json(view.where)), ["name", "stock_free"])
    assert [(row.id, row.values["stock_free"]) for row in seen.rows] == [(short.pk, Decimal("19.5"))]
    assert predicate(products, from_json(view.where), by) is not None
    words = {one.pk: words_of(Pages(cast.zhou).get(f"/products/{one.pk}")) for one in (short, enough, service)}
    assert [one for one in words if "库存不足" in words[one]] == [short.pk]


def test_services_are_not_received(cast):
    course, place, by = thing(kind="training"), warehouse(), cast.actor(cast.administrator)
    with pytest.raises(Refused):
        receive(course, warehouse=place, quantity=Decimal(1), by=by)
    assert not StockMovement.objects.exists()
    with pytest.raises(Refused):
        slip(by, "receipt", place, {"product": course.pk, "quantity": "1"})


def test_a_warehouse_out_of_use_takes_nothing_in(cast, keeper):
    mill, place = thing(), warehouse(active=False)
    with pytest.raises(Refused):
        slip(cast.actor(keeper), "receipt", place, {"product": mill.pk, "quantity": "1"})


def test_a_stranger_finds_no_stock(cast):
    with pytest.raises((NotAllowed, NotFound)):
        create(SLIPS, {"kind": "count"}, by=cast.actor(cast.stranger))
    put(thing(), warehouse(), "3")
    assert Programs(cast, cast.stranger).get("/stock_levels").json()["items"] == []


def test_a_level_that_somebody_falsified_in_sql_is_found_by_the_reconciliation(cast):
    mill, place = thing(), warehouse()
    put(mill, place, "10")
    assert all(one.well for one in _stock_findings())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE stock_level SET on_hand = 11, reserved = 2, value = 3")
    found = [one for one in _stock_findings() if not one.well]
    assert [(one.check.key, one.count, one.differences[0].gap) for one in found] == [
        ("stock_equals_movements", 1, 1), ("stock_equals_promises", 1, 2), ("stock_value_equals_movements", 1, 3),
    ]  # fmt: skip


def _stock_findings():
    return [one for one in findings() if one.check.key.startswith("stock_")]

"""What plans have reached, how fast they come along, and that their parts add up to them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.doors import Pages, words_of
from zhike.areas.orders.actions import confirm
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.areas.performance.actions import split_over_departments, split_over_people, split_over_time
from zhike.areas.performance.measuring import reached
from zhike.areas.performance.models import Measure, SalesTarget
from zhike.areas.performance.pace import pace, working_days
from zhike.areas.performance.periods import months_on
from zhike.areas.performance.plan_card import parts_differ
from zhike.areas.performance.tests.scene import FIRST, NET, SECOND, THIRD, TOTAL, Scene, on
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.lists.page import one_row
from zhike.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    return Scene(cast)


def a_plan(cast, measure="orders", goal="10000", day=None, **values):
    wished = {"measure": measure, "goal": goal, "starts_on": (day or THIRD).isoformat(), "cycle": "month", **values}
    made = create(entity_named("sales_targets"), wished, by=cast.actor(cast.manager))
    return SalesTarget.objects.get(pk=made.records[0])


def mine(person):
    return {"owner": str(person.pk)}


def listed(plan, by, *columns):
    return one_row(entity_named("sales_targets"), by, plan.pk, columns).values


def test_a_plan_is_for_a_whole_period_and_is_called_by_it(cast):
    plan = a_plan(cast, day=date(2026, 5, 17), cycle="quarter", **mine(cast.zhou))
    assert (plan.starts_on, plan.ends_on) == (date(2026, 4, 1), date(2026, 6, 30))
    assert plan.department_id == cast.east.pk
    assert plan.name.startswith("周敏 · 2026-Q2")
    with pytest.raises(Refused):
        a_plan(cast, day=date(2026, 4, 9), cycle="quarter", **mine(cast.zhou))


def test_each_measure_counts_what_it_says(cast, scene):
    product = a_product(cast)
    scene.invoiced(cast.zhou, on(SECOND, 5), product)
    scene.paid(cast.customer_of(cast.zhou), TOTAL / 2, on(SECOND, 20))
    other = an_order(cast, cast.li, product, "1")
    confirm(other, by=cast.actor(cast.li))
    expected = {
        "orders": (THIRD, NET), "invoiced": (SECOND, NET), "received": (SECOND, TOTAL / 2),
        "profit": (SECOND, Decimal(800)),
    }  # fmt: skip
    for measure, (month, amount) in expected.items():
        plan = a_plan(cast, measure, day=month, **mine(cast.zhou))
        assert reached(plan) == amount, measure
        row = listed(plan, cast.actor(cast.manager), "actual", "profit")
        assert row["profit" if measure == "profit" else "actual"] == amount, measure


def test_a_department_counts_with_those_below_it_and_goods_and_customers_narrow_it(cast, scene):
    product, another = a_product(cast), a_product(cast, "减速机")
    for person, what in ((cast.zhou, product), (cast.li, another)):
        confirm(an_order(cast, person, what), by=cast.actor(person))
    of_sales = {"department": str(cast.sales.pk)}
    plans = [
        (a_plan(cast, **of_sales), 2 * NET),
        (a_plan(cast, department=str(cast.east.pk)), NET),
        (a_plan(cast, product=str(another.pk), **of_sales), NET),
        (a_plan(cast, customer=str(cast.customer_of(cast.zhou).pk), **of_sales), NET),
        (a_plan(cast, product=str(another.pk), **mine(cast.zhou)), 0),
    ]
    for plan, amount in plans:
        assert reached(plan) == amount, plan.name
        assert listed(plan, cast.actor(cast.manager), "actual")["actual"] == amount, plan.name


def test_a_seller_without_the_right_to_see_costs_learns_no_profit(cast, scene):
    scene.invoiced(cast.zhou, on(THIRD, 1))
    plan = a_plan(cast, "profit", **mine(cast.zhou))
    row = listed(plan, cast.actor(cast.zhou), "goal", "actual", "attainment", "profit")
    assert row == {"goal": Decimal(10000), "actual": None, "attainment": None}


@pytest.mark.parametrize(("how", "parts"), [("even", 12), ("last_year", 12)])
def test_a_year_is_split_over_its_months_to_the_cent(cast, scene, how, parts):
    year = a_plan(cast, goal="1000000.01", day=months_on(THIRD, 12), cycle="year", **mine(cast.zhou))
    confirm(an_order(cast, cast.zhou, a_product(cast)), by=cast.actor(cast.zhou))
    split_over_time(year, into="month", how=how, by=cast.actor(cast.manager))
    made = list(year.parts.order_by("starts_on"))
    assert len(made) == parts
    assert sum(one.goal for one in made) == year.goal
    if how == "last_year":
        assert [one.starts_on for one in made if one.goal] == [months_on(THIRD, 12)]
    else:
        assert max(one.goal for one in made) - min(one.goal for one in made) <= Decimal("0.01")
    with pytest.raises(Refused):
        split_over_time(year, into="month", how="even", by=cast.actor(cast.manager))


def test_a_year_without_one_before_is_not_split_as_it_went(cast):
    year = a_plan(cast, cycle="year", **mine(cast.zhou))
    with pytest.raises(Refused):
        split_over_time(year, into="month", how="last_year", by=cast.actor(cast.manager))
    assert not year.parts.exists()


def test_a_departments_plan_is_split_over_its_people_to_the_cent(cast):
    plan = a_plan(cast, goal="100", department=str(cast.sales.pk))
    split_over_people(plan, by=cast.actor(cast.manager))
    made = list(plan.parts.all())
    assert {one.owner_id for one in made} == {cast.manager.pk, cast.zhou.pk, cast.li.pk}
    assert sum(one.goal for one in made) == 100
    assert {one.department_id for one in made} == {cast.sales.pk, cast.east.pk, cast.south.pk}


def test_a_plan_is_split_over_the_departments_right_below_it(cast, client):
    plan, by = a_plan(cast, goal="1000.01", department=str(cast.sales.pk)), cast.actor(cast.manager)
    client.force_login(cast.zhou)
    path = f"/api/v1/sales_targets/{plan.pk}/actions/split_over_departments"
    assert client.post(path, {}, content_type="application/json").status_code in (403, 404)
    split_over_departments(plan, by=by)
    made = list(plan.parts.all())
    assert {one.department.parent_id for one in made} == {cast.sales.pk}
    assert sum(one.goal for one in made) == plan.goal
    split_over_people(plan, by=by)
    assert not parts_differ(plan, by)
    with pytest.raises(Refused):
        split_over_departments(plan, by=by)
    with pytest.raises(Refused):
        split_over_departments(made[0], by=by)  # nothing is below it


def test_a_number_of_deals_is_split_into_whole_ones(cast):
    plan = a_plan(cast, "deals", goal="10", department=str(cast.sales.pk))
    split_over_people(plan, people=[str(cast.zhou.pk), str(cast.li.pk)], by=cast.actor(cast.manager))
    assert sorted(plan.parts.values_list("goal", flat=True)) == [5, 5]


def test_a_seller_sees_her_own_plans_and_changes_none(cast):
    hers, his = a_plan(cast, **mine(cast.zhou)), a_plan(cast, **mine(cast.li))
    whole = a_plan(cast, department=str(cast.east.pk))
    by = cast.actor(cast.zhou)
    assert list(SalesTarget.objects.visible_to(by)) == [hers]
    assert not SalesTarget.objects.visible_to(by, "change").exists()
    with pytest.raises(NotAllowed):
        create(entity_named("sales_targets"), {"measure": "orders", "goal": "1", "starts_on": "2026-01-01"}, by=by)
    for plan in (hers, his, whole):
        with pytest.raises((NotAllowed, Refused)):
            split_over_time(plan, by=by)


def test_money_received_is_not_planned_by_product(cast):
    with pytest.raises(Refused):
        a_plan(cast, "received", product=str(a_product(cast).pk), **mine(cast.zhou))


def test_the_pace_says_what_is_missing_and_where_it_ends():
    first, last = date(2026, 3, 2), date(2026, 3, 13)  # ten working days
    found = pace(Decimal(1000), Decimal(300), first, last, date(2026, 3, 9))
    assert (found.gap, found.share, found.time_gone, found.days_left) == (700, 30, 50, 5)
    assert (found.needed, found.forecast, found.behind) == (140, 600, True)
    assert pace(Decimal(1000), Decimal(0), first, last, first).forecast is None
    over = pace(Decimal(1000), Decimal(1200), first, last, date(2026, 4, 1))
    assert (over.gap, over.needed, over.forecast, over.behind) == (-200, None, 1200, False)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(-5, 400), st.integers(0, 10**9), st.integers(0, 10**9))
def test_what_is_needed_each_day_reaches_the_plan(first, length, goal, got):
    last = date.fromordinal(first.toordinal() + max(length, 0))
    for today in (first, last, date.fromordinal((first.toordinal() + last.toordinal()) // 2)):
        found = pace(Decimal(goal), Decimal(got), first, last, today)
        if found.needed is not None:
            assert abs(found.needed * found.days_left - max(found.gap, 0)) <= found.days_left * Decimal("0.01")
    assert working_days(first, last) <= max(length, 0) + 1


def test_every_measure_has_a_figure():
    assert timezone.localdate() >= FIRST
    assert {one.value for one in Measure} == {"orders", "invoiced", "received", "profit", "deals"}


def test_the_first_page_says_how_far_the_plan_of_the_month_is(cast, scene):
    plan = a_plan(cast, goal="4000", **mine(cast.zhou))
    a_plan(cast, goal="9000", **mine(cast.li))
    confirm(an_order(cast, cast.zhou, a_product(cast)), by=cast.actor(cast.zhou))
    page = words_of(Pages(cast.zhou).get("/"))
    assert "50%" in page
    assert f"/sales_targets/{plan.pk}" in page
    assert "9,000" not in page


def test_a_plan_opens_the_rows_behind_it(cast, scene):
    confirm(an_order(cast, cast.zhou, a_product(cast)), by=cast.actor(cast.zhou))
    confirm(an_order(cast, cast.li, a_product(cast, "减速机")), by=cast.actor(cast.li))
    plan = a_plan(cast, **mine(cast.zhou))
    page = words_of(Pages(cast.zhou).get(f"/sales_targets/{plan.pk}/rows"))
    assert "伺服电机" in page
    assert "减速机" not in page
    assert Pages(cast.li).get(f"/sales_targets/{plan.pk}/rows").status_code == 404
    assert Pages(cast.stranger).get(f"/sales_targets/{plan.pk}/rows").status_code == 404
    profit = a_plan(cast, "profit", **mine(cast.zhou))
    assert Pages(cast.zhou).get(f"/sales_targets/{profit.pk}/rows").status_code == 404
    assert Pages(cast.manager).get(f"/sales_targets/{profit.pk}/rows").status_code == 200

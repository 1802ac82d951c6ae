"""The department tree."""

from __future__ import annotations

import pytest
from django.test import Client

from zhike.areas.customers.models import Customer
from zhike.areas.organisation.actions.departments import move
from zhike.doors.web.settings import departments
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, restore, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import Department
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.search.upkeep import flush
from zhike.kernel.testing import Cast


def new_unit(cast: Cast, name: str, parent: Department | None) -> Department:
    values = {"name": name, "parent": parent.pk if parent else None}
    outcome = create(entity_named("departments"), values, by=cast.actor(cast.administrator))
    return Department.objects.get(pk=outcome.records[0])


def test_a_new_department_hangs_below_its_parent(cast: Cast) -> None:
    team = new_unit(cast, "苏州组", cast.east)
    assert team.path == f"{cast.east.path}{team.pk}/"
    assert new_unit(cast, "新集团", None).path.count("/") == 2


def test_moving_a_department_takes_all_below_it_along(cast: Cast) -> None:
    team = new_unit(cast, "苏州组", cast.east)
    desk = new_unit(cast, "电话组", team)
    outcome = move([cast.east], to=cast.office, by=cast.actor(cast.administrator))
    assert outcome.done == 1
    desk.refresh_from_db()
    assert desk.path == f"{cast.office.path}{cast.east.pk}/{team.pk}/{desk.pk}/"
    assert cast.customer_of(cast.zhou) not in Customer.objects.visible_to(cast.actor(cast.manager))


def test_a_parent_and_its_child_can_be_moved_in_one_go(cast: Cast) -> None:
    team = new_unit(cast, "苏州组", cast.east)
    move([cast.east, team], to=cast.office, by=cast.actor(cast.administrator))
    team.refresh_from_db()
    assert team.path == f"{cast.office.path}{team.pk}/"


@pytest.mark.parametrize("below", ["east", "sales"])
def test_a_department_cannot_be_moved_below_itself(cast: Cast, below: str) -> None:
    with pytest.raises(Refused, match=r"below itself|自己"):
        move([cast.sales], to=getattr(cast, below), by=cast.actor(cast.administrator))
    with pytest.raises(Refused):
        update(Chosen.of(cast.sales, by=cast.actor(cast.administrator)), {"parent": getattr(cast, below).pk},
               by=cast.actor(cast.administrator))  # fmt: skip
    cast.sales.refresh_from_db()
    assert cast.sales.parent_id == cast.group.pk


def test_a_seller_cannot_move_departments(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        move([cast.east], to=cast.office, by=cast.actor(cast.zhou))


def test_a_department_with_something_in_it_is_not_deleted_and_says_what(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    with pytest.raises(Refused) as refused:
        delete(Chosen.of(cast.sales, by=by), by=by)
    assert "2" in refused.value.message
    with pytest.raises(Refused) as refused:
        delete(Chosen.of(cast.east, by=by), by=by)
    assert "1" in refused.value.message
    assert refused.value.errors[0].code == "not_empty"
    empty = new_unit(cast, "空部门", cast.office)
    assert delete(Chosen.of(empty, by=by), by=by).done == 1


def test_a_deleted_department_comes_back_only_below_one_that_is_there(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    branch = new_unit(cast, "分部", cast.office)
    team = new_unit(cast, "小组", branch)
    for unit in (team, branch):
        delete(Chosen.of(unit, by=by), by=by)
    with pytest.raises(Refused):
        restore(Department, [team.pk], by=by)
    restore(Department, [branch.pk], by=by)
    assert restore(Department, [team.pk], by=by).done == 1


def test_two_thousand_departments_are_moved_as_cheaply_as_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    units = [Department(name=f"组{number}", parent=cast.east) for number in range(2000)]
    Department.objects.bulk_create(units)
    Department.objects.bulk_update([_placed(unit, cast.east) for unit in units], ["path"], batch_size=2000)
    flush()
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        move([cast.east], to=cast.office, by=cast.actor(cast.administrator))
    assert Department.objects.filter(path__startswith=f"{cast.office.path}{cast.east.pk}/").count() == 2001


def _placed(unit: Department, parent: Department) -> Department:
    unit.path = f"{parent.path}{unit.pk}/"
    return unit


def order(cast: Cast) -> list[str]:
    return [one["unit"].name for one in departments._in_order()]


def test_a_move_is_taken_back_and_the_taking_back_too(cast: Cast) -> None:
    by, team = cast.actor(cast.administrator), new_unit(cast, "苏州组", cast.east)
    before = order(cast)
    outcome = move([cast.east], to=cast.office, by=by)
    back = undo_batch(outcome.batch, by=by)
    team.refresh_from_db()
    assert team.path == f"{cast.east.path}{team.pk}/"
    assert order(cast) == before
    undo_batch(back.batch, by=by)
    assert Department.objects.get(pk=cast.east.pk).parent == cast.office


def test_what_was_moved_again_since_stays(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    outcome = move([cast.east], to=cast.office, by=by)
    move([cast.east], to=cast.group, by=by)
    with pytest.raises(Refused):
        undo_batch(outcome.batch, by=by)
    assert Department.objects.get(pk=cast.east.pk).parent == cast.group


def test_a_move_is_taken_back_only_by_who_may_move(cast: Cast) -> None:
    outcome = move([cast.east], to=cast.office, by=cast.actor(cast.administrator))
    with pytest.raises(NotFound):
        undo_batch(outcome.batch, by=cast.actor(cast.zhou))
    with pytest.raises(NotAllowed):  # the manager may undo what others did, but not move departments
        undo_batch(outcome.batch, by=cast.actor(cast.manager))


def test_arrow_keys_move_a_department_step_by_step(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)

    def press(unit: Department, step: str) -> int:
        return client.post(f"/settings/departments/{unit.pk}/place", {"step": step}).status_code

    assert order(cast).index("华东分公司") < order(cast).index("华南分公司")
    assert press(cast.south, "up") == 204
    assert order(cast).index("华南分公司") < order(cast).index("华东分公司")
    assert press(cast.east, "in") == 204
    assert Department.objects.get(pk=cast.east.pk).parent == cast.south
    assert press(cast.east, "out") == 204
    assert Department.objects.get(pk=cast.east.pk).parent == cast.sales
    assert press(cast.group, "out") == 204  # at the top already
    assert Department.objects.get(pk=cast.group.pk).parent is None


def test_a_drop_puts_a_department_before_after_or_into_another(cast: Cast, client: Client) -> None:
    client.force_login(cast.administrator)

    def drop(unit: Department, beside: Department, where: str) -> int:
        address = f"/settings/departments/{unit.pk}/place"
        return client.post(address, {"beside": beside.pk, "where": where}).status_code

    assert drop(cast.office, cast.east, "before") == 204
    assert order(cast).index("行政部") < order(cast).index("华东分公司")
    assert drop(cast.office, cast.east, "into") == 204
    assert Department.objects.get(pk=cast.office.pk).path.startswith(cast.east.path)
    assert drop(cast.sales, cast.east, "into") in (409, 422)  # not below itself
    answer = client.post(f"/settings/departments/{cast.office.pk}/place", {"beside": cast.sales.pk, "where": "after"})
    assert "undo" in answer.headers["HX-Trigger"]


def test_a_seller_places_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.zhou)
    assert client.post(f"/settings/departments/{cast.east.pk}/place", {"step": "out"}).status_code == 404
    assert Department.objects.get(pk=cast.east.pk).parent == cast.sales

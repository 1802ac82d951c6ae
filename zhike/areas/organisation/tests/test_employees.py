"""Colleagues: who may change what about them, and how they leave."""

from __future__ import annotations

import pytest

from zhike.areas.customers.models import Customer
from zhike.areas.organisation.actions.employees import (
    close_access,
    give_roles,
    leave,
    open_access,
    set_clearance,
)
from zhike.areas.organisation.actions.leave import come_back, go_on_leave
from zhike.areas.organisation.roles import Reaches, Sheet, set_rights, sheet_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.presets import preset_role
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import Employee, Grant, Role
from zhike.kernel.people.passwords import give_password
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast


@pytest.fixture
def personnel(cast: Cast) -> Employee:
    """Somebody who looks after people and sees all customers, but may do nothing else."""
    role = Role.objects.create(name="人事", powers=["organisation.people", "history.undo_others"])
    Grant.objects.create(role=role, entity="customers", verb="view", scope="own")
    person = cast.person("hr", cast.office, name="赵静")
    person.roles = [role.pk]
    person.save()
    return person


def ids(*roles: str) -> list[str]:
    return [str(preset_role(role).pk) for role in roles]


def test_a_seller_cannot_give_roles_not_even_to_herself(cast: Cast) -> None:
    for person in (cast.zhou, cast.li):
        with pytest.raises(NotAllowed):
            give_roles([person], roles=ids("administrator"), by=cast.actor(cast.zhou))


@pytest.mark.parametrize("role", ["administrator", "sales_manager", "seller"])
def test_who_looks_after_people_cannot_give_rights_that_they_lack(cast: Cast, personnel: Employee, role: str) -> None:
    for person in (personnel, cast.stranger):
        with pytest.raises(NotAllowed) as refused:
            give_roles([person], roles=ids(role), by=cast.actor(personnel))
        assert refused.value.errors[0].code == "beyond_own"


def test_who_looks_after_people_cannot_take_over_those_who_may_do_more(cast: Cast, personnel: Employee) -> None:
    by = cast.actor(personnel)
    for attempt in (
        lambda: give_password(cast.administrator, by=by),
        lambda: update(Chosen.of(cast.administrator, by=by), {"username": "mine"}, by=by),
        lambda: close_access([cast.administrator], by=by),
        lambda: leave([cast.manager], to=cast.zhou, by=by),
        lambda: delete(Chosen.of(cast.manager, by=by), by=by),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_a_move_to_another_department_gives_no_rights_that_the_mover_lacks(cast: Cast, personnel: Employee) -> None:
    by = cast.actor(personnel)
    with pytest.raises(NotAllowed):
        update(Chosen.of(cast.manager, by=by), {"department": cast.group.pk}, by=by)
    assert update(Chosen.of(cast.stranger, by=by), {"department": cast.group.pk}, by=by).done == 1


def test_a_role_cannot_be_made_stronger_than_its_maker(cast: Cast, personnel: Employee) -> None:
    by, own = cast.actor(personnel), Role.objects.get(name="人事")
    for wanted in (
        Sheet(frozenset(["*"])),
        Sheet(frozenset(["organisation.people", "customers.export"])),
        Sheet(frozenset(["organisation.people"]), {("customers", "view"): Reaches("all")}),
        Sheet(frozenset(["organisation.people"]), {("customers", "change"): Reaches("own")}),
    ):
        with pytest.raises(NotAllowed):
            set_rights(own.pk, wanted, by=by)
    assert set_rights(own.pk, Sheet(frozenset(["organisation.people"])), by=by).done == 1
    assert sheet_of(own).grants == {}


def test_roles_hold_only_rights_that_exist(cast: Cast) -> None:
    by, role = cast.actor(cast.administrator), preset_role("observer")
    for wanted in (
        Sheet(frozenset(["customers.fly"])),
        Sheet(grants={("customers", "fly"): Reaches("all")}),
        Sheet(grants={("customers", "view"): Reaches("everywhere")}),
        Sheet(grants={("customers", "view"): Reaches("chosen")}),
        Sheet(grants={("customers", "view"): Reaches("chosen", (987654,))}),
        Sheet(fields={("customers", "wings"): 1}),
    ):
        with pytest.raises(Refused):
            set_rights(role.pk, wanted, by=by)


def test_the_last_administrator_stays(cast: Cast) -> None:
    by, admin = cast.actor(cast.administrator), cast.administrator
    for attempt in (
        lambda: give_roles([admin], roles=[], by=by),
        lambda: close_access([admin], by=by),
        lambda: set_rights(preset_role("administrator").pk, Sheet(frozenset()), by=by),
        lambda: leave([admin], by=Actor.system()),
        lambda: delete(Chosen.of(admin, by=Actor.system()), by=Actor.system()),
        lambda: delete(Chosen.of(preset_role("administrator"), by=by), by=by),
    ):
        with pytest.raises(Refused):
            attempt()
    cast.person("second", cast.group, "administrator")
    assert give_roles([admin], roles=[], by=by).done == 1


def test_nobody_raises_their_own_clearance_nor_clears_beyond_their_own(cast: Cast, personnel: Employee) -> None:
    by = cast.actor(personnel)
    for person in (personnel, cast.stranger):
        with pytest.raises(NotAllowed):
            set_clearance([person], level="2", by=by)
    assert set_clearance([cast.stranger], level="0", by=by).done == 1
    with pytest.raises(Refused):
        update(Chosen.of(personnel, by=by), {"clearance": 3}, by=by)
    assert set_clearance([cast.zhou], level="3", by=cast.actor(cast.administrator)).done == 1


def test_rights_are_not_given_back_by_an_undo(cast: Cast, personnel: Employee) -> None:
    outcome = give_roles([cast.manager], roles=[], by=cast.actor(cast.administrator))
    with pytest.raises(Refused):
        undo_batch(outcome.batch or 0, by=cast.actor(personnel))
    assert Employee.objects.get(pk=cast.manager.pk).roles == []


def test_a_new_colleague_is_added_by_who_looks_after_people_and_cannot_sign_in_yet(
    cast: Cast, personnel: Employee
) -> None:
    values = {"name": "钱进", "username": "qian", "department": cast.east.pk}
    outcome = create(entity_named("employees"), values, by=cast.actor(personnel))
    person = Employee.objects.get(pk=outcome.records[0])
    assert not person.has_usable_password()
    assert person.roles == []
    with pytest.raises(NotAllowed):
        create(entity_named("employees"), values | {"username": "other"}, by=cast.actor(cast.manager))
    with pytest.raises(Refused) as refused:
        create(entity_named("employees"), values | {"username": "QIAN"}, by=cast.actor(personnel))
    assert refused.value.errors[0].field == "username"


def test_who_leaves_hands_everything_over(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    with pytest.raises(Refused) as refused:
        leave([cast.zhou], by=by)
    assert "1" in refused.value.message
    assert refused.value.errors[0].field == "to"
    leave([cast.zhou], to=cast.li, by=by)
    customer = Customer.objects.get(pk=cast.customer_of(cast.zhou).pk)
    assert (customer.owner, customer.department) == (cast.li, cast.south)
    gone = Employee.objects.get(pk=cast.zhou.pk)
    assert not gone.is_active
    assert gone.left_on is not None
    assert not Customer.objects.visible_to(cast.actor(cast.zhou)).exists()
    with pytest.raises(Refused, match=r"left|离职"):
        leave([cast.li], to=gone, by=by)


def test_who_left_comes_back_with_nothing_until_access_is_opened(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    leave([cast.zhou], to=cast.li, by=by)
    open_access([cast.zhou], by=by)
    assert Employee.objects.get(pk=cast.zhou.pk).left_on is None


def test_everybody_says_for_themselves_that_they_are_away(cast: Cast) -> None:
    go_on_leave([cast.zhou], stand_in=cast.li, by=cast.actor(cast.zhou))
    assert Employee.objects.get(pk=cast.zhou.pk).stand_in == cast.li
    with pytest.raises(NotAllowed):
        go_on_leave([cast.li], by=cast.actor(cast.zhou))
    come_back([cast.zhou], by=cast.actor(cast.zhou))
    assert not Employee.objects.get(pk=cast.zhou.pk).on_leave


def test_superiors_do_not_run_in_circles(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    with pytest.raises(Refused):
        update(Chosen.of(cast.manager, by=by), {"superior": cast.zhou.pk}, by=by)


def test_colleagues_do_not_see_roles_clearance_and_sign_in_names(cast: Cast) -> None:
    entity = entity_named("employees")
    assert not {"username", "roles", "clearance"} & set(entity.readable(cast.actor(cast.zhou)))
    assert {"name", "mobile"} <= set(entity.readable(cast.actor(cast.zhou)))

"""While somebody is on leave, the named stand-in has their rows as her own, and not a day longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zhike.areas.customers.models import Contact, Customer
from zhike.areas.organisation.actions.leave import come_back, end_leaves, go_on_leave
from zhike.kernel.access.why import why
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Change
from zhike.kernel.history.undo import undo_change
from zhike.kernel.notifications.models import Notification
from zhike.kernel.people.models import Employee, Role
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.search.finding import find
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(cast: Cast) -> Customer:
    """Zhou Min's customer, with a contact; she is on leave and Li Tao stands in."""
    found = cast.customer_of(cast.zhou)
    create(entity_named("contacts"), {"name": "顾建国", "customer": found.pk}, by=cast.actor(cast.zhou))
    go_on_leave([cast.zhou], stand_in=cast.li, by=cast.actor(cast.zhou))
    return Customer.objects.get(pk=found.pk)


def sees(cast: Cast, person: Employee, customer: Customer) -> bool:
    return Customer.objects.visible_to(cast.actor(person)).filter(pk=customer.pk).exists()


def test_the_stand_in_sees_and_changes_what_the_person_owns(cast: Cast, customer: Customer):
    by = cast.actor(cast.li)
    assert sees(cast, cast.li, customer)
    assert Contact.objects.visible_to(by).filter(customer=customer).exists()
    assert update(Chosen.of(customer, by=by), {"remarks": "代为跟进"}, by=by).done == 1
    assert customer.name in {hit.title for hit in find(customer.name, by=by)}


def test_it_ends_when_the_leave_ends(cast: Cast, customer: Customer):
    come_back([cast.zhou], by=cast.actor(cast.zhou))
    assert not sees(cast, cast.li, customer)
    with pytest.raises(NotFound):
        update(Chosen.of(customer, by=cast.actor(cast.li)), {"remarks": "x"}, by=cast.actor(cast.li))


def test_a_leave_with_a_last_day_ends_by_itself_on_the_day_after(cast: Cast):
    customer, today = cast.customer_of(cast.zhou), timezone.localdate()
    go_on_leave([cast.zhou], stand_in=cast.li, until=today, by=cast.actor(cast.zhou))
    assert end_leaves(today) == 0
    assert sees(cast, cast.li, customer)
    assert [end_leaves(today + timedelta(days=1)), end_leaves(today + timedelta(days=1))] == [1, 0]
    assert not sees(cast, cast.li, customer)
    cast.zhou.refresh_from_db()
    assert (cast.zhou.on_leave, cast.zhou.leave_until, cast.zhou.stand_in) == (False, None, None)
    assert Notification.objects.filter(employee=cast.li, values__name="周敏").exists()


def test_a_leave_without_a_last_day_lasts_until_somebody_says_so(cast: Cast, customer: Customer):
    assert end_leaves(timezone.localdate() + timedelta(days=400)) == 0
    assert sees(cast, cast.li, customer)


def test_nobody_goes_on_leave_until_yesterday(cast: Cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refused) as refused:
        go_on_leave([cast.zhou], until=yesterday, by=cast.actor(cast.zhou))
    assert refused.value.errors[0].field == "until"
    assert not Employee.objects.get(pk=cast.zhou.pk).on_leave


def test_it_reaches_no_further_than_the_stand_ins_own_roles_and_clearance(cast: Cast, customer: Customer):
    Customer.objects.filter(pk=customer.pk).update(security_level=3)
    assert not sees(cast, cast.li, customer)
    Customer.objects.filter(pk=customer.pk).update(security_level=0)
    Employee.objects.filter(pk=cast.li.pk).update(roles=[])
    assert not sees(cast, cast.li, customer)


def test_nobody_else_gains_and_the_person_loses_nothing(cast: Cast, customer: Customer):
    third = cast.person("third", cast.south, "seller")
    assert not sees(cast, third, customer)
    assert sees(cast, cast.zhou, customer)


def test_a_stand_in_who_goes_on_leave_hands_nothing_on(cast: Cast, customer: Customer):
    third = cast.person("third", cast.south, "seller")
    go_on_leave([cast.li], stand_in=third, by=cast.actor(cast.li))
    assert not sees(cast, third, customer)
    assert sees(cast, third, cast.customer_of(cast.li))


def test_who_can_no_longer_sign_in_has_no_stand_in(cast: Cast, customer: Customer):
    Employee.objects.filter(pk=cast.zhou.pk).update(is_active=False)
    assert not sees(cast, cast.li, customer)


def test_the_colleagues_card_is_not_the_stand_ins(cast: Cast, customer: Customer):
    Role.objects.get(pk=cast.li.roles[0]).grants.create(entity="employees", verb="change", scope="own")
    by = cast.actor(cast.li)
    assert not Employee.objects.visible_to(by, "change").filter(pk=cast.zhou.pk).exists()
    assert Employee.objects.visible_to(by, "change").filter(pk=cast.li.pk).exists()


def test_nobody_makes_themselves_a_stand_in(cast: Cast):
    keeper = Role.objects.create(name="keeper", powers=["organisation.people"])
    personnel = cast.person("hr", cast.office, "seller")
    Employee.objects.filter(pk=personnel.pk).update(roles=[*personnel.roles, keeper.pk])
    with pytest.raises(Refused):
        go_on_leave([cast.zhou], stand_in=personnel, by=cast.actor(personnel))
    with pytest.raises(NotAllowed):
        go_on_leave([cast.zhou], stand_in=cast.li, by=cast.actor(cast.li))
    assert not Employee.objects.get(pk=cast.zhou.pk).on_leave


def test_a_leave_is_not_brought_back_by_an_undo(cast: Cast, customer: Customer):
    come_back([cast.zhou], by=cast.actor(cast.zhou))
    ended = Change.objects.filter(kind="employee", record_id=cast.zhou.pk, changes__has_key="on_leave").first()
    with pytest.raises(Refused):
        undo_change(ended.id, by=cast.actor(cast.zhou))
    assert not sees(cast, cast.li, customer)


def test_the_stand_in_is_told_on_every_surface(cast: Cast, customer: Customer, client: Client):
    client.force_login(cast.li)
    assert "周敏" in client.get("/").content.decode()
    assert client.get(f"/customers/{customer.pk}").status_code == 200
    _token, text = issue(cast.li, "test", by=cast.actor(cast.li))
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {text}"}).json()
    assert [one["title"] for one in me["stands_in_for"]] == ["周敏"]


@pytest.mark.django_db(transaction=True)
def test_the_stand_in_is_notified(cast: Cast):
    go_on_leave([cast.zhou], stand_in=cast.li, by=cast.actor(cast.zhou))
    assert Notification.objects.filter(employee=cast.li, values__name="周敏").exists()


def test_why_says_for_whom_she_stands_in(cast: Cast, customer: Customer):
    told = why(cast.li, entity_named("customers"), customer.pk, by=cast.actor(cast.administrator))
    assert told.allowed
    assert any("周敏" in step.words and cast.li.name in step.words for step in told.steps)

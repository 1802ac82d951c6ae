"""The service desk sees every customer and changes none, but looks after contacts and writes what was done."""

from __future__ import annotations

import pytest
from django.test import Client

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.actions import freeze
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.why import why
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import Employee
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast: Cast) -> Employee:
    return cast.person("desk", cast.office, "service", name="客服小林")


@pytest.fixture
def by(cast: Cast, desk: Employee) -> Actor:
    return cast.actor(desk)


def contact(cast: Cast) -> Contact:
    made = create(
        entity_named("contacts"), {"name": "顾建国", "customer": cast.customer_of(cast.zhou).pk},
        by=cast.actor(cast.zhou),
    )  # fmt: skip
    return Contact.objects.get(pk=made.records[0])


def test_it_sees_a_customer_and_may_not_change_it(cast: Cast, by: Actor):
    customer = cast.customer_of(cast.zhou)
    assert Customer.objects.visible_to(by).filter(pk=customer.pk).exists()
    with pytest.raises(NotAllowed):
        update(Chosen.of(customer, by=by), {"remarks": "x"}, by=by)


def test_it_changes_contacts_and_adds_them_but_deletes_none(cast: Cast, by: Actor):
    one = contact(cast)
    assert update(Chosen.of(one, by=by), {"mobile": "13800138000"}, by=by).done == 1
    create(entity_named("contacts"), {"name": "新人", "customer": one.customer_id}, by=by)
    with pytest.raises(NotAllowed):
        delete(Chosen.of(one, by=by), by=by)


def test_it_writes_activities_and_changes_its_own_only(cast: Cast, by: Actor):
    customer = cast.customer_of(cast.zhou)
    log_activity(customer, kind="note", text="客服的记录", by=by)
    log_activity(customer, kind="note", text="销售的记录", by=cast.actor(cast.zhou))
    own, other = Activity.objects.get(subject="客服的记录"), Activity.objects.get(subject="销售的记录")
    assert update(Chosen.of(own, by=by), {"body": "更正"}, by=by).done == 1
    with pytest.raises(NotAllowed):
        update(Chosen.of(other, by=by), {"body": "更正"}, by=by)
    # The seller looks after all that hangs on her customer.
    assert update(Chosen.of(own, by=cast.actor(cast.zhou)), {"body": "更正"}, by=cast.actor(cast.zhou)).done == 0
    assert update(Chosen.of(own, by=cast.actor(cast.zhou)), {"body": "补充"}, by=cast.actor(cast.zhou)).done == 1


def test_on_a_frozen_customer_nothing_is_changed(cast: Cast, by: Actor):
    one = contact(cast)
    freeze(cast.customer_of(cast.zhou), reason="欠款", by=cast.actor(cast.administrator))
    with pytest.raises(Refused):
        update(Chosen.of(one, by=by), {"mobile": "13800138000"}, by=by)


def test_what_is_above_its_clearance_has_no_contacts(cast: Cast, by: Actor, desk: Employee):
    one = contact(cast)
    Customer.objects.filter(pk=one.customer_id).update(security_level=3)
    with pytest.raises(NotFound):
        update(Chosen.of(one, by=by), {"mobile": "13800138000"}, by=by)


def test_the_doors_say_the_same(cast: Cast, desk: Employee, client: Client):
    one = contact(cast)
    client.force_login(desk)
    assert client.get(f"/contacts/{one.pk}/edit").status_code == 200
    assert client.get(f"/customers/{one.customer_id}/edit").status_code in (403, 404)
    _token, text = issue(desk, "test", by=cast.actor(desk))
    for address, status in ((f"contacts/{one.pk}", 200), (f"customers/{one.customer_id}", 403)):
        answer = client.patch(
            f"/api/v1/{address}", {"remarks": "x"}, "application/json", headers={"Authorization": f"Bearer {text}"}
        )
        assert answer.status_code == status, answer.content


def test_why_says_that_the_contacts_own_grant_decides(cast: Cast, desk: Employee):
    one, asker = contact(cast), cast.actor(cast.administrator)
    assert why(desk, entity_named("contacts"), one.pk, "change", by=asker).allowed
    assert not why(desk, entity_named("contacts"), one.pk, "delete", by=asker).allowed
    assert not why(desk, entity_named("customers"), one.customer_id, "change", by=asker).allowed
    assert not why(cast.li, entity_named("contacts"), one.pk, "change", by=asker).allowed

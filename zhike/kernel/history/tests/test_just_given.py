"""Who hands a customer to the wrong colleague fetches it back, for a while, and gets sight of nothing else by it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.actions import transfer
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history import just_given
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import Employee, Grant, Role
from zhike.kernel.people.tokens import issue
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(cast: Cast) -> int:
    """Zhou Min, who may hand over her own customers, has given one with a contact and a task to Li Tao."""
    role = Role.objects.get(pk=cast.zhou.roles[0])
    Role.objects.filter(pk=role.pk).update(powers=[*role.powers, "customers.transfer"])
    Grant.objects.create(role=role, entity="customers", verb="transfer", scope="own")
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    create(entity_named("contacts"), {"name": "顾建国", "customer": customer.pk}, by=by)
    log_activity(customer, kind="task", text="报价", by=by)
    outcome = transfer(customer, to=cast.li, by=by)
    assert not Customer.objects.visible_to(cast.actor(cast.zhou)).exists()
    return outcome.batch


def refused(cast: Cast, batch: int, person: Employee | None = None) -> None:
    """It is refused in the words for any record out of reach, and nothing has moved."""
    with pytest.raises(Refused, match=r"无权|不能|may not|不可"):
        undo_batch(batch, by=cast.actor(person or cast.zhou))
    assert Customer.objects.get(pk=cast.customer_of(cast.zhou).pk).owner == cast.li
    assert not Customer.objects.visible_to(cast.actor(cast.zhou)).exists()


def test_she_fetches_it_back_with_all_that_went_along(cast: Cast, given: int):
    outcome = undo_batch(given, by=cast.actor(cast.zhou))
    assert not outcome.skipped
    customer = cast.customer_of(cast.zhou)
    owners = {Customer.objects.get(pk=customer.pk).owner, Contact.objects.get(customer=customer).owner}
    assert owners | {Activity.objects.get(customer=customer, kind="task").owner} == {cast.zhou}


def test_by_the_toast_on_the_page_and_by_a_program(cast: Cast, given: int, client: Client):
    client.force_login(cast.zhou)
    assert client.post(f"/batches/{given}/undo").status_code == 204
    assert Customer.objects.visible_to(cast.actor(cast.zhou)).exists()
    again = transfer(cast.customer_of(cast.zhou), to=cast.li, by=cast.actor(cast.zhou))
    _token, text = issue(cast.zhou, "test", by=cast.actor(cast.zhou))
    answer = Client().post(f"/api/v1/batches/{again.batch}/undo", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200, answer.content


def test_not_after_half_an_hour(cast: Cast, given: int, monkeypatch):
    monkeypatch.setattr(just_given, "OPEN_FOR", timedelta(0))
    refused(cast, given)


def test_not_once_somebody_changed_it(cast: Cast, given: int):
    customer = Customer.objects.get(pk=cast.customer_of(cast.zhou).pk)
    update(Chosen.of(customer, by=cast.actor(cast.li)), {"remarks": "李涛的笔记"}, by=cast.actor(cast.li))
    refused(cast, given)


def test_not_once_a_colleague_wrote_on_it(cast: Cast, given: int):
    """What Li Tao notes about his new customer is not for Zhou Min's eyes."""
    log_activity(cast.customer_of(cast.zhou), kind="note", text="机密", by=cast.actor(cast.li))
    refused(cast, given)


def test_not_when_her_rights_would_not_reach_it_any_more(cast: Cast, given: int):
    Grant.objects.filter(role=cast.zhou.roles[0], entity="customers", verb="change").delete()
    refused(cast, given)


def test_not_when_she_is_no_longer_cleared_for_it(cast: Cast, given: int):
    undo_batch(given, by=cast.actor(cast.zhou))
    customer, by = Customer.objects.get(pk=cast.customer_of(cast.zhou).pk), cast.actor(cast.zhou)
    update(Chosen.of(customer, by=by), {"security_level": 1}, by=by)
    again = transfer(customer, to=cast.li, by=by)
    Employee.objects.filter(pk=cast.zhou.pk).update(clearance=0)
    refused(cast, again.batch)


def test_nobody_else_fetches_it_by_her_batch(cast: Cast, given: int):
    """Not even a colleague who may undo what others did: the way is for whoever gave it away."""
    Role.objects.filter(pk__in=cast.zhou.roles).update(powers=["customers.transfer", "history.undo_others"])
    other = cast.person("other", cast.east, "seller")
    refused(cast, given, other)


def test_the_undoing_of_an_undoing_is_no_way_around(cast: Cast, given: int):
    """Li Tao's own undo can't be used by Zhou Min, nor hers to take from him what came back to him by right."""
    back = undo_batch(given, by=cast.actor(cast.zhou))
    undo_batch(back.batch, by=cast.actor(cast.administrator))
    assert Customer.objects.get(pk=cast.customer_of(cast.zhou).pk).owner == cast.li
    with pytest.raises(Refused):
        undo_batch(given, by=cast.actor(cast.zhou))


def test_many_at_once_and_those_that_were_touched_stay(cast: Cast, given: int):
    undo_batch(given, by=cast.actor(cast.zhou))
    many = [cast.customer(f"客户{number}", cast.zhou) for number in range(30)]
    outcome = transfer(Chosen.of(many, by=cast.actor(cast.zhou)), to=cast.li, by=cast.actor(cast.zhou))
    update(Chosen.of(many[:2], by=cast.actor(cast.li)), {"remarks": "x"}, by=cast.actor(cast.li))
    undone = undo_batch(outcome.batch, by=cast.actor(cast.zhou))
    assert {skip.id for skip in undone.skipped} == {one.pk for one in many[:2]}
    assert Customer.objects.filter(owner=cast.zhou, name__startswith="客户").count() == 28

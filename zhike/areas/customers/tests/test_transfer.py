"""Handing customers over."""

from datetime import date

import pytest
from django.db.models import Q
from django.utils import timezone

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.actions import change_owner, freeze, transfer
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.reading import history_of
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.notifications.models import Notification
from zhike.kernel.people.models import Grant, Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Run what is told after commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def contact_of(cast: Cast, customer: Customer, name: str, owner=None) -> Contact:
    values = {"name": name, "customer": customer.pk} | ({"owner": owner.pk} if owner else {})
    made = create(entity_named("contacts"), values, by=cast.actor(cast.administrator))
    return Contact.objects.get(pk=made.records[0])


def test_a_manager_hands_a_customer_over_with_its_contacts_and_open_tasks(cast: Cast, told):
    customer = cast.customer_of(cast.zhou)
    by = cast.actor(cast.manager)
    ours, theirs = contact_of(cast, customer, "顾建国"), contact_of(cast, customer, "沈丽", owner=cast.manager)
    log_activity(customer, kind="task", subject="寄样品", by=cast.actor(cast.zhou))
    with told():
        outcome = transfer(customer, to=cast.li, note="重点客户", by=by)
    assert (outcome.done, outcome.skipped) == (1, [])
    customer.refresh_from_db(), ours.refresh_from_db(), theirs.refresh_from_db()
    assert (customer.owner, customer.department) == (cast.li, cast.south)
    assert (ours.owner, theirs.owner) == (cast.li, cast.manager)
    assert Activity.objects.get(subject="寄样品").owner == cast.li
    assert [one.employee for one in Notification.objects.order_by("employee_id")] == [cast.zhou, cast.li]
    assert Notification.objects.get(employee=cast.li).values["note"] == "重点客户"


def test_contacts_and_tasks_stay_when_that_is_wished(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    contact = contact_of(cast, customer, "顾建国")
    log_activity(customer, kind="task", subject="寄样品", by=cast.actor(cast.zhou))
    transfer(customer, to=cast.li, with_contacts=False, with_open_work=False, by=cast.actor(cast.manager))
    contact.refresh_from_db()
    assert contact.owner == cast.zhou
    assert Activity.objects.get().owner == cast.zhou


def test_a_repeated_transfer_changes_nothing(cast: Cast):
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.manager)
    transfer(customer, to=cast.li, by=by)
    before = Customer.objects.values().get(pk=customer.pk)
    again = transfer(customer, to=cast.li, by=by)
    assert (again.done, len(again.skipped)) == (0, 1)
    assert Customer.objects.values().get(pk=customer.pk) == before


@pytest.mark.parametrize("left", [{"left_on": date(2020, 1, 1)}, {"is_active": False}, {"deleted_at": timezone.now()}])
def test_nothing_is_transferred_to_someone_who_has_left(cast: Cast, left):
    gone = cast.person("gone", cast.east, "seller", name="钱进", **left)
    with pytest.raises(Refused) as refusal:
        transfer(cast.customer_of(cast.zhou), to=gone, by=cast.actor(cast.manager))
    assert (refusal.value.errors[0].field, refusal.value.errors[0].code) == ("to", "has_left")
    assert Customer.objects.get(pk=cast.customer_of(cast.zhou).pk).owner == cast.zhou


def test_someone_who_leaves_later_can_still_own_customers(cast: Cast):
    leaving = cast.person("leaving", cast.east, "seller", left_on=date(2999, 1, 1))
    assert transfer(cast.customer_of(cast.zhou), to=leaving, by=cast.actor(cast.manager)).done == 1


def test_a_seller_cannot_transfer_even_her_own(cast: Cast):
    with pytest.raises(NotAllowed):
        transfer(cast.customer_of(cast.zhou), to=cast.li, by=cast.actor(cast.zhou))


def test_a_seller_with_the_power_cannot_transfer_what_is_not_hers(cast: Cast):
    role = Role.objects.create(name="可移交", powers=["customers.transfer"])
    Grant.objects.create(role=role, entity="customers", verb="transfer", scope="own")
    cast.zhou.roles = [*cast.zhou.roles, role.pk]
    cast.zhou.save(update_fields=["roles"])
    with pytest.raises(NotFound):
        transfer(
            Chosen.named(Customer, [cast.customer_of(cast.li).pk], by=cast.actor(cast.zhou)),
            to=cast.zhou,
            by=cast.actor(cast.zhou),
        )
    both = [cast.customer_of(cast.zhou).pk, cast.customer_of(cast.li).pk]
    assert (
        transfer(Chosen.named(Customer, both, by=cast.actor(cast.zhou)), to=cast.manager, by=cast.actor(cast.zhou)).done
        == 1
    )
    assert Customer.objects.get(pk=both[1]).owner == cast.li


def test_a_customer_above_the_new_owners_clearance_stays(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    Customer.objects.filter(pk=customer.pk).update(security_level=2)
    outcome = transfer(customer, to=cast.li, by=cast.actor(cast.manager))
    assert (outcome.done, len(outcome.skipped)) == (0, 1)


def test_a_frozen_customer_stays_with_its_owner(cast: Cast):
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.manager)
    freeze(customer, reason="欠款", by=by)
    with pytest.raises(Refused) as refusal:
        transfer(customer, to=cast.li, by=by)
    assert refusal.value.errors[0].code == "read_only"


def test_thousands_are_handed_over_in_one_batch(cast: Cast, told):
    Customer.objects.bulk_create(
        Customer(name=f"客户{n}", number=f"N{n}", owner=cast.zhou if n % 2 else cast.li, department=cast.east)
        for n in range(2500)
    )
    by = cast.actor(cast.administrator)
    new = cast.person("new", cast.south, "seller")
    with told():
        outcome = transfer(Chosen(Customer, by, Q(name__startswith="客户")), to=new, by=by)
    assert outcome.done == 2500
    assert Customer.objects.filter(owner=new).count() == 2500
    assert {one.employee_id: one.values["count"] for one in Notification.objects.all()} == {
        new.pk: 2500, cast.zhou.pk: 1250, cast.li.pk: 1250,
    }  # fmt: skip


def test_the_new_owner_sees_the_whole_history(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    with pytest.raises(NotFound):
        history_of(entity_named("customers"), customer.pk, by=cast.actor(cast.li))
    transfer(customer, to=cast.li, by=cast.actor(cast.manager))
    entries = history_of(entity_named("customers"), customer.pk, by=cast.actor(cast.li))
    assert [entry.verb for entry in entries] == ["U", "I"]


def test_a_transfer_is_undone_with_all_that_went_along(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    contact = contact_of(cast, customer, "顾建国")
    log_activity(customer, kind="task", subject="寄样品", by=cast.actor(cast.zhou))
    outcome = transfer(customer, to=cast.li, by=cast.actor(cast.manager))
    undo_batch(outcome.batch, by=cast.actor(cast.manager))
    contact.refresh_from_db(), customer.refresh_from_db()
    assert (customer.owner, customer.department, contact.owner) == (cast.zhou, cast.east, cast.zhou)
    assert Activity.objects.get().owner == cast.zhou


def test_a_contact_gets_another_owner(cast: Cast):
    contact = contact_of(cast, cast.customer_of(cast.zhou), "顾建国")
    assert change_owner(contact, to=cast.li, by=cast.actor(cast.zhou)).done == 1
    contact.refresh_from_db()
    assert (contact.owner, contact.department) == (cast.li, cast.south)

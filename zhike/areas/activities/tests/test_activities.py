"""Recording and finishing work, and the last contact that follows from it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from zhike.areas.activities.actions import assign, complete_task, log_activity, reopen_task
from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.notifications.models import Notification
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return cast.customer_of(cast.zhou)


@pytest.fixture
def contact(cast: Cast, customer: Customer) -> Contact:
    made = create(entity_named("contacts"), {"name": "顾建国", "customer": customer.pk}, by=cast.actor(cast.zhou))
    return Contact.objects.get(pk=made.records[0])


def last(record):
    return type(record).objects.values_list("last_contact_at", flat=True).get(pk=record.pk)


def test_a_call_moves_the_last_contact_without_a_revision(cast: Cast, customer, contact):
    at = timezone.now() - timedelta(hours=2)
    log_activity(
        customer,
        kind="call",
        text="确认指标",
        contact=contact,
        at=at,
        minutes=12,
        result="interested",
        by=cast.actor(cast.zhou),
    )
    assert last(customer) == last(contact) == at
    assert Customer.objects.get(pk=customer.pk).revision == customer.revision


def test_an_earlier_call_written_later_does_not_move_it_back(cast: Cast, customer):
    by, now = cast.actor(cast.zhou), timezone.now()
    for hours in (1, 30):
        log_activity(customer, kind="visit", text="拜访", at=now - timedelta(hours=hours), by=by)
    assert last(customer) == now - timedelta(hours=1)


@pytest.mark.parametrize("kind", ["note", "mail", "task"])
def test_a_note_is_no_contact(cast: Cast, customer, kind):
    log_activity(customer, kind=kind, text="内部讨论", by=cast.actor(cast.zhou))
    assert last(customer) is None


def test_the_last_contact_goes_back_when_a_call_is_undone_or_deleted_and_comes_again(cast: Cast, customer, contact):
    by, now = cast.actor(cast.zhou), timezone.now()
    first = now - timedelta(days=3)
    log_activity(customer, kind="call", text="第一次", at=first, contact=contact, by=by)
    outcome = log_activity(customer, kind="call", text="第二次", at=now, contact=contact, by=by)
    undo_batch(outcome.batch, by=by)
    assert last(customer) == last(contact) == first
    call = Activity.objects.get()
    binned = delete(Chosen.of(call, by=by), by=by)
    assert last(customer) is None
    undo_batch(binned.batch, by=by)
    assert last(customer) == first
    update(Chosen.of(call, by=by), {"kind": "note"}, by=by)
    assert last(customer) is None


def test_a_next_step_becomes_a_task_in_the_same_batch(cast: Cast, customer, contact):
    by, due = cast.actor(cast.zhou), timezone.now() + timedelta(days=2)
    outcome = log_activity(customer, kind="call", text="要报价", contact=contact, next_step="发报价", due_at=due, by=by)
    task = Activity.objects.get(kind="task")
    assert (task.subject, task.due_at, task.contact, task.owner) == ("发报价", due, contact, cast.zhou)
    undo_batch(outcome.batch, by=by)
    assert not Activity.objects.exists()


def test_many_customers_are_told_about_with_no_statement_for_each(cast: Cast, django_assert_max_num_queries):
    by = cast.actor(cast.manager)
    customers = [cast.customer(f"参展商{place}", cast.zhou) for place in range(30)]
    with django_assert_max_num_queries(40):
        outcome = log_activity(customers, kind="visit", text="展会面谈", next_step="寄样本", by=by)
    assert outcome.done == 60
    found = Activity.objects.filter(customer__in=customers).values_list("kind", "subject", "owner", "department")
    assert set(found) == {(kind, words, cast.manager.pk, cast.manager.department_id)
                          for kind, words in (("visit", "展会面谈"), ("task", "寄样本"))}  # fmt: skip
    assert all(last(one) for one in customers)
    undo_batch(outcome.batch, by=by)
    assert not Activity.objects.exists()


def test_the_subject_is_the_first_line_of_the_text(cast: Cast, customer):
    log_activity(customer, kind="note", text="客户背景\n老板重视刚性", by=cast.actor(cast.zhou))
    assert Activity.objects.get().subject == "客户背景"


def test_an_activity_without_words_is_refused(cast: Cast, customer):
    with pytest.raises(Refused):
        log_activity(customer, kind="note", text="  ", by=cast.actor(cast.zhou))


def test_a_call_to_come_is_refused(cast: Cast, customer):
    with pytest.raises(Refused) as refusal:
        log_activity(customer, kind="call", text="x", at=timezone.now() + timedelta(days=1), by=cast.actor(cast.zhou))
    assert refusal.value.errors[0].code == "in_the_future"


def test_the_contact_works_at_the_customer(cast: Cast, customer, contact):
    with pytest.raises(Refused) as refusal:
        log_activity(
            cast.customer_of(cast.manager), kind="call", text="x", contact=contact, by=cast.actor(cast.manager)
        )
    assert refusal.value.errors[0].field == "contact"


def test_nothing_is_recorded_on_what_is_out_of_sight(cast: Cast):
    others = cast.customer_of(cast.li)
    with pytest.raises(NotFound):
        log_activity(
            Chosen.named(Customer, [others.pk], by=cast.actor(cast.zhou)),
            kind="note",
            text="x",
            by=cast.actor(cast.zhou),
        )


def test_a_task_is_finished_once_and_reopened(cast: Cast, customer):
    by = cast.actor(cast.zhou)
    log_activity(customer, kind="task", text="寄样品", by=by)
    task = Activity.objects.get()
    assert complete_task(task, result="已签收", by=by).done == 1
    again = complete_task(task, by=by)
    assert (again.done, len(again.skipped)) == (0, 1)
    task.refresh_from_db()
    assert task.done_at is not None
    assert task.body.endswith("已签收")
    assert reopen_task(task, by=by).done == 1
    task.refresh_from_db()
    assert task.done_at is None


def test_a_task_is_assigned_to_a_colleague_who_is_told(cast: Cast, customer, django_capture_on_commit_callbacks):
    by = cast.actor(cast.manager)
    log_activity(customer, kind="task", text="寄样品", by=cast.actor(cast.zhou))
    with django_capture_on_commit_callbacks(execute=True):
        assign(Activity.objects.get(), to=cast.li, by=by)
    assert Activity.objects.get().owner == cast.li
    assert Notification.objects.get().employee == cast.li
    gone = cast.person("gone", cast.east, is_active=False)
    with pytest.raises(Refused):
        assign(Activity.objects.get(), to=gone, by=by)


def test_the_last_contact_follows_whatever_writes(cast: Cast, customer):
    now = timezone.now()
    Activity.objects.bulk_create(
        Activity(customer=customer, kind="call", subject=str(n), at=now - timedelta(days=n), owner=cast.zhou)
        for n in range(5)
    )
    assert last(customer) == now
    Activity.objects.filter(subject="0").delete()
    assert last(customer) == now - timedelta(days=1)
    Activity.objects.filter(subject="1").update(customer=cast.customer_of(cast.li))
    assert (last(customer), last(cast.customer_of(cast.li))) == (now - timedelta(days=2), now - timedelta(days=1))

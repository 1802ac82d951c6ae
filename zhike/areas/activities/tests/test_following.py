"""Who follows a record hears of what others do to it, as long as they may see it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.areas.activities.actions import log_activity
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.following.keeping import follow
from zhike.kernel.following.models import Follow
from zhike.kernel.following.telling import tell_followers
from zhike.kernel.following.watching import TASK
from zhike.kernel.history.models import Batch
from zhike.kernel.notifications.models import Notification
from zhike.kernel.people.models import Employee
from zhike.kernel.testing.cast import Cast

pytestmark = pytest.mark.django_db


def followed_by(cast: Cast, person: Employee, *records: Any) -> None:
    for record in records:
        follow(entity_named("customers"), record.pk, by=cast.actor(person))


def change(cast: Cast, person: Employee, *records: Any, **values: Any) -> Batch:
    chosen = Chosen.named(type(records[0]), [record.pk for record in records], by=cast.actor(person))
    outcome = update(chosen, values, by=cast.actor(person))
    return Batch.objects.get(pk=outcome.batch)


def told(cast: Cast, person: Employee) -> list[tuple[str, str]]:
    """The titles of the records of a person's messages, with the messages."""
    return [(one.values.get("title", ""), one.message) for one in Notification.objects.filter(employee=person)]


def queued() -> list[int]:
    return [job.args["batch_id"] for job in ProcrastinateJob.objects.filter(task_name=TASK)]


def test_a_manager_who_follows_a_customer_hears_what_the_seller_changes_once_it_is_kept(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    followed_by(cast, cast.manager, customer)
    batch = change(cast, cast.zhou, customer, home_page="https://jinji.example")
    assert queued() == [batch.pk]
    assert not told(cast, cast.manager)
    assert tell_followers(batch.pk) == 1
    assert told(cast, cast.manager) == [(customer.name, "%(by)s changed %(title)s, which you follow")]


def test_ten_small_changes_are_one_message_until_it_is_read(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    followed_by(cast, cast.manager, customer)
    for number in range(3):
        tell_followers(change(cast, cast.zhou, customer, remarks=f"第 {number} 次").pk)
    assert len(told(cast, cast.manager)) == 1


def test_who_follows_hears_of_a_call_with_the_customer_and_not_of_own_work(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    followed_by(cast, cast.manager, customer)
    followed_by(cast, cast.zhou, customer)
    log_activity(customer, kind="call", text="谈了交期", by=cast.actor(cast.zhou))
    tell_followers(Batch.objects.latest("pk").pk)
    assert told(cast, cast.manager) == [(customer.name, "%(by)s added something to %(title)s, which you follow")]
    assert not told(cast, cast.zhou)


def test_a_follower_who_lost_sight_of_the_record_is_told_nothing(cast: Cast):
    customer = cast.customer_of(cast.zhou)
    followed_by(cast, cast.manager, customer)
    followed_by(cast, cast.zhou, customer)
    customer.__class__.objects.filter(pk=customer.pk).update(owner=cast.li, department=cast.south)
    tell_followers(change(cast, cast.li, customer, remarks="归我了").pk)
    assert [title for title, _message in told(cast, cast.manager)] == [customer.name]
    assert not told(cast, cast.zhou)


def test_of_many_records_a_follower_is_told_how_many_in_few_statements(cast: Cast, django_assert_max_num_queries: Any):
    records = [cast.customer(f"苏州第{number}机床厂", cast.zhou) for number in range(6)]
    followed_by(cast, cast.manager, *records)
    batch = change(cast, cast.zhou, *records, remarks="同一天")
    with django_assert_max_num_queries(9):
        tell_followers(batch.pk)
    message = Notification.objects.get(employee=cast.manager)
    assert (message.message, message.values["count"]) == ("%(by)s changed %(count)s records that you follow", 6)


def test_nothing_is_queued_where_nobody_follows(cast: Cast):
    followed_by(cast, cast.manager, cast.customer_of(cast.li))
    change(cast, cast.zhou, cast.customer_of(cast.zhou), remarks="无人关注")
    assert not queued()


def test_a_seller_follows_and_lets_go_by_page_and_by_rest_but_not_what_she_cannot_see(cast: Cast):
    page, mine, other = Client(), cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    page.force_login(cast.zhou)
    assert 'aria-pressed="true"' in page.post(f"/customers/{mine.pk}/follow").content.decode()
    assert Follow.objects.filter(employee=cast.zhou, record_id=mine.pk).count() == 1
    assert page.post(f"/customers/{other.pk}/follow").status_code == 404
    address = f"/api/v1/customers/{mine.pk}/follow"
    assert json.loads(page.get(address).content) == {"following": True}
    assert json.loads(page.delete(address).content) == {"following": False}
    assert json.loads(page.put(address).content) == json.loads(page.put(address).content) == {"following": True}
    assert page.put(f"/api/v1/customers/{other.pk}/follow").status_code == 404
    assert not Follow.objects.filter(record_id=other.pk).exists()

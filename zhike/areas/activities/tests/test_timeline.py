"""The timeline of a card, and what somebody did on a day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.actions import transfer
from zhike.areas.customers.models import Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.directory import pinned
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import FieldRule, Role
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.testing import Cast
from zhike.kernel.timeline.day import day_of
from zhike.kernel.timeline.reading import timeline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def customer(cast: Cast) -> Customer:
    return cast.customer_of(cast.zhou)


def told(cast: Cast, customer: Customer, person=None, **asked) -> list[str]:
    page = timeline(entity_named("customers"), customer.pk, by=cast.actor(person or cast.manager), **asked)
    return [event.title for event in page.events]


def test_work_and_changes_stand_in_one_timeline_as_sentences(cast: Cast, customer):
    by = cast.actor(cast.zhou)
    log_activity(customer, kind="call", text="确认指标", by=by)
    update(Chosen.of(customer, by=by), {"level": "A", "credit_limit": "500000", "remarks": "x"}, by=by)
    transfer(customer, to=cast.li, by=cast.actor(cast.manager))
    assert told(cast, customer) == [
        "陈刚 transferred 苏州金鸡湖精密机械有限公司 to 李涛", "周敏 changed 3 fields", "周敏 called: 确认指标",
        "周敏 created 苏州金鸡湖精密机械有限公司",
    ]  # fmt: skip
    page = timeline(entity_named("customers"), customer.pk, by=cast.actor(cast.manager))
    assert "Level B → A" in page.events[1].note
    assert "Credit limit — → 500,000.00" in page.events[1].note


def test_kinds_can_be_chosen(cast: Cast, customer):
    by = cast.actor(cast.zhou)
    for kind in ("call", "note", "task"):
        log_activity(customer, kind=kind, text=kind, by=by)
    assert told(cast, customer, kinds=["call", "task"]) == ["Task for 周敏: task", "周敏 called: call"]
    assert told(cast, customer, kinds=["changes"]) == ["周敏 created 苏州金鸡湖精密机械有限公司"]


def test_pages_go_on_without_a_gap_or_a_repeat(cast: Cast, customer):
    by, now = cast.actor(cast.zhou), timezone.now()
    for n in range(9):
        update(Chosen.of(customer, by=by), {"remarks": str(n)}, by=by)
    Activity.objects.bulk_create(
        Activity(customer=customer, subject=str(n), at=now - timedelta(minutes=n // 2), owner=cast.zhou)
        for n in range(21)
    )
    seen, cursor = [], ""
    while True:
        page = timeline(entity_named("customers"), customer.pk, by=cast.actor(cast.manager), before=cursor, most=4)
        seen += [(event.at, event.key) for event in page.events]
        if page.next is None:
            break
        cursor = page.next
    assert len(seen) == len(set(seen)) == 31
    assert [at for at, _key in seen] == sorted((at for at, _key in seen), reverse=True)


@pytest.mark.parametrize("cursor", ["x", "eyJhY3Rpdml0aWVzIjogWzFdfQ", "W10", "/../", "é"])
def test_a_cursor_that_cannot_be_read_is_refused_in_words(cast: Cast, customer, cursor):
    with pytest.raises(Refused) as refusal:
        told(cast, customer, before=cursor)
    assert refusal.value.errors[0].code == "bad_cursor"


def test_ten_thousand_entries_take_four_queries(cast: Cast, customer):
    now = timezone.now()
    Activity.objects.bulk_create(
        (
            Activity(customer=customer, subject=str(n), at=now - timedelta(minutes=n), owner=cast.zhou)
            for n in range(10_000)
        ),
        batch_size=2000,
    )
    by = cast.actor(cast.zhou)
    with pinned(), CaptureQueriesContext(connection) as queries:
        timeline(entity_named("customers"), customer.pk, by=by)
    assert len(queries) <= 4


def test_nobody_reads_the_timeline_of_a_customer_out_of_sight(cast: Cast, customer):
    with pytest.raises(NotFound):
        told(cast, customer, cast.li)


def test_a_field_that_is_hidden_from_a_reader_is_not_in_the_timeline(cast: Cast, customer):
    observer = cast.person("observer", cast.sales, "observer")
    FieldRule.objects.create(role=Role.objects.get(pk=observer.roles[0]), entity="customers", field="remarks", access=0)
    by = cast.actor(cast.zhou)
    update(Chosen.of(customer, by=by), {"remarks": "底价 42 万", "level": "A"}, by=by)
    page = timeline(entity_named("customers"), customer.pk, by=cast.actor(observer))
    assert page.events[0].title == "周敏 changed 1 field"
    assert "42" not in page.events[0].note


def test_a_masked_number_stays_masked_in_the_timeline(cast: Cast, customer):
    by = cast.actor(cast.zhou)
    update(Chosen.of(customer, by=by), {"main_phone": "13812345678"}, by=by)
    page = timeline(entity_named("customers"), customer.pk, by=by)
    assert "13812345678" not in page.events[0].note


def test_a_parent_out_of_sight_is_not_named_in_the_timeline(cast: Cast, customer):
    secret = cast.customer("秘密集团", cast.li)
    update(Chosen.of(customer, by=cast.actor(cast.manager)), {"parent": secret.pk}, by=cast.actor(cast.manager))
    page = timeline(entity_named("customers"), customer.pk, by=cast.actor(cast.zhou))
    assert "秘密集团" not in page.events[0].note
    assert "秘密集团" in timeline(entity_named("customers"), customer.pk, by=cast.actor(cast.manager)).events[0].note


def test_a_day_holds_all_that_a_person_did(cast: Cast, customer):
    by = cast.actor(cast.zhou)
    log_activity(customer, kind="visit", text="到厂演示", by=by)
    update(Chosen.of(customer, by=by), {"level": "A"}, by=by)
    create(entity_named("contacts"), {"name": "顾建国", "customer": customer.pk}, by=by)
    today = timezone.localdate()
    titles = [event.title for event in day_of(cast.zhou.pk, today, by=by)]
    assert titles == [
        "周敏 created 顾建国",
        "周敏 changed 苏州金鸡湖精密机械有限公司",
        "周敏 visited: 到厂演示",
        "周敏 created 苏州金鸡湖精密机械有限公司",
    ]
    assert day_of(cast.zhou.pk, today - timedelta(days=1), by=by) == []


def test_superiors_and_heads_see_a_persons_day_and_colleagues_do_not(cast: Cast, customer):
    today = timezone.localdate()
    assert day_of(cast.zhou.pk, today, by=cast.actor(cast.manager))
    for other in (cast.li, cast.stranger):
        with pytest.raises(NotFound):
            day_of(cast.zhou.pk, today, by=cast.actor(other))
    head = cast.person("head", cast.group)
    cast.group.head = head
    cast.group.save(update_fields=["head"])
    assert day_of(cast.zhou.pk, today, by=cast.actor(head))


def test_a_superior_is_not_told_the_name_of_what_is_above_the_clearance(cast: Cast, customer):
    Customer.objects.filter(pk=customer.pk).update(security_level=3)
    titles = [event.title for event in day_of(cast.zhou.pk, timezone.localdate(), by=cast.actor(cast.manager))]
    assert titles == ["周敏 created 1 record of “Customer”"]

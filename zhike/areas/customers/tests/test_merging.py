"""Merging customers and contacts, and taking a merge back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.actions import freeze, merge_contacts, merge_customers
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.models import StoredFile
from zhike.kernel.following.models import Follow
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import Grant, Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.search.finding import find
from zhike.kernel.testing import Cast
from zhike.kernel.views.models import Pin

pytestmark = pytest.mark.django_db

KEPT_UP = {"revision", "updated_at"}


def book() -> dict[str, list[dict[str, Any]]]:
    """Everything that a merge may touch, but for the counters of changes."""
    found = {}
    for model in (Customer, Contact, Activity, StoredFile, Pin, Follow):
        rows = model.objects.order_by("pk").values()
        found[model.__name__] = [{key: value for key, value in row.items() if key not in KEPT_UP} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute("SELECT entity, record_id, tokens::text FROM search_document ORDER BY 1, 2")
        found["documents"] = cursor.fetchall()
    return found


def chosen(cast: Cast, who: Any, *records: Any) -> Chosen[Any]:
    return Chosen.named(type(records[0]), [record.pk for record in records], by=cast.actor(who))


@pytest.fixture
def pair(cast: Cast) -> tuple[Customer, Customer]:
    """Two cards of one company, with all that hangs on a card."""
    first = cast.customer("苏州华宸精密机械有限公司", cast.zhou, main_phone="0512-62881900", tags="战略")
    second = cast.customer(
        "苏州华宸精密", cast.zhou, main_phone="0512-62881901", email="info@huachen.example", tags="展会,战略"
    )
    by = cast.actor(cast.zhou)
    for customer, name in ((first, "顾建国"), (second, "沈丽")):
        made = create(entity_named("contacts"), {"name": name, "customer": customer.pk}, by=by)
        contact = Contact.objects.get(pk=made.records[0])
        log_activity(customer, kind="call", text=f"与{name}通话", contact=contact, by=by)
        Pin.objects.create(employee=cast.zhou, entity="customers", record_id=customer.pk)
    Pin.objects.create(employee=cast.manager, entity="customers", record_id=second.pk)
    Follow.objects.create(employee=cast.manager, entity="customers", record_id=second.pk)
    StoredFile.objects.create(
        entity="customers", record_id=second.pk, name="合同.pdf", media_type="application/pdf", size=1, digest="0" * 64
    )
    cast.customer("苏州华宸售后", cast.zhou, parent=second.pk)
    return first, second


def test_all_that_hung_on_either_hangs_on_the_one_that_is_kept(cast: Cast, pair):
    first, second = pair
    merge_customers(
        chosen(cast, cast.manager, first, second),
        into=first.pk,
        choices={"main_phone": second.pk},
        by=cast.actor(cast.manager),
    )
    first.refresh_from_db(), second.refresh_from_db()
    assert {one.name for one in first.contacts.all()} == {"顾建国", "沈丽"}
    assert first.activities.count() == 2
    assert [one.name for one in first.children.all()] == ["苏州华宸售后"]
    assert StoredFile.objects.get().record_id == first.pk
    assert set(Pin.objects.filter(record_id=first.pk).values_list("employee", flat=True)) == {
        cast.zhou.pk,
        cast.manager.pk,
    }
    assert (first.main_phone, first.email) == (second.main_phone, "info@huachen.example")
    assert len(first.tags) == 2
    assert second.deleted_at is not None
    assert second.merged_into == first


def test_an_undone_merge_leaves_no_trace(cast: Cast, pair):
    first, second = pair
    before = book()
    outcome = merge_customers(
        chosen(cast, cast.manager, first, second),
        into=first.pk,
        choices={"name": second.pk},
        by=cast.actor(cast.manager),
    )
    assert book() != before
    undone = undo_batch(outcome.batch, by=cast.actor(cast.manager))
    assert undone.skipped == []
    assert book() == before


def test_a_merged_customer_is_found_no_more_and_comes_back_with_the_undo(cast: Cast, pair):
    first, second = pair
    by = cast.actor(cast.manager)
    outcome = merge_customers(chosen(cast, cast.manager, first, second), into=first.pk, by=by)
    assert second.pk not in [hit.id for hit in find("华宸精密", by=by, only="customers")]
    undo_batch(outcome.batch, by=by)
    assert second.pk in [hit.id for hit in find("华宸精密", by=by, only="customers")]


def test_the_last_contact_is_the_latest_of_all(cast: Cast, pair):
    first, second = pair
    second.refresh_from_db()
    merge_customers(chosen(cast, cast.manager, first, second), into=first.pk, by=cast.actor(cast.manager))
    first.refresh_from_db()
    assert first.last_contact_at == second.last_contact_at


def test_a_frozen_customer_is_not_merged(cast: Cast, pair):
    first, second = pair
    freeze(second, reason="欠款", by=cast.actor(cast.manager))
    before = book()
    with pytest.raises(Refused) as refusal:
        merge_customers(chosen(cast, cast.manager, first, second), into=first.pk, by=cast.actor(cast.manager))
    assert refusal.value.errors[0].code == "read_only"
    assert book() == before


def test_a_seller_cannot_merge(cast: Cast, pair):
    with pytest.raises(NotAllowed):
        merge_customers(chosen(cast, cast.zhou, *pair), by=cast.actor(cast.zhou))


def test_a_seller_with_the_power_cannot_merge_what_she_cannot_see(cast: Cast, pair):
    role = Role.objects.create(name="可合并", powers=["customers.merge"])
    cast.zhou.roles = [*cast.zhou.roles, role.pk]
    cast.zhou.save(update_fields=["roles"])
    before = book()
    with pytest.raises(NotFound):
        merge_customers(chosen(cast, cast.zhou, pair[0], cast.customer_of(cast.li)), by=cast.actor(cast.zhou))
    assert book() == before
    assert merge_customers(chosen(cast, cast.zhou, *pair), by=cast.actor(cast.zhou)).done == 1


def test_whoever_sees_all_but_changes_own_only_cannot_merge_others(cast: Cast, pair):
    role = Role.objects.create(name="看全部", powers=["customers.merge"])
    Grant.objects.create(role=role, entity="customers", verb="view", scope="all")
    cast.zhou.roles = [*cast.zhou.roles, role.pk]
    cast.zhou.save(update_fields=["roles"])
    with pytest.raises(NotAllowed):
        merge_customers(chosen(cast, cast.zhou, pair[0], cast.customer_of(cast.li)), by=cast.actor(cast.zhou))


@pytest.mark.parametrize(
    ("into", "choices", "code"),
    [("other", {}, "not_chosen"), (None, {"owner": 0}, "not_choosable"), (None, {"number": 0}, "not_choosable"),
     (None, {"nonsense": 0}, "not_choosable"), (None, {"name": 10**9}, "not_choosable")],
)  # fmt: skip
def test_choices_that_cannot_be_made_are_refused(cast: Cast, pair, into, choices, code):
    first, second = pair
    kept = cast.customer_of(cast.li).pk if into else None
    wished = {name: one or second.pk for name, one in choices.items()}
    with pytest.raises(Refused) as refusal:
        merge_customers(
            chosen(cast, cast.manager, first, second), into=kept, choices=wished, by=cast.actor(cast.manager)
        )
    assert refusal.value.errors[0].code == code


def test_one_record_alone_is_not_merged(cast: Cast, pair):
    with pytest.raises(Refused):
        merge_customers(chosen(cast, cast.manager, pair[0]), by=cast.actor(cast.manager))


def test_a_parent_merged_into_its_grandchild_makes_no_circle(cast: Cast):
    by = cast.actor(cast.manager)
    top = cast.customer("华宸控股", cast.zhou)
    middle = cast.customer("华宸机械", cast.zhou, parent=top.pk)
    low = cast.customer("华宸售后", cast.zhou, parent=middle.pk)
    above = cast.customer("华宸集团", cast.zhou)
    update(Chosen.of(top, by=by), {"parent": above.pk}, by=by)
    before = book()
    outcome = merge_customers(chosen(cast, cast.manager, top, low), into=low.pk, by=by)
    low.refresh_from_db(), middle.refresh_from_db()
    assert (low.parent, middle.parent) == (above, low)
    undo_batch(outcome.batch, by=by)
    assert book() == before


def test_the_highest_security_level_holds(cast: Cast, pair):
    first, second = pair
    Customer.objects.filter(pk=second.pk).update(security_level=2)
    merge_customers(chosen(cast, cast.manager, first, second), into=first.pk, by=cast.actor(cast.manager))
    first.refresh_from_db()
    assert first.security_level == 2


def test_contacts_are_merged_with_their_reports_and_activities(cast: Cast, pair):
    by = cast.actor(cast.manager)
    first, second = Contact.objects.order_by("pk")
    update(Chosen.of(first, by=by), {"superior": second.pk}, by=by)
    before = book()
    outcome = merge_contacts(chosen(cast, cast.manager, first, second), into=first.pk, by=by)
    first.refresh_from_db()
    assert first.superior is None
    assert Activity.objects.filter(contact=first).count() == 2
    undo_batch(outcome.batch, by=by)
    assert book() == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_merge_is_undone_exactly(cast: Cast, data: st.DataObject):
    by, names = cast.actor(cast.manager), st.sampled_from(["华宸机械", "华辰机械", "云帆科技", "智联"])
    texts = st.sampled_from(["", "甲", "乙 '\"\\", "丙\n丁"])
    made: list[Customer] = []
    for _n in range(data.draw(st.integers(3, 6))):
        parent = data.draw(st.sampled_from([None, *[one.pk for one in made]]))
        values = {
            "remarks": data.draw(texts), "email": data.draw(st.sampled_from(["", "a@b.example"])), "parent": parent,
            "tags": data.draw(st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=3)),
            "credit_limit": data.draw(st.sampled_from([None, "0.10", "123456789.99"])),
        }  # fmt: skip
        made.append(cast.customer(data.draw(names), cast.zhou, **values))
        for _m in range(data.draw(st.integers(0, 2))):
            contact = create(entity_named("contacts"), {"name": "顾建国", "customer": made[-1].pk}, by=by).records[0]
            log_activity(
                made[-1],
                kind=data.draw(st.sampled_from(["call", "note", "task"])),
                text="联系",
                contact=Contact.objects.get(pk=contact),
                by=by,
            )
    picked = data.draw(st.lists(st.sampled_from(made), min_size=2, max_size=4, unique_by=lambda one: one.pk))
    choices = {
        name: data.draw(st.sampled_from(picked)).pk
        for name in data.draw(st.sets(st.sampled_from(["name", "remarks", "email", "tags", "credit_limit"])))
    }
    before = book()
    outcome = merge_customers(
        chosen(cast, cast.manager, *picked), into=data.draw(st.sampled_from(picked)).pk, choices=choices, by=by
    )
    assert Customer.objects.filter(pk__in=[one.pk for one in picked], deleted_at=None).count() == 1
    assert undo_batch(outcome.batch, by=by).skipped == []
    assert book() == before

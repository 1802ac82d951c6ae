"""The card, its tabs and its side panel, as different people meet them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact
from zhike.kernel.access.models import Look
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.people.models import FieldRule, Role
from zhike.kernel.testing.cast import Cast

SCRIPT = "<script>alert(1)</script>"
PAGES = ("", "/panel", "/timeline", "/history", "/files", "/related/contacts", "/related/customers")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def contact(cast: Cast, customer: Any, **values: Any) -> Contact:
    made = create(
        entity_named("contacts"),
        {"name": "顾建国", "customer": str(customer.pk), **values},
        by=cast.actor(cast.manager),
    )
    return Contact.objects.get(pk=made.records[0])


@pytest.mark.parametrize("part", PAGES)
def test_the_owner_opens_every_part_of_a_card(cast: Cast, part: str) -> None:
    customer = cast.customer_of(cast.zhou)
    assert signed_in(cast.zhou).get(f"/customers/{customer.pk}{part}").status_code == 200


@pytest.mark.parametrize("part", PAGES)
def test_a_seller_finds_nothing_at_a_card_outside_her_scope(cast: Cast, part: str) -> None:
    other = cast.customer_of(cast.li)
    answer = signed_in(cast.zhou).get(f"/customers/{other.pk}{part}")
    assert answer.status_code == 404
    assert other.name not in answer.content.decode()


@pytest.mark.parametrize(("part", "data"), [("/log", {"kind": "note", "text": "x"}), ("/pin", {}), ("/files/add", {})])
def test_a_seller_writes_nothing_on_a_card_outside_her_scope(cast: Cast, part: str, data: dict[str, str]) -> None:
    other = cast.customer_of(cast.li)
    assert signed_in(cast.zhou).post(f"/customers/{other.pk}{part}", data).status_code == 404
    assert not Activity.objects.filter(customer=other).exists()


def test_who_has_no_role_opens_no_card(cast: Cast) -> None:
    assert signed_in(cast.stranger).get(f"/customers/{cast.customer_of(cast.zhou).pk}").status_code == 404


def test_a_customer_above_ones_clearance_is_not_there(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    update(
        Chosen.of(customer, by=cast.actor(cast.administrator)),
        {"security_level": "3"},
        by=cast.actor(cast.administrator),
    )
    assert signed_in(cast.zhou).get(f"/customers/{customer.pk}").status_code == 404


def test_a_look_at_a_guarded_card_is_recorded_and_one_at_an_open_card_is_not(cast: Cast) -> None:
    customer, client = cast.customer_of(cast.zhou), signed_in(cast.zhou)
    client.get(f"/customers/{customer.pk}")
    assert not Look.objects.exists()
    update(
        Chosen.of(customer, by=cast.actor(cast.administrator)),
        {"security_level": "1"},
        by=cast.actor(cast.administrator),
    )
    client.get(f"/customers/{customer.pk}")
    client.get(f"/customers/{customer.pk}/panel")
    assert (
        list(Look.objects.values_list("employee_id", "record_id", "kind")) == [(cast.zhou.pk, customer.pk, "open")] * 2
    )


def test_every_entity_has_a_card(cast: Cast) -> None:
    client, customer = signed_in(cast.administrator), cast.customer_of(cast.zhou)
    contact(cast, customer)
    log_activity(customer, kind="call", text="通话", by=cast.actor(cast.zhou))
    for entity in entities():
        record = entity.model._default_manager.filter(deleted_at=None).first()
        if record is not None:
            assert client.get(entity.url(record.pk)).status_code == 200, entity.key


def test_scripts_in_every_text_stay_text(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    customer = cast.customer(
        f"甲{SCRIPT}", cast.manager, street=SCRIPT, remarks=SCRIPT, short_name=SCRIPT, main_products=SCRIPT
    )
    update(Chosen.of(customer, by=by), {"street": f"{SCRIPT}2", "tags": [SCRIPT]}, by=by)
    contact(cast, customer, post=SCRIPT)
    log_activity(customer, kind="note", text=SCRIPT, by=by)
    client = signed_in(cast.administrator)
    for part in PAGES:
        page = client.get(f"/customers/{customer.pk}{part}").content.decode()
        assert SCRIPT not in page, part


def test_a_hidden_field_is_nowhere_on_the_card(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    update(
        Chosen.of(customer, by=cast.actor(cast.administrator)),
        {"remarks": "只给经理看"},
        by=cast.actor(cast.administrator),
    )
    FieldRule.objects.create(
        role=Role.objects.get(pk=cast.zhou.roles[0]), entity="customers", field="remarks", access=0
    )
    client = signed_in(cast.zhou)
    for part in ("", "/panel", "/timeline", "/history", f"/history?on={timezone.localdate()}"):
        assert "只给经理看" not in client.get(f"/customers/{customer.pk}{part}").content.decode(), part


def test_a_parent_outside_ones_scope_is_not_named(cast: Cast) -> None:
    parent, child = cast.customer_of(cast.li), cast.customer_of(cast.zhou)
    update(Chosen.of(child, by=cast.actor(cast.manager)), {"parent": str(parent.pk)}, by=cast.actor(cast.manager))
    client = signed_in(cast.zhou)
    for part in ("", "/history"):
        assert parent.name not in client.get(f"/customers/{child.pk}{part}").content.decode()


def test_what_is_recorded_stands_on_the_timeline(cast: Cast) -> None:
    customer, client = cast.customer_of(cast.zhou), signed_in(cast.zhou)
    answer = client.post(f"/customers/{customer.pk}/log", {"kind": "call", "text": "确认技术指标", "minutes": "12"})
    assert answer.status_code == 204
    assert "records-changed" in answer["HX-Trigger"]
    assert "确认技术指标" in client.get(f"/customers/{customer.pk}").content.decode()


def test_an_open_task_stands_first_and_is_ticked_off(cast: Cast) -> None:
    customer, client = cast.customer_of(cast.zhou), signed_in(cast.zhou)
    client.post(f"/customers/{customer.pk}/log", {"kind": "task", "text": "发送报价", "due_at": "2030-01-01T09:00"})
    task = Activity.objects.get(kind="task")
    assert f'id="open-activities-{task.pk}"' in client.get(f"/customers/{customer.pk}").content.decode()
    assert client.post("/activities/actions/complete_task", {"ids": str(task.pk)}).status_code == 204
    page = client.get(f"/customers/{customer.pk}").content.decode()
    assert f'id="open-activities-{task.pk}"' not in page
    assert f'id="event-activities-{task.pk}"' in page


def test_an_empty_entry_is_refused_in_words(cast: Cast) -> None:
    answer = signed_in(cast.zhou).post(
        f"/customers/{cast.customer_of(cast.zhou).pk}/log",
        {"kind": "note", "text": " "},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 409
    assert "toast" in answer["HX-Trigger"]


def test_the_timeline_goes_on_where_it_stopped_and_tells_nothing_twice(cast: Cast) -> None:
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    for number in range(45):
        log_activity(customer, kind="note", text=f"第{number}条", by=by)
    client, url, seen = signed_in(cast.zhou), f"/customers/{customer.pk}/timeline", []
    while url:
        answer = client.get(url)
        seen += [one["event"].key for day in answer.context["days"] for one in day["events"]]
        url = answer.context["more_url"]
    assert len(seen) == len(set(seen)) == 46


def test_a_record_in_the_bin_says_so_and_offers_to_come_back(cast: Cast) -> None:
    customer = cast.customer_of(cast.manager)
    delete(Chosen.of(customer, by=cast.actor(cast.manager), verb="delete"), by=cast.actor(cast.manager))
    client = signed_in(cast.manager)
    page = client.get(f"/customers/{customer.pk}").content.decode()
    assert f"/customers/{customer.pk}/restore" in page
    assert f"/customers/{customer.pk}/edit" not in page
    assert client.post(f"/customers/{customer.pk}/restore").status_code == 204
    assert f"/customers/{customer.pk}/restore" not in client.get(f"/customers/{customer.pk}").content.decode()


def test_the_star_keeps_a_record_at_hand(cast: Cast) -> None:
    customer, client = cast.customer_of(cast.zhou), signed_in(cast.zhou)
    assert 'aria-pressed="true"' in client.post(f"/customers/{customer.pk}/pin").content.decode()
    assert customer.name in client.get("/").content.decode()
    assert 'aria-pressed="false"' in client.post(f"/customers/{customer.pk}/pin").content.decode()


def test_a_related_list_knows_its_parent(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    person = contact(cast, customer)
    page = signed_in(cast.zhou).get(f"/customers/{customer.pk}/related/contacts").content.decode()
    assert f"/contacts/new?customer={customer.pk}" in page
    assert f"/contacts/{person.pk}" in page


def test_a_related_list_holds_only_what_the_person_may_see(cast: Cast) -> None:
    parent = cast.customer_of(cast.zhou)
    child = cast.customer_of(cast.li)
    update(Chosen.of(child, by=cast.actor(cast.manager)), {"parent": str(parent.pk)}, by=cast.actor(cast.manager))
    assert child.name in signed_in(cast.manager).get(f"/customers/{parent.pk}/related/customers").content.decode()
    answer = signed_in(cast.zhou).get(f"/customers/{parent.pk}/related/customers")
    assert child.name not in answer.content.decode()
    assert [tab["count"] for tab in answer.context["tabs"] if tab["active"]] == ["0"]


def test_a_tab_alone_is_answered_without_the_frame(cast: Cast) -> None:
    url = f"/customers/{cast.customer_of(cast.zhou).pk}/history"
    part = signed_in(cast.zhou).get(
        url, headers={"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#card-tabs"}
    )
    assert part.content.decode().lstrip().startswith('<div id="card-tabs"')
    assert "<html" in signed_in(cast.zhou).get(url).content.decode()


def test_an_unknown_tab_is_not_found(cast: Cast) -> None:
    assert signed_in(cast.zhou).get(f"/customers/{cast.customer_of(cast.zhou).pk}/related/secrets").status_code == 404

"""The history of a record, batches and days as pages: what they show, to whom, and what they take back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from zhike.areas.customers.models import Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.testing.cast import Cast

HX = {"HX-Request": "true"}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def changed(cast: Cast, customer: Any, person: Any, **values: str) -> int:
    """The batch of a change that a person makes."""
    by = cast.actor(person)
    return int(update(Chosen.of(Customer.objects.get(pk=customer.pk), by=by), values, by=by).batch or 0)


def test_the_history_shows_from_what_to_what_and_by_whom(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    changed(cast, customer, cast.zhou, street="星湖街 1 号")
    changed(cast, customer, cast.zhou, street="星湖街 218 号")
    page = signed_in(cast.zhou).get(f"/customers/{customer.pk}/history").content.decode()
    assert "星湖街 1 号" in page
    assert "星湖街 218 号" in page
    assert "周敏" in page


def test_the_history_is_filtered_by_field_and_person(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    changed(cast, customer, cast.zhou, street="甲路")
    changed(cast, customer, cast.manager, postcode="215000")
    client, url = signed_in(cast.zhou), f"/customers/{customer.pk}/history"

    def entries(query: str) -> int:
        return sum(len(day["entries"]) for day in client.get(f"{url}?{query}").context["history_days"])

    assert entries("field=postcode") == 1
    assert entries(f"person={cast.manager.pk}") == 1
    assert entries(f"person={cast.manager.pk}&field=street") == 0


def test_the_history_is_paged_without_a_gap(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    for number in range(40):
        changed(cast, customer, cast.zhou, street=f"{number} 号")
    client, url, seen = signed_in(cast.zhou), f"/customers/{customer.pk}/history", []
    while url:
        page = client.get(url)
        seen += [entry["id"] for day in page.context["history_days"] for entry in day["entries"]]
        url = page.context["more_url"]
    assert len(seen) == len(set(seen)) == 41


def test_a_card_is_seen_as_it_was_and_before_it_was_there(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    changed(cast, customer, cast.zhou, street="旧址")
    client, today = signed_in(cast.zhou), timezone.localdate()
    assert "旧址" in client.get(f"/customers/{customer.pk}/history?on={today}").content.decode()
    assert client.get(f"/customers/{customer.pk}/history?on={today - timedelta(days=1)}").context["not_yet"]
    assert client.get(f"/customers/{customer.pk}/history?on=nonsense").status_code == 200


def test_one_change_is_taken_back_by_who_made_it(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    before = customer.street
    changed(cast, customer, cast.zhou, street="写错了")
    change = Change.objects.filter(kind="customer", record_id=customer.pk, verb="U").latest("id")
    assert signed_in(cast.zhou).post(f"/changes/{change.pk}/undo", headers=HX).status_code == 204
    customer.refresh_from_db()
    assert customer.street == before


def test_nobody_takes_back_the_change_of_another_without_the_permission(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    changed(cast, customer, cast.manager, street="经理改的")
    change = Change.objects.filter(kind="customer", record_id=customer.pk, verb="U").latest("id")
    assert signed_in(cast.zhou).post(f"/changes/{change.pk}/undo", headers=HX).status_code == 404
    customer.refresh_from_db()
    assert customer.street == "经理改的"


def test_a_batch_shows_its_records_and_is_taken_back_with_reasons(cast: Cast) -> None:
    first, second = cast.customer("甲公司", cast.manager), cast.customer("乙公司", cast.manager)
    by = cast.actor(cast.manager)
    batch = update(Chosen.named(Customer, [first.pk, second.pk], by=by), {"street": "同一条街"}, by=by).batch
    changed(cast, second, cast.manager, street="后来又改")
    client = signed_in(cast.manager)
    page = client.get(f"/batches/{batch}").content.decode()
    assert "甲公司" in page
    assert "乙公司" in page
    answer = client.post(f"/batches/{batch}/take-back", headers=HX)
    assert answer.context["done"] == 1
    assert answer.context["left"] == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.street, second.street) == ("", "后来又改")


def test_a_seller_opens_no_batch_of_a_colleague(cast: Cast) -> None:
    changed(cast, cast.customer_of(cast.li), cast.li, street="深南大道")
    batch = Batch.objects.filter(actor=cast.li).latest("id")
    assert signed_in(cast.zhou).get(f"/batches/{batch.pk}").status_code == 404
    assert signed_in(cast.li).get(f"/batches/{batch.pk}").status_code == 200


def test_a_batch_names_no_record_that_the_reader_may_not_see(cast: Cast) -> None:
    secret = cast.customer("绝密客户", cast.administrator, security_level="3")
    changed(cast, secret, cast.administrator, street="深巷")
    batch = Batch.objects.filter(actor=cast.administrator).latest("id")
    page = signed_in(cast.manager).get(f"/batches/{batch.pk}").content.decode()
    assert "绝密客户" not in page
    assert "深巷" not in page


def test_a_day_is_seen_by_the_person_and_the_superior_only(cast: Cast) -> None:
    url = f"/people/{cast.zhou.pk}/day/{timezone.localdate()}"
    assert signed_in(cast.zhou).get(url).status_code == 200
    assert signed_in(cast.manager).get(url).status_code == 200
    assert signed_in(cast.administrator).get(url).status_code == 200
    assert signed_in(cast.li).get(url).status_code == 404
    assert signed_in(cast.stranger).get(url).status_code == 404
    assert signed_in(cast.zhou).get(f"/people/{cast.zhou.pk}/day/yesterday").status_code == 404


def test_a_day_is_taken_back_only_when_its_date_was_typed(cast: Cast) -> None:
    customer, today = cast.customer_of(cast.zhou), timezone.localdate()
    changed(cast, customer, cast.zhou, street="今天改的")
    client, url = signed_in(cast.zhou), f"/people/{cast.zhou.pk}/day/{today}/undo"
    assert client.post(url, {"confirm": "yes"}, headers=HX).status_code == 422
    customer.refresh_from_db()
    assert customer.street == "今天改的"
    assert client.post(url, {"confirm": today.isoformat()}, headers=HX).status_code == 204
    assert not Customer.objects.filter(pk=customer.pk, street="今天改的").exists()


def test_a_superior_sees_no_name_above_the_clearance_in_a_day(cast: Cast) -> None:
    cast.customer("绝密客户", cast.administrator, security_level="3")
    page = signed_in(cast.manager).get(f"/people/{cast.administrator.pk}/day/{timezone.localdate()}")
    assert "绝密客户" not in page.content.decode()

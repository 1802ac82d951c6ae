"""Records by REST: listed, opened, created, changed, deleted, restored and copied."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from zhike.kernel.notifications.telling import notify

pytestmark = pytest.mark.django_db


def test_a_list_has_items_a_next_page_and_a_count(cast, zhou):
    for place in range(3):
        cast.customer(f"无锡太湖电子{place}厂", cast.zhou)
    first = zhou.get("/customers", {"limit": 3, "sort": "name"}).json()
    assert (len(first["items"]), first["count"], first["count_is_estimate"]) == (3, 4, False)
    second = zhou.get("/customers", {"limit": 3, "sort": "name", "cursor": first["next"]}).json()
    assert second["next"] is None
    assert len({one["id"] for one in first["items"] + second["items"]}) == 4


def test_ids_are_strings_and_amounts_are_decimal_strings_with_their_currency(cast, zhou):
    made = zhou.post("/customers", {"name": "常州龙城重工", "credit_limit": "1200000.5"}).json()
    assert isinstance(made["id"], str)
    assert made["owner"] == str(cast.zhou.pk)
    assert (made["credit_limit"], made["credit_limit_currency"]) == ("1200000.50", "CNY")


def test_a_list_can_be_filtered_searched_and_sorted(cast, admin):
    admin.post("/customers", {"name": "华宸精密", "level": "A", "vip": True})
    admin.post("/customers", {"name": "华宸物流", "level": "B"})
    by_filter = admin.get("/customers", {"filter[level]": "A", "fields": "name"}).json()
    assert [one["name"] for one in by_filter["items"]] == ["华宸精密"]
    by_words = admin.get("/customers", {"q": "华宸", "sort": "-name", "fields": "name"}).json()
    assert len(by_words["items"]) == 2
    where = (
        '{"or": [{"field": "level", "op": "eq", "value": "A"}, {"field": "name", "op": "contains", "value": "物流"}]}'
    )
    assert admin.get("/customers", {"where": where}).json()["count"] == 2
    assert (
        admin.get("/customers", {"filter[created_at__gte]": "2020-01-01", "filter[level__in]": "A,C"}).json()["count"]
        == 1
    )


def test_fields_restrict_what_is_sent(cast, zhou):
    record = zhou.get(f"/customers/{cast.customer_of(cast.zhou).pk}", {"fields": "name"}).json()
    assert set(record) == {"id", "revision", "name"}


def test_expand_sends_references_with_their_titles(cast, zhou):
    record = zhou.get(
        f"/customers/{cast.customer_of(cast.zhou).pk}", {"expand": "owner,department", "fields": "owner,department"}
    ).json()
    assert record["owner"] == {"id": str(cast.zhou.pk), "title": "周敏"}
    assert record["department"] == {"id": str(cast.east.pk), "title": "华东分公司"}


def test_expand_does_not_tell_the_title_of_a_record_that_the_caller_may_not_see(cast, zhou, admin):
    own, other = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    admin.patch(f"/customers/{own.pk}", {"parent": str(other.pk)})
    record = zhou.get(f"/customers/{own.pk}", {"expand": "parent"}).json()
    assert record["parent"] == {"id": str(other.pk), "title": None}


def test_a_count_can_be_left_out(cast, zhou):
    assert zhou.get("/customers", {"count": "false"}).json()["count"] is None


def test_a_record_is_created_with_its_place_and_batch(cast, zhou):
    made = zhou.post("/customers", {"name": "昆山阳澄湖食品"})
    assert made.status_code == 201
    assert made["Location"] == f"/api/v1/customers/{made.json()['id']}"
    assert zhou.get(f"/batches/{made['Zhike-Batch']}").json()["action"] == "customers.create"


def test_all_that_is_wrong_is_said_at_once(cast, zhou):
    answer = zhou.post("/customers", {"vip": "perhaps", "colour": "blue"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert {error["field"]: error["code"] for error in answer.json()["errors"]} == {
        "name": "required",
        "vip": "wrong_type",
        "colour": "unknown_field",
    }


def test_an_empty_field_does_not_hide_what_is_wrong_with_the_others(cast, zhou):
    own = cast.customer_of(cast.zhou).pk
    for answer in (
        zhou.post("/customers", {"name": "", "email": "not a mail", "level": "Z"}),
        zhou.post("/customers", {"email": "not a mail", "level": "Z"}),
        zhou.patch(f"/customers/{own}", {"name": "", "email": "not a mail", "level": "Z"}),
    ):
        assert answer.status_code == 422
        assert [error["field"] for error in answer.json()["errors"]] == ["name", "email", "level"]
    stranger = zhou.post("/departments", {"name": ""})
    assert stranger.status_code == 403


def test_only_what_is_sent_is_changed(cast, zhou):
    own = cast.customer_of(cast.zhou)
    changed = zhou.patch(f"/customers/{own.pk}", {"short_name": "金鸡湖"}).json()
    assert (changed["short_name"], changed["name"], changed["revision"]) == ("金鸡湖", own.name, own.revision + 1)


def test_a_deleted_record_can_be_restored(cast, admin):
    own = cast.customer_of(cast.zhou)
    assert admin.delete(f"/customers/{own.pk}").json()["done"] == 1
    assert admin.get(f"/customers/{own.pk}").status_code == 404
    assert admin.get("/customers", {"bin": "true"}).json()["items"][0]["id"] == str(own.pk)
    assert admin.post(f"/customers/{own.pk}/restore").json()["done"] == 1
    assert admin.get(f"/customers/{own.pk}").status_code == 200


def test_a_batch_can_be_undone(cast, zhou):
    own = cast.customer_of(cast.zhou)
    batch = zhou.patch(f"/customers/{own.pk}", {"short_name": "金鸡湖"})["Zhike-Batch"]
    assert zhou.post(f"/batches/{batch}/undo").json()["done"] == 1
    assert zhou.get(f"/customers/{own.pk}").json()["short_name"] == ""
    again = zhou.post(f"/batches/{batch}/undo")
    assert (again.status_code, again.json()["errors"][0]["code"]) == (422, "undone_already")


def test_a_copy_takes_what_is_sent_over_the_original(cast, zhou):
    own = cast.customer_of(cast.zhou)
    zhou.patch(f"/customers/{own.pk}", {"level": "A", "tags": ["展会", "老客户"]})
    copied = zhou.post(f"/customers/{own.pk}/copy", {"name": "苏州金鸡湖精密机械二厂"})
    assert copied.status_code == 201, copied.json()
    assert (copied.json()["level"], sorted(copied.json()["tags"])) == ("A", sorted(["展会", "老客户"]))
    assert copied.json()["number"] != zhou.get(f"/customers/{own.pk}").json()["number"]


def test_the_history_tells_who_changed_what_from_what_to_what(cast, zhou):
    own = cast.customer_of(cast.zhou)
    zhou.patch(f"/customers/{own.pk}", {"level": "A"})
    zhou.patch(f"/customers/{own.pk}", {"level": "B"})
    entry = zhou.get(f"/customers/{own.pk}/history").json()["items"][0]
    assert entry["changes"]["level"] == ["A", "B"]
    assert (entry["by"], entry["door"], entry["verb"]) == ({"id": str(cast.zhou.pk), "title": "周敏"}, "api", "update")


def test_the_history_is_read_page_by_page(cast, zhou):
    own = cast.customer_of(cast.zhou)
    for word in ("甲", "乙", "丙"):
        zhou.patch(f"/customers/{own.pk}", {"short_name": word})
    first = zhou.get(f"/customers/{own.pk}/history", {"limit": 2}).json()
    rest = zhou.get(f"/customers/{own.pk}/history", {"limit": 5, "cursor": first["next"]}).json()
    assert rest["next"] is None
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 4


def test_a_record_can_be_read_as_it_was(cast, zhou):
    own = cast.customer_of(cast.zhou)
    zhou.patch(f"/customers/{own.pk}", {"level": "A", "credit_limit": "100"})
    moment = timezone.now().isoformat()
    zhou.patch(f"/customers/{own.pk}", {"level": "B", "credit_limit": "250.25"})
    was = zhou.get(f"/customers/{own.pk}", {"as_of": moment}).json()
    assert (was["level"], was["credit_limit"]) == ("A", "100.00")
    too_early = zhou.get(f"/customers/{own.pk}", {"as_of": "2001-01-01T00:00:00Z"})
    assert (too_early.status_code, too_early.json()["detail"]) == (404, "那时还没有这条记录。")
    assert zhou.get(f"/customers/{own.pk}", {"as_of": "last week"}).status_code == 422


def test_the_timeline_shows_the_activities_of_a_customer(cast, zhou):
    own = cast.customer_of(cast.zhou)
    zhou.post("/activities", {"kind": "call", "subject": "报价", "customer": str(own.pk)})
    found = zhou.get(f"/customers/{own.pk}/timeline").json()
    assert [one["subject"] for one in found["items"]] == ["报价"]


def test_many_records_are_changed_at_once_by_a_filter(cast, admin):
    answer = admin.post(
        "/customers/actions/update", {"filter": {"name__contains": "有限公司"}, "values": {"level": "C"}}
    ).json()
    assert answer["done"] == 3
    assert admin.get("/customers", {"filter[level]": "C"}).json()["count"] == 3
    assert admin.post(f"/batches/{answer['batch']}/undo").json()["done"] == 3


def test_records_for_an_action_are_named_or_described_but_not_both(cast, admin):
    both = {"ids": ["1"], "filter": {"name": "x"}, "values": {"level": "A"}}
    assert admin.post("/customers/actions/update", both).status_code == 422
    assert admin.post("/customers/actions/update", {"values": {"level": "A"}}).status_code == 422
    assert admin.post("/customers/actions/update", {"filter": {}, "values": {"level": "A"}}).status_code == 422


def test_search_finds_by_two_characters_and_by_pinyin_initials(cast, zhou):
    for words in ("金鸡", "jjh"):
        hits = zhou.get("/search", {"q": words}).json()["items"]
        assert [hit["title"] for hit in hits] == [cast.customer_of(cast.zhou).name], words


def test_a_duplicate_of_ones_own_record_is_named(cast, zhou):
    found = zhou.get("/duplicates", {"entity": "customers", "name": "苏州金鸡湖精密机械"}).json()["items"]
    assert [one["id"] for one in found] == [str(cast.customer_of(cast.zhou).pk)]


def test_the_caller_is_told_who_she_is_and_what_she_may_do(cast, zhou):
    me = zhou.get("/me").json()
    assert (me["username"], me["administrator"], me["department"]["title"]) == ("zhou", False, "华东分公司")
    customers = next(one for one in zhou.get("/entities").json()["items"] if one["key"] == "customers")
    assert {"code", "name"} & {field["name"] for field in customers["fields"]} == {"name"}
    assert not next(field for field in customers["fields"] if field["name"] == "owner")["writable"]


def test_notifications_are_read_one_by_one(cast, zhou):
    notify([cast.zhou.pk], "%(by)s transferred %(title)s to you", {"by": "陈刚", "title": "华宸"})
    note = zhou.get("/notifications", {"unread": "true"}).json()["items"][0]
    assert "华宸" in note["message"]
    assert zhou.post(f"/notifications/{note['id']}/read").json()["read_at"]
    assert zhou.get("/notifications", {"unread": "true"}).json()["items"] == []


def test_a_file_is_attached_listed_fetched_and_binned(cast, zhou):
    own = cast.customer_of(cast.zhou).pk
    sent = SimpleUploadedFile("报价单.txt", "一台车床".encode(), "text/plain")
    made = zhou.client.post(f"/api/v1/customers/{own}/files", {"file": sent})
    assert (made.status_code, made.json()["name"]) == (201, "报价单.txt"), made.content
    assert [one["id"] for one in zhou.get(f"/customers/{own}/files").json()["items"]] == [made.json()["id"]]
    fetched = zhou.get(f"/files/{made.json()['id']}")
    assert b"".join(fetched.streaming_content).decode() == "一台车床"
    assert fetched["Content-Disposition"].startswith("attachment")
    assert zhou.delete(f"/files/{made.json()['id']}").json()["done"] == 1
    assert zhou.get(f"/files/{made.json()['id']}").status_code == 404


def test_the_administrator_is_told_why_a_seller_cannot_see_a_record(cast, admin, zhou):
    path, query = f"/customers/{cast.customer_of(cast.li).pk}/why", {"person": str(cast.zhou.pk)}
    told = admin.get(path, query).json()
    assert not told["allowed"]
    assert "against" in {step["speaks"] for step in told["steps"]}
    assert zhou.get(path, query).status_code == 403


def test_customers_are_transferred_merged_and_frozen_by_rest(cast, admin):
    one, two = cast.customer_of(cast.zhou).pk, cast.customer_of(cast.li).pk
    given = admin.post(f"/customers/{one}/actions/transfer", {"to": str(cast.li.pk), "note": "请跟进"}).json()
    assert (given["done"], admin.get(f"/customers/{one}").json()["owner"]) == (1, str(cast.li.pk))
    merged = admin.post(
        "/customers/actions/merge", {"ids": [str(one), str(two)], "into": str(one), "choices": {"name": str(two)}}
    )
    assert merged.status_code == 200, merged.content
    assert admin.get(f"/customers/{one}").json()["name"] == cast.customer_of(cast.li).name
    assert admin.get(f"/customers/{two}").status_code == 404
    assert admin.post(f"/batches/{merged.json()['batch']}/undo").status_code == 200
    assert admin.get(f"/customers/{two}").status_code == 200
    assert admin.post(f"/customers/{two}/actions/freeze", {"reason": "欠款"}).json()["done"] == 1
    assert admin.patch(f"/customers/{two}", {"level": "A"}).status_code == 422

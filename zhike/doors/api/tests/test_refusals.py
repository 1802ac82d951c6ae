"""What the REST door refuses: records out of sight, fields out of reach, and who may not call at all."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from zhike.areas.organisation.actions.employees import close_access
from zhike.config.environment import networks
from zhike.doors.api import rates
from zhike.kernel.people.models import FieldAccess, FieldRule, Role
from zhike.kernel.people.sessions import end_sessions
from zhike.kernel.people.tokens import revoke
from zhike.kernel.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_seller_cannot_open_what_she_cannot_see(cast, zhou):
    theirs = cast.customer_of(cast.li).pk
    for path in ("", "/history", "/timeline", "?as_of=2030-01-01T00:00:00Z"):
        answer = zhou.get(f"/customers/{theirs}{path}")
        assert answer.status_code == 404, path
        assert "前海" not in answer.content.decode()


def test_a_guessed_id_looks_like_one_that_never_was(cast, zhou):
    theirs = zhou.get(f"/customers/{cast.customer_of(cast.li).pk}").json()
    never = zhou.get("/customers/987654321").json()
    assert theirs == never


@pytest.mark.parametrize("guess", ["0", "-1", "1.0", "abc", "9" * 40, "１２", "1%00", "%F0%9F%92%A9", "1;drop", "null"])
def test_what_cannot_be_an_id_is_not_found(zhou, guess):
    for path in (f"/customers/{guess}", f"/contacts/{guess}/history", f"/batches/{guess}", f"/jobs/{guess}"):
        assert zhou.get(path).status_code == 404


def test_a_seller_cannot_list_search_or_count_what_she_cannot_see(cast, zhou):
    for query in ({}, {"q": "前海"}, {"filter[name__contains]": "前海"}, {"filter[owner]": str(cast.li.pk)}):
        found = zhou.get("/customers", query).json()
        assert "前海" not in json.dumps(found, ensure_ascii=False)
        assert found["count"] <= 1
    assert zhou.get("/search", {"q": "前海"}).json() == {"items": []}
    assert zhou.get("/customers", {"bin": "true"}).json()["items"] == []


def test_a_seller_cannot_change_delete_restore_or_copy_what_she_cannot_see(cast, zhou, admin):
    theirs = cast.customer_of(cast.li).pk
    assert zhou.patch(f"/customers/{theirs}", {"level": "A"}).status_code == 404
    assert zhou.delete(f"/customers/{theirs}").status_code == 404
    assert zhou.post(f"/customers/{theirs}/copy").status_code == 404
    admin.delete(f"/customers/{theirs}")
    assert zhou.post(f"/customers/{theirs}/restore").status_code == 404


def test_a_seller_cannot_edit_in_bulk_what_she_cannot_see(cast, zhou, admin):
    theirs, hers = cast.customer_of(cast.li).pk, cast.customer_of(cast.zhou).pk
    assert zhou.post("/customers/actions/update", {"ids": [str(theirs)], "values": {"level": "A"}}).status_code == 404
    mixed = zhou.post("/customers/actions/update", {"ids": [str(theirs), str(hers)], "values": {"level": "A"}}).json()
    assert (mixed["done"], mixed["records"]) == (1, [str(hers)])
    everything = zhou.post(
        "/customers/actions/update", {"filter": {"name__contains": "公司"}, "values": {"level": "C"}}
    ).json()
    assert everything["done"] == 1
    assert admin.get(f"/customers/{theirs}").json()["level"] not in ("A", "C")
    assert zhou.post("/customers/actions/delete", {"q": "前海"}).json()["done"] == 0


def test_a_seller_cannot_undo_the_batch_of_another(cast, zhou, admin):
    batch = admin.patch(f"/customers/{cast.customer_of(cast.zhou).pk}", {"level": "A"})["Zhike-Batch"]
    assert zhou.get(f"/batches/{batch}").status_code == 404
    assert zhou.post(f"/batches/{batch}/undo").status_code == 404


def test_a_duplicate_out_of_sight_tells_its_owner_and_nothing_more(cast, zhou):
    found = zhou.get("/duplicates", {"entity": "customers", "name": "深圳前海云帆科技有限公司"}).json()["items"]
    assert [(one["owner"], "id" in one, "title" in one, one["reasons"]) for one in found] == [
        ("李涛", False, False, [])
    ]


def test_a_filter_by_a_field_that_is_hidden_is_a_filter_by_no_field(cast, program):
    role = Role.objects.get(pk=cast.zhou.roles[0])
    FieldRule.objects.create(role=role, entity="customers", field="credit_limit", access=FieldAccess.HIDDEN)
    zhou = program(cast.zhou)
    for query in ({"filter[credit_limit__gt]": "1"}, {"sort": "credit_limit"}, {"fields": "credit_limit"}):
        assert zhou.get("/customers", query).status_code == 422, query
    assert "credit_limit" not in zhou.get(f"/customers/{cast.customer_of(cast.zhou).pk}").json()


def test_a_field_that_may_only_be_read_is_not_written(cast, program):
    role = Role.objects.get(pk=cast.zhou.roles[0])
    FieldRule.objects.create(role=role, entity="customers", field="credit_limit", access=FieldAccess.READ)
    zhou, own = program(cast.zhou), cast.customer_of(cast.zhou).pk
    answer = zhou.patch(f"/customers/{own}", {"credit_limit": "5.00"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "read_only")
    bulk = zhou.post("/customers/actions/update", {"ids": [str(own)], "values": {"credit_limit": "5.00"}})
    assert bulk.status_code == 422
    assert zhou.get(f"/customers/{own}").json()["credit_limit"] is None


def test_the_owner_is_written_by_transfer_only(cast, zhou):
    answer = zhou.patch(f"/customers/{cast.customer_of(cast.zhou).pk}", {"owner": str(cast.li.pk)})
    assert answer.status_code == 422


def test_two_people_who_save_the_same_record_are_told(cast, zhou, admin):
    path = f"/customers/{cast.customer_of(cast.zhou).pk}"
    hers, his = zhou.get(path)["ETag"], admin.get(path)["ETag"]
    assert zhou.patch(path, {"short_name": "一"}, If_Match=hers).status_code == 200
    late = admin.patch(path, {"short_name": "二"}, If_Match=his)
    assert (late.status_code, late.json()["errors"][0]["code"]) == (409, "changed_meanwhile")
    assert admin.delete(path, If_Match=his).status_code == 409
    assert zhou.get(path).json()["short_name"] == "一"


def test_if_match_forgives_a_weakened_tag_and_a_star_but_not_nonsense(cast, zhou):
    path = f"/customers/{cast.customer_of(cast.zhou).pk}"
    assert zhou.patch(path, {"short_name": "一"}, If_Match=f"W/{zhou.get(path)['ETag']}").status_code == 200
    assert zhou.patch(path, {"short_name": "二"}, If_Match="*").status_code == 200
    assert zhou.patch(path, {"short_name": "三"}, If_Match="3").status_code == 400
    assert zhou.patch(path, {"short_name": "三"}, If_Match='"abc"').status_code == 409


def test_nobody_calls_without_a_token_or_a_session(cast, client):
    for path in ("customers", "me", "search?q=x", "customers/1/history", "batches/1"):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="zhike"')
        assert answer["Content-Type"] == "application/problem+json"


def test_a_token_after_revocation_opens_nothing(cast, zhou):
    assert zhou.get("/me").status_code == 200
    revoke(zhou.token.pk, by=cast.actor(cast.zhou))
    assert zhou.get("/me").status_code == 401


def test_an_expired_token_opens_nothing(cast, zhou):
    zhou.token.expires_at = timezone.now()
    zhou.token.save()
    assert zhou.get("/me").status_code == 401


def test_the_token_of_someone_who_has_left_opens_nothing(cast, zhou):
    cast.zhou.is_active = False
    cast.zhou.save(update_fields=["is_active"])
    assert zhou.get("/me").status_code == 401


def test_a_read_only_token_reads_and_writes_nothing(cast, program):
    reader, own = program(cast.zhou, read_only=True), cast.customer_of(cast.zhou).pk
    assert reader.get(f"/customers/{own}").status_code == 200
    for answer in (
        reader.post("/customers", {"name": "x"}),
        reader.patch(f"/customers/{own}", {"level": "A"}),
        reader.delete(f"/customers/{own}"),
        reader.post(f"/customers/{own}/copy"),
        reader.post("/customers/actions/delete", {"ids": [str(own)]}),
    ):
        assert answer.status_code == 403, answer.request["PATH_INFO"]


def test_a_stranger_without_a_role_sees_no_records_and_creates_none(cast, program):
    stranger = program(cast.stranger)
    assert stranger.get("/customers").json()["items"] == []
    assert stranger.post("/customers", {"name": "x"}).status_code == 403
    assert stranger.get("/duplicates", {"entity": "customers", "name": "苏州金鸡湖精密机械有限公司"}).status_code == 404


def test_a_session_needs_its_csrf_token_to_write(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.zhou)
    assert browser.get("/api/v1/me").status_code == 200
    refused = browser.post("/api/v1/customers", {"name": "x"}, "application/json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "csrf")
    browser.cookies["csrftoken"] = "a" * 32
    made = browser.post("/api/v1/customers", {"name": "x"}, "application/json", headers={"X-CSRFToken": "a" * 32})
    assert made.status_code == 201


def test_masked_numbers_stay_masked_in_every_answer(cast, program, admin):
    own = cast.customer_of(cast.zhou)
    admin.patch(f"/customers/{own.pk}", {"main_phone": "0512-62881234"})
    role = Role.objects.get(pk=cast.zhou.roles[0])
    role.powers = [power for power in role.powers if power != "customers.see_phones"]
    role.save()
    zhou = program(cast.zhou)
    for path in ("/customers", f"/customers/{own.pk}", f"/customers/{own.pk}/history", "/search?q=金鸡"):
        assert "62881234" not in zhou.get(path).content.decode(), path
    digits = zhou.get("/customers", {"filter[main_phone__starts]": "0512"})
    assert digits.status_code == 422


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/customers/actions/merge", {"nonsense": 1}),
        ("/customers/actions/transfer", {}),
        ("/customers", {"nonsense": 1}),
        ("/customers/actions/freeze", {"ids": "all"}),
    ],
)
def test_who_may_not_ask_is_not_told_what_is_wrong_with_the_question(cast, program, path, body):
    observer = cast.person("observer", cast.east, "observer")
    assert program(observer).post(path, body).status_code == 403


def test_wrong_tokens_are_counted_by_the_address_behind_a_trusted_proxy(cast, client, settings, within_a_minute):
    settings.TRUSTED_PROXIES = networks("10.0.0.1")

    def call(behind: str) -> int:
        headers = {"Authorization": "Bearer zhike_wrong", "X-Forwarded-For": behind}
        return client.get("/api/v1/me", headers=headers, REMOTE_ADDR="10.0.0.1").status_code

    assert {call("198.51.100.1") for _try in range(rates.FAILURES_A_MINUTE)} == {401}
    assert call("198.51.100.1") == 429
    assert call("198.51.100.2") == 401


def test_an_ended_session_calls_nothing(cast):
    client = Client()
    client.post("/sign-in", {"username": "zhou", "password": PASSWORD})
    assert client.get("/api/v1/me").status_code == 200
    end_sessions(cast.zhou.pk)
    assert client.get("/api/v1/me").status_code == 401


def test_closed_access_ends_session_and_token_at_the_next_call(cast, zhou):
    client = Client()
    client.post("/sign-in", {"username": "zhou", "password": PASSWORD})
    assert (client.get("/api/v1/me").status_code, zhou.get("/me").status_code) == (200, 200)
    close_access([cast.zhou], by=cast.actor(cast.administrator))
    assert (client.get("/api/v1/me").status_code, zhou.get("/me").status_code) == (401, 401)


def test_a_token_that_an_administrator_revokes_on_the_page_calls_nothing(cast, zhou):
    client = Client()
    client.force_login(cast.administrator)
    assert zhou.get("/me").status_code == 200
    client.post(f"/settings/people/{cast.zhou.pk}/tokens/{zhou.token.pk}/revoke")
    assert zhou.get("/me").status_code == 401

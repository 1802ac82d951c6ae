"""The manners of HTTP: problems, ETags, idempotency, limits."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from zhike.doors.api import rates, reading
from zhike.kernel.actions.models import IdempotentAnswer
from zhike.kernel.history.models import Batch
from zhike.kernel.testing import shared_data

pytestmark = pytest.mark.django_db


def codes(answer) -> list[str]:
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    assert {"type", "title", "detail", "errors"} <= set(body)
    return [error["code"] for error in body["errors"]]


@pytest.mark.parametrize(
    "path", ["", "v1", "v1/", "v2/customers", "v1/nothing", "v1/customers/", "v1/customers/1/nothing"]
)
def test_an_address_that_leads_nowhere_is_a_problem(client, path):
    assert codes(client.get(f"/api/{path}")) == ["not_found"]


def test_a_method_that_is_not_there_is_a_problem_with_those_that_are(zhou):
    answer = zhou.client.put("/api/v1/customers")
    assert codes(answer) == ["method_not_allowed"]
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_head_is_answered_like_get(zhou):
    answer = zhou.client.head("/api/v1/me")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("body", "media_type", "code"),
    [
        ("{", "application/json", "malformed_json"),
        ("", "application/json", "malformed_json"),
        ("[]", "application/json", "wrong_type"),
        ("null", "application/json", "wrong_type"),
        ('"x"', "application/json", "wrong_type"),
        ("[" * 5000, "application/json", "malformed_json"),
        ('{"name": "\\ud800"}', "application/json", "malformed_json"),
        ("name=x", "application/x-www-form-urlencoded", "unsupported_media_type"),
        ("name: x", "application/yaml", "unsupported_media_type"),
        ("{}", "text/plain", "unsupported_media_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_a_problem(zhou, body, media_type, code):
    assert codes(zhou.client.post("/api/v1/customers", body, media_type)) == [code]


def test_a_body_nested_deeply_is_refused(zhou):
    deep = {"filter": {"and": []}, "values": {"level": "A"}}
    inside = deep["filter"]["and"]
    for _depth in range(200):
        inside.append({"and": []})
        inside = inside[0]["and"]
    assert zhou.post("/customers/actions/update", deep).status_code == 422


def test_a_large_body_is_refused_before_it_is_read(zhou):
    answer = zhou.client.post("/api/v1/customers", b"x" * (reading.LARGEST_JSON + 1), "application/json")
    assert codes(answer) == ["too_large"]


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "blue"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "ten"},
        {"limit": "9" * 30},
        {"sort": "colour"},
        {"cursor": "x"},
        {"fields": "name,colour"},
        {"expand": "name"},
        {"count": "maybe"},
        {"where": "{"},
        {"where": "[1]"},
        {"where": '{"xor": []}'},
        {"filter[colour]": "blue"},
        {"filter[name__like]": "x"},
        {"filter[]": "x"},
        {"filter": "x"},
        {"filter[created_at__gte]": "soon"},
        {"q": "a\x00b"},
        {"filter[name]": "a\x00b"},
        {"where": '{"and": [{"field": "name", "value": "\\u0000"}]}'},
        {"filter[credit_limit__gt]": "9" * 400},
        {"filter[owner]": "0x10"},
        {"filter[last_contact_at__last_days]": "soon"},
        {"where": '{"and": [{"field": "credit_limit", "op": "gt", "value": null}]}'},
    ],
)
def test_a_query_that_is_not_understood_is_refused_and_never_ignored(zhou, query):
    answer = zhou.get("/customers", query)
    assert answer.status_code == 422, answer.content
    assert codes(answer)


def test_a_parameter_that_is_given_twice_is_refused(zhou):
    assert codes(zhou.get("/customers?limit=1&limit=2")) == ["repeated"]


def test_what_is_known_is_not_sent_again(cast, zhou):
    path = f"/customers/{cast.customer_of(cast.zhou).pk}"
    tag = zhou.get(path)["ETag"]
    again = zhou.get(path, If_None_Match=f'"x", W/{tag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert zhou.get(path, {"fields": "name"}, If_None_Match=tag).status_code == 200
    listed = zhou.get("/customers")["ETag"]
    assert zhou.get("/customers", If_None_Match=listed).status_code == 304


def test_no_answer_is_kept_for_others(zhou):
    answer = zhou.get("/me")
    assert "private" in answer["Cache-Control"]
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


def test_a_request_keeps_its_id_in_the_history(cast, zhou):
    answer = zhou.post("/customers", {"name": "x"}, X_Request_Id="order-17")
    assert answer["X-Request-Id"] == "order-17"
    assert Batch.objects.get(pk=answer["Zhike-Batch"]).request == "order-17"


def test_a_repeated_request_creates_one_record_and_gives_the_same_answer(cast, zhou):
    first = zhou.post("/customers", {"name": "华宸重工"}, Idempotency_Key="k1")
    again = zhou.post("/customers", {"name": "华宸重工"}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert [again[name] for name in ("ETag", "Location", "Zhike-Batch")] == [
        first[name] for name in ("ETag", "Location", "Zhike-Batch")
    ]
    assert again["Idempotency-Replayed"] == "true"
    assert zhou.get("/customers", {"q": "华宸重工"}).json()["count"] == 1


def test_a_key_is_refused_for_another_request(zhou):
    zhou.post("/customers", {"name": "华宸重工"}, Idempotency_Key="k1")
    assert codes(zhou.post("/customers", {"name": "华宸轻工"}, Idempotency_Key="k1")) == ["idempotency_key_reused"]


def test_a_refusal_is_repeated_too(zhou):
    first = zhou.post("/customers", {"vip": True}, Idempotency_Key="k1")
    assert zhou.post("/customers", {"vip": True}, Idempotency_Key="k1").content == first.content


def test_two_people_may_use_the_same_key(zhou, admin):
    assert (
        zhou.post("/customers", {"name": "一"}, Idempotency_Key="k").json()["id"]
        != admin.post("/customers", {"name": "一"}, Idempotency_Key="k").json()["id"]
    )


def test_a_key_is_forgotten_after_a_day(zhou):
    first = zhou.post("/customers", {"name": "一"}, Idempotency_Key="k").json()["id"]
    IdempotentAnswer.objects.update(at=F("at") - timedelta(hours=25))
    assert zhou.post("/customers", {"name": "一"}, Idempotency_Key="k").json()["id"] != first


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_must_be_a_key(zhou, key):
    assert codes(zhou.post("/customers", {"name": "一"}, Idempotency_Key=key)) == ["bad_idempotency_key"]


@pytest.mark.django_db(transaction=True)
def test_the_same_request_sent_twice_at_once_creates_one_record(cast, zhou):
    answers = []

    def send() -> None:
        client = Client(headers={"Authorization": f"Bearer {zhou.text}", "Idempotency-Key": "k"})
        answers.append(client.post("/api/v1/customers", {"name": "同时"}, "application/json"))
        connection.close()

    threads = [threading.Thread(target=send) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert zhou.get("/customers", {"q": "同时"}).json()["count"] == 1


def test_who_calls_too_often_must_wait(zhou, monkeypatch, within_a_minute):
    monkeypatch.setattr(rates, "A_MINUTE", 3)
    assert [zhou.get("/me").status_code for _each in range(4)] == [200, 200, 200, 429]
    answer = zhou.get("/me")
    assert codes(answer) == ["too_many_requests"]
    assert 1 <= int(answer["Retry-After"]) <= 61


def test_who_guesses_tokens_must_wait(client, monkeypatch, db, within_a_minute):
    monkeypatch.setattr(rates, "FAILURES_A_MINUTE", 2)
    statuses = [
        client.get("/api/v1/me", headers={"Authorization": f"Bearer {guess}"}).status_code for guess in range(4)
    ]
    assert statuses == [401, 401, 429, 429]


def test_a_list_takes_a_fixed_number_of_queries(cast, zhou, django_assert_max_num_queries):
    for place in range(20):
        cast.customer(f"工厂{place}", cast.zhou, level="A", tags=["展会"])
    zhou.get("/customers", {"sort": "name"})
    with django_assert_max_num_queries(4):
        assert len(zhou.get("/customers", {"sort": "name"}).json()["items"]) == 21
    with django_assert_max_num_queries(6):
        zhou.get("/customers", {"sort": "name", "expand": "owner,parent,level,region", "q": "工厂"})


def test_refusals_are_worded_in_the_callers_language(cast, zhou):
    assert (
        zhou.get("/customers", {"limit": "x"}).json()["detail"]
        != zhou.get("/customers", {"limit": "x"}, Accept_Language="en").json()["detail"]
    )


def test_the_naughty_strings_come_back_unharmed(cast, zhou):
    words = json.loads(shared_data("naughty_strings", "blns.json").read_text(encoding="utf-8"))
    for word in words[::3]:
        answer = zhou.post("/contacts", {"name": word[:100] or "x", "remarks": word})
        assert answer.status_code in (201, 422), (word, answer.content)
        if answer.status_code == 201:
            kept = answer.json()["remarks"]
            assert kept == zhou.get(f"/contacts/{answer.json()['id']}").json()["remarks"]
            assert [one for one in kept if not one.isspace()] == [
                one for one in word if not one.isspace() and (ord(one) > 31 and ord(one) != 127)
            ]

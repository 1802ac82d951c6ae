"""Exports by REST."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_an_export_streams_what_the_list_shows_and_is_recorded(cast, admin):
    answer = admin.post(
        "/exports", {"entity": "customers", "filter": {"name__contains": "金鸡"}, "columns": ["name", "owner"]}
    )
    assert answer["Content-Disposition"].startswith("attachment")
    text = text_of(answer)
    assert "金鸡湖" in text
    assert "前海" not in text
    assert admin.get("/exports").json()["items"][0]["rows"] == 1


def test_a_seller_without_the_permission_cannot_export(cast, zhou):
    assert zhou.post("/exports", {"entity": "customers"}).status_code == 403


def test_a_manager_exports_only_what_she_can_see(cast, program):
    manager = program(cast.manager)
    other = cast.customer("行政部自己的客户", cast.administrator)
    text = text_of(manager.post("/exports", {"entity": "customers"}))
    assert "金鸡湖" in text
    assert other.name not in text
    guessed = text_of(manager.post("/exports", {"entity": "customers", "ids": [str(other.pk)]}))
    assert other.name not in guessed


@pytest.mark.parametrize(
    "wish",
    [{"format": "pdf"}, {"columns": ["colour"]}, {"filter": {"colour": 1}}, {"colour": 1}, {"sort": 5}, {"ids": ["x"]}],
)
def test_an_export_that_is_not_understood_is_refused(admin, wish):
    assert admin.post("/exports", {"entity": "customers", **wish}).status_code in (404, 422)

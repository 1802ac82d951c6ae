"""Imports by REST: planned, run, refused rows handed back, taken back; and what they refuse."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhike.kernel.imports.models import Import
from zhike.kernel.imports.service import run_now

pytestmark = pytest.mark.django_db

FILE = """客户名称,主要电话,信用额度
无锡太湖电子有限公司,0510-82751234,1万
苏州金鸡湖精密机械有限公司,,
,0510-1,
南京钟山药业,025-84401234,很多
"""


def send(program, text: str = FILE, **form):
    sent = SimpleUploadedFile("客户.csv", text.encode("gb18030"), "text/csv")
    return program.client.post("/api/v1/imports", {"entity": "customers", "file": sent, **form})


def test_a_file_is_planned_before_anything_is_written(cast, admin):
    made = send(admin)
    assert made.status_code == 201, made.content
    plan = made.json()
    assert (plan["state"], plan["total"], plan["mapping"]["客户名称"]) == ("ready", 4, "name")
    assert admin.get("/customers").json()["count"] == 3


def test_an_import_is_run_its_rejects_fetched_and_all_of_it_undone(cast, admin):
    plan = send(admin).json()
    assert admin.post(f"/imports/{plan['id']}/run").json()["state"] == "running"
    run_now(Import.objects.get(pk=plan["id"]), by=cast.actor(cast.administrator, door="import"))
    done = admin.get(f"/imports/{plan['id']}").json()
    assert done["state"] == "done", done
    assert admin.get("/customers", {"q": "太湖电子"}).json()["count"] == 1
    rejects = b"".join(admin.get(f"/imports/{plan['id']}/rejects").streaming_content).decode("utf-8-sig")
    assert "很多" in rejects
    assert admin.post(f"/imports/{plan['id']}/undo").json()["done"] >= 1
    assert admin.get("/customers", {"q": "太湖电子"}).json()["count"] == 0


def test_the_mapping_of_an_import_can_be_changed(cast, admin):
    plan = send(admin).json()
    changed = admin.patch(f"/imports/{plan['id']}", {"mapping": {"客户名称": "name"}, "duplicates": "update"}).json()
    assert (changed["mapping"], changed["duplicates"]) == ({"客户名称": "name"}, "update")
    assert admin.patch(f"/imports/{plan['id']}", {"mapping": {"客户名称": "colour"}}).status_code == 422


def test_an_import_is_its_owners_own(cast, zhou, admin):
    plan = send(admin).json()
    for answer in (
        zhou.get(f"/imports/{plan['id']}"),
        zhou.get(f"/imports/{plan['id']}/rejects"),
        zhou.post(f"/imports/{plan['id']}/run"),
        zhou.post(f"/imports/{plan['id']}/undo"),
    ):
        assert answer.status_code == 404
    assert zhou.get("/imports").json()["items"] == []


@pytest.mark.parametrize(
    "form",
    [
        {"entity": "nothing"},
        {"options": "{"},
        {"options": "[]"},
        {"options": '{"colour": 1}'},
        {"options": '{"mapping": 1}'},
    ],
)
def test_an_import_that_is_not_understood_is_refused(admin, form):
    assert send(admin, **form).status_code in (404, 422)


def test_a_file_that_lies_about_its_type_is_refused(admin):
    sent = SimpleUploadedFile("客户.xlsx", b"MZ\x90\x00" + b"\x00" * 4000, "application/vnd.ms-excel")
    answer = admin.client.post("/api/v1/imports", {"entity": "customers", "file": sent})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_an_import_without_its_file_is_refused(admin):
    assert admin.client.post("/api/v1/imports", {"entity": "customers"}).status_code == 422
    assert admin.post("/imports", {"entity": "customers"}).status_code == 415

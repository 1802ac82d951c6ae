"""A file comes in by the pages, is watched, looked at and taken back; records leave by the export dialog."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from zhike.areas.customers.models import Customer
from zhike.config.live import EventStream
from zhike.kernel.exports.models import Export
from zhike.kernel.imports.models import Import, ImportTemplate
from zhike.kernel.imports.service import check
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.running import run_job
from zhike.kernel.jobs.starting import start_job
from zhike.kernel.people.models import Role
from zhike.kernel.testing.cast import Cast

TICKED = ("checkbox", "radio", "file")
HX = {"HX-Request": "true"}
LIST = """客户名称,电话,级别,备忘
苏州金鸡湖精密机械有限公司,0512-67001111,A,老客户
宁波海天塑机有限公司,0574-86180000,B,
杭州西溪印务有限公司,0571-87650000,特级,<b>粗体</b>
"""


class Form(HTMLParser):
    """What a browser would send of all the forms of a page, buttons left out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = given.get("name", "")
            self.values[self.select] = ""
        elif tag == "option" and "selected" in given:
            self.values[self.select] = given["value"]
        elif tag == "input" and given.get("name") and (given.get("type") not in TICKED or "checked" in given):
            self.values[given["name"]] = given.get("value", "")


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    client.post("/preferences", {"language": "en"})
    return client


def brought(client: Client, text: str | bytes = LIST, name: str = "list.csv", **more: str) -> Any:
    content = text.encode() if isinstance(text, str) else text
    form = {"entity": "customers", "duplicates": "skip", "file": SimpleUploadedFile(name, content)} | more
    return client.post("/imports/new", form)


def mapped(client: Client, importing: Import, **changes: str) -> Any:
    form = Form(client.get(f"/imports/{importing.pk}").content.decode()).values
    return client.post(f"/imports/{importing.pk}/mapping", form | {"do": "check"} | changes)


def test_a_seller_walks_from_the_file_to_the_result_and_takes_it_back(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    assert "Leave the record as it is" in client.get("/imports/new?entity=customers").content.decode()
    answer = brought(client)
    importing = Import.objects.get()
    assert answer["Location"] == f"/imports/{importing.pk}"
    page = client.get(answer["Location"]).content.decode()
    assert "0574-86180000" in page  # samples stand beside the fields
    assert 'value="main_phone" selected' in page
    assert mapped(client, importing).status_code == 302
    plan = client.get(f"/imports/{importing.pk}").content.decode()
    assert "Bring in 1 new" in plan
    assert "特级" in plan
    assert "In the book already: 苏州金鸡湖精密机械有限公司." in plan
    client.post(f"/imports/{importing.pk}/run")
    job = Job.objects.get(kind="import")
    assert 'data-state="running"' in client.get(f"/imports/{importing.pk}").content.decode()
    run_job(job.pk)
    result = client.get(f"/imports/{importing.pk}").content.decode()
    assert "1 record was brought in or changed." in result
    assert Customer.objects.get(name="宁波海天塑机有限公司").owner == cast.zhou
    rejects = b"".join(client.get(f"/imports/{importing.pk}/rejects")).decode("utf-8-sig")
    assert rejects.splitlines()[0] == "Line,Column,Reason,客户名称,电话,级别,备忘"
    assert "杭州西溪印务有限公司" in rejects
    assert "宁波海天" not in rejects
    undone = client.post(f"/imports/{importing.pk}/undo", headers=HX)
    assert undone.status_code == 204
    assert not Customer.objects.filter(name="宁波海天塑机有限公司", deleted_at=None).exists()
    assert "This import was undone." in client.get(f"/imports/{importing.pk}").content.decode()
    assert "Undone" in client.get("/imports").content.decode()


def test_the_link_to_what_came_in_leads_to_a_list_that_opens(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = Import.objects.get()
    mapped(client, importing)
    client.post(f"/imports/{importing.pk}/run")
    run_job(Job.objects.get(kind="import").pk)
    page = client.get(f"/imports/{importing.pk}").content.decode()
    url = re.search(r'href="(/customers\?filter[^"]+)"', page)
    assert url
    assert "宁波海天塑机有限公司" in client.get(url[1].replace("&amp;", "&")).content.decode()


def test_cells_are_shown_as_text_and_never_as_markup(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = Import.objects.get()
    assert "<b>粗体</b>" not in client.get(f"/imports/{importing.pk}").content.decode()
    mapped(client, importing)
    assert "<b>粗体</b>" not in client.get(f"/imports/{importing.pk}").content.decode()


def test_a_file_that_lies_about_its_type_is_refused_in_words_beside_the_field(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    for name, content, words in (
        ("list.xlsx", b"%PDF-1.7 ...", "not"),
        ("list.csv", b"<!DOCTYPE html><html><body><table></table></body></html>", "This is a web page"),
        ("list.csv", b"", "The file is empty."),
        ("list.xlsx", b"PK\x03\x04 not a workbook", "file"),
    ):
        answer = brought(client, content, name, duplicates="update")
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'id="id_file-error"' in page
        assert words in page
        assert 'value="update" checked' in page
        assert "Traceback" not in page
    assert not Import.objects.exists()


def test_without_a_file_the_page_says_so(cast: Cast) -> None:
    answer = signed_in(cast.zhou).post("/imports/new", {"entity": "customers", "duplicates": "ask"})
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_an_error_of_the_mapping_stands_beside_its_column_and_nothing_chosen_is_lost(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = Import.objects.get()
    answer = mapped(client, importing, column_3="main_phone", duplicates="update", header_line="1")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_column_3-error".*filled by another column already', page)
    assert Form(page).values["column_3"] == "main_phone"
    assert Form(page).values["duplicates"] == "update"
    importing.refresh_from_db()
    assert "备忘" not in importing.mapping


def test_a_required_field_that_no_column_fills_is_named(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client, "电话\n0512-1\n")
    assert "No column fills Customer name." in client.get(f"/imports/{Import.objects.get().pk}").content.decode()


def test_another_header_line_reads_the_file_again(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client, "客户名称,电话\n客户,手机\n宁波海天塑机有限公司,0574-86180000\n")
    importing = Import.objects.get()
    answer = mapped(client, importing, header_line="2")
    assert "read again" in answer["HX-Trigger"]
    importing.refresh_from_db()
    assert importing.headers == ["客户", "手机"]


def test_a_header_line_that_is_no_number_is_said_beside_the_field(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    answer = mapped(client, Import.objects.get(), header_line="zwei")
    assert answer.status_code == 422
    assert "id_header_line-error" in answer.content.decode()


def test_a_mapping_is_kept_as_a_template_and_used_again(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    mapped(client, Import.objects.get(), do="template", name="外贸名录", column_3="remarks", duplicates="update")
    template = ImportTemplate.objects.get()
    page = client.get("/imports/new?entity=customers&template=外贸名录").content.decode()
    assert 'value="update" checked' in page
    brought(client, template="外贸名录", duplicates="update")
    assert Import.objects.order_by("-pk")[0].mapping["备忘"] == "remarks"
    client.post(f"/imports/templates/{template.pk}/forget")
    template.refresh_from_db()
    assert template.deleted_at is not None


def test_a_template_without_a_name_is_refused_beside_its_field(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    answer = mapped(client, Import.objects.get(), do="template", name=" ")
    assert answer.status_code == 422
    assert "id_name-error" in answer.content.decode()


def test_an_import_and_its_job_are_nobody_elses(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = Import.objects.get()
    mapped(client, importing)
    client.post(f"/imports/{importing.pk}/run")
    job = Job.objects.get()
    for person in (cast.stranger, cast.li, cast.manager):
        other = signed_in(person)
        for url in (
            f"/imports/{importing.pk}",
            f"/imports/{importing.pk}/rejects",
            f"/jobs/{job.pk}",
            f"/jobs/{job.pk}/events",
        ):
            assert other.get(url).status_code == 404, url
        for verb in ("mapping", "run", "stop", "undo", "back"):
            assert other.post(f"/imports/{importing.pk}/{verb}").status_code == 404, verb
        assert "list.csv" not in other.get("/imports").content.decode()
    administrator = signed_in(cast.administrator)
    assert administrator.get(f"/jobs/{job.pk}").status_code == 200
    assert "list.csv" in administrator.get("/imports").content.decode()


def test_who_may_not_create_may_not_import(cast: Cast) -> None:
    client = signed_in(cast.stranger)
    assert client.get("/imports/new?entity=customers").status_code == 403
    assert brought(client).status_code == 403
    assert client.get("/imports").status_code == 200
    assert "There is nothing that you may import" in client.get("/imports/new").content.decode()
    assert client.get("/imports/new?entity=nothing").status_code == 404


def test_a_link_changes_nothing(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = Import.objects.get()
    for verb in ("mapping", "run", "stop", "undo", "back"):
        assert client.get(f"/imports/{importing.pk}/{verb}").status_code == 405


def test_a_large_file_is_checked_behind_the_page_and_can_be_stopped(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = check(_waiting(Import.objects.get()), by=cast.actor(cast.zhou), wait=False)
    assert f'data-poll="/jobs/{importing.job_id}"' in client.get(f"/imports/{importing.pk}").content.decode()
    assert "under way" in mapped_anyway(client, importing)
    run_job(Job.objects.get().pk)
    assert "Bring in 1 new" in client.get(f"/imports/{importing.pk}").content.decode()
    client.post(f"/imports/{importing.pk}/run")
    client.post(f"/imports/{importing.pk}/stop")
    page = client.get(f"/imports/{importing.pk}").content.decode()
    assert "Stopped. What was brought in stays." in page


def _waiting(importing: Import) -> Import:
    importing.total = 1_000_000
    return importing


def mapped_anyway(client: Client, importing: Import) -> str:
    return str(client.post(f"/imports/{importing.pk}/mapping", {"column_0": "name"}).content.decode())


def test_an_import_whose_work_broke_down_can_go_on(cast: Cast) -> None:
    client = signed_in(cast.zhou)
    brought(client)
    importing = Import.objects.get()
    mapped(client, importing)
    client.post(f"/imports/{importing.pk}/run")
    Job.objects.update(state=JobState.FAILED, message="It broke.")
    assert "It broke." in client.get(f"/imports/{importing.pk}").content.decode()
    client.post(f"/imports/{importing.pk}/run")
    run_job(Job.objects.order_by("-pk")[0].pk)
    assert "was brought in" in client.get(f"/imports/{importing.pk}").content.decode()


def test_the_bar_of_a_job_says_how_far_it_is(cast: Cast) -> None:
    job = start_job("import", "客户.xlsx", {}, by=cast.actor(cast.zhou))
    Job.objects.update(state=JobState.RUNNING, done=1200, total=5000)
    client = signed_in(cast.zhou)
    assert "1,200 of 5,000" in client.get(f"/jobs/{job.pk}").content.decode()
    stream = client.get(f"/jobs/{job.pk}/events")
    assert isinstance(stream, EventStream)
    assert json.loads(stream["x-zhike-topics"]) == [f"job:{job.pk}"]
    assert ProcrastinateJob.objects.filter(args__job_id=job.pk).exists()


# Exports


@pytest.fixture
def exporter(cast: Cast) -> Client:
    return signed_in(cast.manager)


def test_the_export_dialog_says_how_many_leave_and_the_file_holds_them(cast: Cast, exporter: Client) -> None:
    page = exporter.get("/customers/actions/export", {"all": "1", "filter": "q=苏州&columns=name,level"}, headers=HX)
    assert "1 record leaves the book as a file." in page.content.decode()
    assert "It is recorded" in page.content.decode()
    form = Form(page.content.decode()).values | {"format": "csv", "columns": "shown"}
    text = b"".join(exporter.post("/customers/actions/export", form)).decode("utf-8-sig")
    assert text.splitlines()[0] == "ID,Customer name,Level"
    assert "苏州金鸡湖精密机械有限公司" in text
    assert "深圳" not in text
    assert Export.objects.get().rows == 1


def test_chosen_records_are_exported_but_none_out_of_sight(cast: Cast) -> None:
    role = Role.objects.get(pk=cast.zhou.roles[0])
    role.powers = [*role.powers, "customers.export"]
    role.save()
    client = signed_in(cast.zhou)
    ids = ",".join(str(cast.customer_of(one).pk) for one in (cast.zhou, cast.li))
    form = {"ids": ids, "format": "csv", "columns": "all"}
    text = b"".join(client.post("/customers/actions/export", form)).decode("utf-8-sig")
    assert "苏州金鸡湖" in text
    assert "深圳前海" not in text


@pytest.mark.parametrize("who", ["zhou", "stranger"])
def test_without_the_power_nothing_leaves(cast: Cast, who: str) -> None:
    client = signed_in(getattr(cast, who))
    for method in (client.get, client.post):
        answer = method("/customers/actions/export", {"all": "1", "format": "csv"}, headers=HX)
        assert answer.status_code in (403, 404)
    assert not Export.objects.exists()


def test_an_export_of_nothing_or_in_no_format_is_refused_in_words(cast: Cast, exporter: Client) -> None:
    assert exporter.get("/customers/actions/export", {"ids": ""}).status_code == 422
    assert exporter.post("/customers/actions/export", {"all": "1", "format": "exe"}).status_code == 422
    assert not Export.objects.exists()

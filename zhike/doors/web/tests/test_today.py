"""The first page, notifications and files."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact, Customer
from zhike.doors.web.home.today import day_words, greeting
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.models import StoredFile
from zhike.kernel.notifications.models import Notification
from zhike.kernel.notifications.telling import notify
from zhike.kernel.testing.cast import Cast
from zhike.kernel.text.lunar import lunar_day, solar_date

HX = {"HX-Request": "true"}


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_today_opens_for_everybody_even_without_a_role(cast: Cast) -> None:
    for person in (cast.administrator, cast.manager, cast.zhou, cast.stranger):
        assert signed_in(person).get("/").status_code == 200
        assert signed_in(person).get("/today/team").status_code == 200


def test_today_shows_my_tasks_and_not_those_of_others(cast: Cast) -> None:
    for person, words in ((cast.zhou, "发送报价"), (cast.li, "寄送样品")):
        log_activity(cast.customer_of(person), kind="task", text=words, due_at=timezone.now(), by=cast.actor(person))
    page = signed_in(cast.zhou).get("/").content.decode()
    assert "发送报价" in page
    assert "寄送样品" not in page


def test_today_reminds_of_birthdays_by_the_calendar_in_which_they_are_kept(cast: Cast) -> None:
    today = timezone.localdate()
    born = solar_date(1980, lunar_day(today))
    shared = {"customer": cast.customer_of(cast.zhou), "owner": cast.zhou, "department": cast.east}
    Contact.objects.create(name="沈丽", birthday=born, birthday_calendar="lunar", **shared)
    Contact.objects.create(name="顾建国", birthday=today.replace(year=1976) + timedelta(days=3), **shared)
    Contact.objects.create(name="许航", birthday=today.replace(year=1976) - timedelta(days=40), **shared)
    page = signed_in(cast.zhou).get("/").content.decode()
    assert "沈丽" in page
    assert "顾建国" in page
    assert "许航" not in page


def test_today_holds_the_next_steps_of_my_own_deals_and_of_nobody_elses(cast: Cast) -> None:
    for person, step in ((cast.zhou, "到厂演示样机"), (cast.li, "补充技术协议")):
        values = {"name": "五轴线", "customer": str(cast.customer_of(person).pk), "next_step": step,
                  "next_on": timezone.localdate().isoformat()}  # fmt: skip
        create(entity_named("opportunities"), values, by=cast.actor(person))
    page = signed_in(cast.zhou).get("/").content.decode()
    assert "到厂演示样机" in page
    assert "补充技术协议" not in page


def test_a_task_is_ticked_off_and_comes_back_by_undo(cast: Cast) -> None:
    log_activity(
        cast.customer_of(cast.zhou), kind="task", text="发送报价", due_at=timezone.now(), by=cast.actor(cast.zhou)
    )
    client, task = signed_in(cast.zhou), Activity.objects.get()
    answer = client.post("/activities/actions/complete_task", {"ids": str(task.pk)}, headers=HX)
    assert "发送报价" not in client.get("/today/tasks").content.decode()
    client.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HX)
    assert "发送报价" in client.get("/today/tasks").content.decode()


def test_the_figures_of_today_count_the_rows_that_they_open(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(days=60)
    Customer.objects.filter(pk=cast.customer_of(cast.zhou).pk).update(last_contact_at=long_ago)
    client = signed_in(cast.zhou)
    for tile in client.get("/").context["tiles"]:
        answer = client.get(tile["url"])
        assert answer.status_code == 200, tile["url"]
        assert answer.content.count(b"<tr data-id=") == int(tile.get("rows", tile["value"])), tile["label"]


def test_the_team_is_shown_to_who_leads_it(cast: Cast) -> None:
    log_activity(cast.customer_of(cast.zhou), kind="call", text="通话", by=cast.actor(cast.zhou))
    team = signed_in(cast.manager).get("/today/team")
    assert "周敏" in team.content.decode()
    assert signed_in(cast.zhou).get("/today/team").context["team"] is None


def test_the_day_is_told_in_both_calendars() -> None:
    moment = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with translation.override("zh-hans"):
        assert greeting(moment, "周敏") == "早上好，周敏"
        assert "十月十四" in day_words(moment.date(), 7, 2)
    with translation.override("en"):
        assert "lunar 10/14" in day_words(moment.date(), 0, 0)


def test_a_notification_reads_in_ones_language_and_is_read_by_opening_it(cast: Cast) -> None:
    notify(
        [cast.zhou.pk], _("%(by)s gave you a task: %(title)s"), {"by": "陈刚", "title": "演示样机"}, url="/customers"
    )
    client, one = signed_in(cast.zhou), Notification.objects.get(employee=cast.zhou)
    assert client.get("/notifications/count").json() == {"count": 1}
    assert "演示样机" in client.get("/notifications").content.decode()
    assert "演示样机" in client.get("/notifications?menu=1").content.decode()
    assert client.get(f"/notifications/{one.pk}").headers["Location"] == "/customers"
    assert client.get("/notifications/count").json() == {"count": 0}


def test_nobody_reads_the_notifications_of_another(cast: Cast) -> None:
    notify([cast.li.pk], _("%(by)s gave you a task: %(title)s"), {"by": "陈刚", "title": "只给李涛"}, url="/customers")
    client, one = signed_in(cast.zhou), Notification.objects.get(employee=cast.li)
    assert "只给李涛" not in client.get("/notifications").content.decode()
    client.get(f"/notifications/{one.pk}")
    client.post("/notifications/read")
    one.refresh_from_db()
    assert one.read_at is None


def test_a_notification_leads_to_no_other_site(cast: Cast) -> None:
    notify([cast.zhou.pk], "x", {}, url="https://elsewhere.example/")
    one = Notification.objects.get(employee=cast.zhou)
    assert signed_in(cast.zhou).get(f"/notifications/{one.pk}").headers["Location"] == "/notifications"


def test_the_stream_of_news_is_ones_own(cast: Cast) -> None:
    answer = signed_in(cast.zhou).get("/events")
    assert answer["Content-Type"] == "text/event-stream"
    assert json.loads(answer["x-zhike-topics"]) == [f"employee:{cast.zhou.pk}"]


@pytest.fixture
def folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_file_is_attached_fetched_deleted_and_comes_back(cast: Cast, folder: None) -> None:
    customer, client = cast.customer_of(cast.zhou), signed_in(cast.zhou)
    upload = SimpleUploadedFile("合同.pdf", b"%PDF-1.4 x")
    assert client.post(f"/customers/{customer.pk}/files/add", {"file": upload}, headers=HX).status_code == 204
    stored = StoredFile.objects.get()
    answer = client.get(f"/files/{stored.pk}")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"
    assert answer["Content-Disposition"].startswith("attachment")
    answer = client.post(f"/files/{stored.pk}/delete", headers=HX)
    assert "合同.pdf" not in client.get(f"/customers/{customer.pk}/files").content.decode()
    client.post(json.loads(answer["HX-Trigger"])["toast"]["undo"], headers=HX)
    assert "合同.pdf" in client.get(f"/customers/{customer.pk}/files").content.decode()


def test_a_seller_fetches_and_deletes_no_file_outside_her_scope(cast: Cast, folder: None) -> None:
    customer = cast.customer_of(cast.li)
    signed_in(cast.li).post(
        f"/customers/{customer.pk}/files/add", {"file": SimpleUploadedFile("a.txt", b"x")}, headers=HX
    )
    stored, client = StoredFile.objects.get(), signed_in(cast.zhou)
    assert client.get(f"/files/{stored.pk}").status_code == 404
    assert client.post(f"/files/{stored.pk}/delete", headers=HX).status_code == 404


def test_a_page_that_calls_itself_a_picture_is_refused(cast: Cast, folder: None) -> None:
    customer = cast.customer_of(cast.zhou)
    upload = SimpleUploadedFile("a.png", b"<html><script>alert(1)</script>")
    answer = signed_in(cast.zhou).post(f"/customers/{customer.pk}/files/add", {"file": upload}, headers=HX)
    assert answer.status_code == 409
    assert not StoredFile.objects.exists()

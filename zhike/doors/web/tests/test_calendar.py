"""A list as a calendar: whose records stand on which day, and who may put them on another."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.contracts.doors import Pages
from zhike.areas.activities.models import Activity
from zhike.areas.selling.models import Opportunity
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.people.models import FieldRule, Role
from zhike.kernel.testing.cast import Cast

MONTH = "display=calendar&month=2026-03"


def deal(cast: Cast, person: Any, name: str, day: str) -> Opportunity:
    customer = cast.customer_of(person)
    values = {"name": name, "customer": str(customer.pk), "amount": "100", "expected_on": day}
    made = create(entity_named("opportunities"), values, by=cast.actor(person))
    return Opportunity.objects.get(pk=made.records[0])


def on_day(client: Client, address: str, day: str) -> str:
    """What stands on one day of a calendar."""
    text = client.get(address).content.decode()
    found = re.search(rf'data-column="{day}".*?</section>', text, re.DOTALL)
    return found[0] if found else ""


def test_each_record_stands_on_its_day_and_a_colleagues_on_none(cast: Cast) -> None:
    deal(cast, cast.zhou, "五轴加工线", "2026-03-09")
    deal(cast, cast.li, "无人叉车", "2026-03-09")
    pages, address = Pages(cast.zhou), f"/opportunities?{MONTH}"
    assert "五轴加工线" in on_day(pages, address, "2026-03-09")
    assert "五轴加工线" not in on_day(pages, address, "2026-03-10")
    assert "无人叉车" not in pages.get(address).content.decode()
    assert "无人叉车" in on_day(Pages(cast.manager), address, "2026-03-09")


def test_a_week_and_a_day_show_all_that_a_month_has_no_room_for_and_lead_on_and_back(cast: Cast) -> None:
    for number in range(5):
        deal(cast, cast.zhou, f"批次 {number}", "2026-03-11")
    pages, display = Pages(cast.zhou), "/opportunities?display=calendar"
    for address in (f"{display}&week=2026-03-13", f"{display}&day=2026-03-11"):
        assert on_day(pages, address, "2026-03-11").count("data-card=") == 5
    week = pages.get(f"{display}&week=2026-03-13").content.decode()
    assert [found in week for found in ("week=2026-03-08", "week=2026-03-16", "month=2026-03")] == [True] * 3
    assert 'data-column="2026-03-09"' in week
    assert 'data-column="2026-03-16"' not in week
    assert 'data-column="2026-03-12"' not in pages.get(f"{display}&day=2026-03-11").content.decode()
    assert pages.get(f"{display}&week=2026-02-31").status_code == 200


def test_a_full_day_shows_three_and_leads_to_all_of_them_in_as_few_statements(cast: Cast) -> None:
    pages, address = Pages(cast.zhou), f"/opportunities?{MONTH}&q=批次"
    deal(cast, cast.zhou, "批次 0", "2026-03-09")
    pages.get(address)
    with CaptureQueriesContext(
        connection,
    ) as few:
        pages.get(address)
    for number in range(1, 5):
        deal(cast, cast.zhou, f"批次 {number}", "2026-03-09")
    with CaptureQueriesContext(connection) as many:
        day = on_day(pages, address, "2026-03-09")
    assert len(many) <= len(few)
    assert day.count("data-card=") == 3
    more = re.search(r'class="calendar-more" href="([^"]+)"', day)
    assert more is not None
    table = pages.get(more[1].replace("&amp;", "&")).content.decode()
    assert table.count('class="first sticky"') == 5


def test_a_deal_is_put_on_another_day_and_whoever_may_not_is_refused(cast: Cast) -> None:
    one = deal(cast, cast.zhou, "五轴加工线", "2026-03-09")
    observer = cast.person("guan", cast.sales, "observer", name="关山")
    move = f"/opportunities/{one.pk}/move?display=calendar-expected_on"
    assert Pages(cast.zhou).post(move, {"to": "2026-03-20"}).status_code == 204
    assert Pages(cast.li).post(move, {"to": "2026-03-21"}).status_code == 404
    assert Pages(observer).post(move, {"to": "2026-03-21"}).status_code in (403, 404, 409)
    assert Pages(cast.zhou).post(move, {"to": "soon"}).status_code == 409
    created = f"/opportunities/{one.pk}/move?display=calendar-created_at"
    assert Pages(cast.zhou).post(created, {"to": "2026-03-21"}).status_code == 409
    one.refresh_from_db()
    assert str(one.expected_on) == "2026-03-20"


def test_a_moment_keeps_its_time_of_day(cast: Cast) -> None:
    zone = timezone.get_default_timezone()
    values = {"kind": "task", "subject": "回访", "due_at": "2026-03-09 14:30"}
    made = create(entity_named("activities"), values, by=cast.actor(cast.zhou))
    path = f"/activities/{made.records[0]}/move?display=calendar-due_at"
    assert Pages(cast.zhou).post(path, {"to": "2026-03-11"}).status_code == 204
    assert Activity.objects.get(pk=made.records[0]).due_at == datetime(2026, 3, 11, 14, 30, tzinfo=zone)


def test_there_is_no_calendar_by_a_date_that_one_may_not_see_and_no_hand_on_one_that_one_may_only_see(
    cast: Cast,
) -> None:
    one = deal(cast, cast.zhou, "五轴加工线", "2026-03-09")
    seller = Role.objects.get(pk=cast.zhou.roles[0])
    rule = FieldRule.objects.create(role=seller, entity="opportunities", field="expected_on", access=1)
    address = "/opportunities?display=calendar-expected_on&month=2026-03"
    assert "data-card=" not in on_day(Pages(cast.zhou), address, "2026-03-09")
    assert "五轴加工线" in on_day(Pages(cast.zhou), address, "2026-03-09")
    move = f"/opportunities/{one.pk}/move?display=calendar-expected_on"
    assert Pages(cast.zhou).post(move, {"to": "2026-03-20"}).status_code == 409
    FieldRule.objects.filter(pk=rule.pk).update(access=0)
    assert "五轴加工线" not in on_day(Pages(cast.zhou), address, "2026-03-09")
    assert "expected_on" not in Pages(cast.zhou).get("/opportunities?display=calendar").content.decode()

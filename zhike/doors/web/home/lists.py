"""The short lists of the first page: tasks, customers that wait for a call, records worked on last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.utils import timezone

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.models import Customer
from zhike.doors.web.home.days import midnight
from zhike.doors.web.records.telling import batch_icon, entity_of_table
from zhike.doors.web.records.timeline import due_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.plain import near
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.history.models import Batch, Change

SHOWN = 8
COUNTED_UP_TO = 99
SILENT_DAYS = 30
BATCHES_READ = 40


def may_see(key: str, by: Actor) -> bool:
    """Whether the person sees any records of this kind."""
    entity = entity_named(key)
    return bool(entity.reach(by, "view"))


def tasks(by: Actor, now: datetime) -> dict[str, Any]:
    """My open tasks: first those that are due until tonight, then the next ones."""
    if not may_see("activities", by):
        return {"entries": [], "number": 0, "late": 0}
    mine = Activity.objects.visible_to(by).filter(owner_id=by.employee_id, kind=ActivityKind.TASK, done_at=None)
    tonight = midnight(now.date() + timedelta(days=1))
    due = mine.filter(due_at__lt=tonight)
    reading = reading_for(by)
    rows = mine.select_related("customer").order_by(F("due_at").asc(nulls_last=True), "pk")[:SHOWN]
    return {
        "entries": [
            {
                "id": one.pk,
                "title": one.subject,
                "url": f"/activities/{one.pk}",
                "who": one.customer.name if one.customer else "",
                "who_url": f"/customers/{one.customer_id}" if one.customer_id else "",
                "when": due_words(one.due_at, reading) if one.due_at else "",
                "late": bool(one.due_at and one.due_at < now),
            }
            for one in rows
        ],
        "number": due.order_by()[: COUNTED_UP_TO + 1].count(),
        "late": mine.filter(due_at__lt=now).order_by()[: COUNTED_UP_TO + 1].count(),
        "all_url": "/activities?view=todo",
    }


def silent(by: Actor, now: datetime) -> dict[str, Any]:
    """My customers that nobody has called or visited for long, the longest silence first."""
    if not may_see("customers", by):
        return {"entries": []}
    since = now - timedelta(days=SILENT_DAYS)
    rows = Customer.objects.visible_to(by).filter(owner_id=by.employee_id, frozen_at=None)
    waiting = rows.filter(last_contact_at__lt=since).order_by("last_contact_at", "pk")[:SHOWN]
    found = list(waiting.values_list("pk", "name", "last_contact_at"))
    if len(found) < SHOWN:
        never = rows.filter(last_contact_at=None, created_at__lt=since).order_by("pk")[: SHOWN - len(found)]
        found += never.values_list("pk", "name", "last_contact_at")
    local = timezone.localtime(now)
    return {
        "entries": [
            {"title": name, "url": f"/customers/{pk}", "when": near(timezone.localtime(last), local) if last else ""}
            for pk, name, last in found
        ],
        "all_url": silent_url(by),
        "days": SILENT_DAYS,
    }


def silent_url(by: Actor) -> str:
    """The address of the list with exactly these customers."""
    asked = {
        "filter[owner]": by.employee_id,
        "filter[frozen_at__empty]": 1,
        "filter[last_contact_at__older_days]": SILENT_DAYS,
        "sort": "last_contact_at",
    }
    return f"/customers?{urlencode(asked)}"


def recent(by: Actor) -> list[dict[str, Any]]:
    """The records that the person worked on last and may still see."""
    last = list(Batch.objects.filter(actor_id=by.employee_id, done=1).exclude(title="").order_by("-id")[:BATCHES_READ])
    touched: dict[int, tuple[str, int]] = {}
    for batch_id, table, record in (
        Change.objects.filter(batch_id__in=[one.pk for one in last])
        .order_by("batch_id", "id")
        .distinct("batch_id")
        .values_list("batch_id", "kind", "record_id")
    ):
        touched[batch_id] = (table, record)
    ordered = list(dict.fromkeys(touched[one.pk] for one in last if one.pk in touched))
    titles: dict[tuple[str, int], str] = {}
    for table in {table for table, _record in ordered}:
        entity = entity_of_table(table)
        if entity is not None and may_see(entity.key, by):
            ids = [record for kind, record in ordered if kind == table]
            titles |= {(table, one): title for one, title in titles_by_id(entity.model, ids, by).items()}
    local = timezone.localtime()
    by_record = {touched[one.pk]: one for one in reversed(last) if one.pk in touched}
    found = []
    for table, record in [pair for pair in ordered if pair in titles][:SHOWN]:
        entity, one = entity_of_table(table), by_record[table, record]
        if entity is not None:
            found.append(
                {
                    "title": titles[table, record],
                    "url": entity.url(record),
                    "icon": entity.icon,
                    "kind": entity.label,
                    "done": batch_icon(one),
                    "when": near(timezone.localtime(one.at), local),
                }
            )
    return found

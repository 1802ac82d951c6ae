"""The short lists of the first page: customers that wait for a call, records worked on last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from zhike.areas.customers.models import Customer
from zhike.doors.web.records.telling import batch_icon, entity_of_table
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.days import near
from zhike.kernel.history.models import Batch, Change

SHOWN = 8
SILENT_DAYS = 30
BATCHES_READ = 40


def may_see(key: str, by: Actor) -> bool:
    """Whether the person sees any records of this kind."""
    entity = entity_named(key)
    return bool(entity.reach(by, "view"))


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

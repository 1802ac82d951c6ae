"""The star on a card: records that a person keeps at hand."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.actions.perform import sign
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.following.keeping import follows_of
from zhike.kernel.views.models import Pin

MOST = 30


@require_POST
def pin(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Keep a record at hand, or let it go; answers the star."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    with transaction.atomic():
        sign(by, None)
        gone, _kinds = Pin.objects.filter(
            employee_id=by.employee_id or 0, entity=entity.key, record_id=record.pk
        ).delete()
        if not gone:
            Pin.objects.create(employee_id=by.employee_id or 0, entity=entity.key, record_id=record.pk)
        sign(None, None)
    return render(request, "web/records/card_star.html", {"pinned": not gone, "card_url": entity.url(record.pk)})


def pins_on(entity: Entity, record_id: int, by: Actor) -> Any:
    """The person's own pin on this record, if there is one."""
    return Pin.objects.filter(employee_id=by.employee_id or 0, entity=entity.key, record_id=record_id)


def marks_on(entity: Entity, record_id: int, by: Actor) -> set[str]:
    """Whether the person keeps this record at hand ("pin") and follows it ("follow"), in one statement."""
    pins = pins_on(entity, record_id, by).values_list(Value("pin"), flat=True)
    return set(pins.union(follows_of(entity, record_id, by).values_list(Value("follow"), flat=True)))


def pinned_by(by: Actor) -> list[dict[str, Any]]:
    """The records that the person keeps at hand and may still see, newest first."""
    pins = list(Pin.objects.filter(employee_id=by.employee_id or 0).order_by("-at")[:MOST])
    titles: dict[tuple[str, int], str] = {}
    for entity in entities():
        ids = [one.record_id for one in pins if one.entity == entity.key]
        if ids:
            titles |= {(entity.key, one): title for one, title in titles_by_id(entity.model, ids, by).items()}
    known = {entity.key: entity for entity in entities()}
    return [
        {
            "label": titles[one.entity, one.record_id],
            "url": known[one.entity].url(one.record_id),
            "icon": known[one.entity].icon,
        }
        for one in pins
        if (one.entity, one.record_id) in titles
    ]

"""Small answers to the browser: a toast with undo, a record that was made in a dialog, a refusal in words."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse

from zhike.doors.web.records.opening import record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity


def trigger(answer: HttpResponse, **events: Any) -> HttpResponse:
    """Add events for the browser to those that the answer has."""
    known = json.loads(answer.headers.get("HX-Trigger", "{}"))
    answer["HX-Trigger"] = json.dumps(known | events)  # ASCII only: a header can't carry Chinese
    return answer


def toast(
    answer: HttpResponse, text: str, *, batch: int | None = None, tone: str = "info", link: str = "", label: str = ""
) -> HttpResponse:
    """Say something for ten seconds, with Undo when there is a batch to undo."""
    message = {"text": text, "tone": tone}
    if batch:
        message["undo"] = f"/batches/{batch}/undo"
    if link:
        message |= {"link": link, "label": label}
    return trigger(answer, toast=message)


def made(entity: Entity, record_id: int, wanted_by: str, by: Actor) -> HttpResponse:
    """A record that was made from within a reference field: the dialog closes and the field takes it."""
    title = entity.title_of(record_of(entity, record_id, by))
    made_now = {"for": wanted_by, "value": str(record_id), "label": title}
    return trigger(HttpResponse(status=204), **{"record-made": made_now, "close-dialog": True})

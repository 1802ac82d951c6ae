"""The picture of a record: shown small, chosen among its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.opening import opened, record_of
from zhike.doors.web.settings.logo import HEADERS
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.files.pictures import TAKEN, address_of, thumbnail


@require_safe
def picture(request: HttpRequest, key: str, record_id: int, mark: str) -> HttpResponse:
    """The small picture of a record, to whoever may see both; its address changes with it. Raises Http404 else."""
    entity, by = opened(request, key)
    shown = entity.picture
    if shown is None or shown.column not in entity.readable(by):
        raise Http404
    record = record_of(entity, record_id, by)
    if address_of(key, record, shown.field) != f"/{key}/{record_id}/picture/{mark}":
        raise Http404
    return HttpResponse(thumbnail(getattr(record, shown.field)), content_type="image/png", headers=HEADERS)


@require_POST
def choose(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Make one of a record's files its picture (`file`), or have none."""
    entity, by = opened(request, key)
    action = entity.actions.get("set_picture") if entity.picture else None
    if action is None:
        raise Http404
    record = record_of(entity, record_id, by)
    chosen = Chosen.of(record, by=by, verb=action.verb)
    outcome = perform(action, chosen, {"file": request.POST.get("file", "")}, by=by)
    answer = trigger(HttpResponse(status=204), **{"records-changed": True})
    return toast(answer, _("Saved."), batch=outcome.batch)


def head_picture(entity: Entity, record: Any, by: Actor) -> dict[str, str]:
    """The picture at the head of a card, with the words for those who don't see it; nothing without one."""
    shown = entity.picture
    url = address_of(entity.key, record, shown.field) if shown and shown.column in entity.readable(by) else ""
    if not shown or not url:
        return {}
    words = getattr(record, shown.words) if shown.words in entity.readable(by) else ""
    return {"url": url, "words": words or entity.title_of(record)}


def choosing(entity: Entity, record: Any, media_type: str, file_id: int) -> str:
    """What the picture button beside a file does: `use`, `remove`, or nothing where there is none."""
    if entity.picture is None or media_type not in TAKEN:
        return ""
    return "remove" if getattr(record, f"{entity.picture.field}_id") == file_id else "use"

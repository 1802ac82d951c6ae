"""The first lines of every page about records: which entity, and may this person open it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotFound


def opened(request: HttpRequest, key: str) -> tuple[Entity, Actor]:
    """The entity of an address and the actor. Raises Http404 for an entity that the person has no view of."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    try:
        entity = entity_named(key)
    except NotFound as missing:
        raise Http404 from missing
    if not entity.reach(by, "view"):
        raise Http404
    return entity, by


def record_of(entity: Entity, record_id: int, by: Actor, *, in_bin: bool = False) -> Any:
    """The record of an address. Raises Http404 for one that does not exist or that the person may not see."""
    rows = entity.model._default_manager
    found = rows.visible_to(by).filter(pk=record_id).first()  # type: ignore[attr-defined]
    if found is None and in_bin:
        found = rows.in_bin(by).filter(pk=record_id).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found

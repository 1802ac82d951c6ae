"""Creating many records that say the same about different things, with one statement per step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import Creator
from zhike.kernel.actions.cleaning import clean
from zhike.kernel.actions.standard import may_create, refuse_out_of_sight
from zhike.kernel.entity.declaration import Entity


def create_alike(
    entity: Entity, values: Mapping[str, Any], each: Sequence[Mapping[str, Any]], *, by: Actor
) -> list[int]:
    """Create one record for each of `each`: `values`, as they come from a form, and what differs from record to record.

    What differs is given as it is stored (ids of references), or as the record that a reference points to, which spares
    reading it. Call it within an action; returns the ids in order. Raises NotAllowed without the right to create, or
    for what would be out of sight, and Refused for wrong values.
    """
    may_create(entity, by)
    if not each:
        return []
    shared = clean(entity, values, by=by)
    creator = Creator(entity, by=by)
    news = [creator.prepared(shared | _stored(differs), cached=_records(differs)) for differs in each]
    for new in news:
        if new.refused is not None:
            raise new.refused
    ids = creator.insert(news)
    refuse_out_of_sight(entity, ids, by)
    return ids


def _stored(differs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "pk", value) for name, value in differs.items()}


def _records(differs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in differs.items() if hasattr(value, "pk")}

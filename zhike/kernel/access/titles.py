"""What records are called, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_of, has_entity


def titles_by_id(model: type[Model], ids: Iterable[int], by: Actor) -> dict[int, str]:
    """The titles of those records that the reader may see, in one query."""
    ids = list(ids)
    if not has_entity(model):
        return {row.pk: str(row) for row in model._default_manager.filter(pk__in=ids)}
    return titles_in(entity_of(model), model._default_manager.visible_to(by).filter(pk__in=ids))  # type: ignore[attr-defined]


def titles_in(entity: Entity, rows: Any) -> dict[int, str]:
    """The title of each of these rows, in one query; one that is called by another record says that one's name."""
    name = entity.title_field
    if entity.fields[name].model_field.is_relation:
        return {row.pk: entity.title_of(row) for row in rows.select_related(name)}
    return dict(rows.values_list("pk", name))

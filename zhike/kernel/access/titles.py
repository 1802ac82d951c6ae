"""What records are called, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_of, has_entity


def titles_by_id(model: type[Model], ids: Iterable[int], by: Actor) -> dict[int, str]:
    """The titles of those records that the reader may see, in one query."""
    ids = list(ids)
    if not has_entity(model):
        return {row.pk: str(row) for row in model._default_manager.filter(pk__in=ids)}
    rows = model._default_manager.visible_to(by).filter(pk__in=ids)  # type: ignore[attr-defined]
    return dict(rows.values_list("pk", entity_of(model).title_field))

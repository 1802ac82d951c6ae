"""Finding records by words, under permissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.text.query import leading, query

AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: what it is called, what to show below, and where the words were."""

    entity: str
    id: int
    title: str
    subtitle: str
    matched: str


def matching(entity: Entity, words: str) -> Q | None:
    """A predicate for the records that the words find; None when the words hold nothing to search for."""
    return _found(entity, query(words))


def _found(entity: Entity, wanted: str | None) -> Q | None:
    if wanted is None:
        return None
    ids = RawSQL(
        "SELECT record_id FROM search_document WHERE entity = %s AND tokens @@ %s::tsquery", [entity.key, wanted]
    )
    return Q(pk__in=ids)


def find(words: str, *, by: Actor, only: str = "", most: int = 20) -> list[Hit]:
    """The best hits over all entities that the actor may see, those whose title begins with the words first."""
    hits: list[Hit] = []
    chosen = [entity_named(only)] if only else [entity for entity in entities() if entity.search is not None]
    for entity in chosen:
        if by.rights.reach(entity.access.grants_of or entity.key, "view"):
            hits += find_in(entity, words, by=by, most=most)
    return hits[: max(most, AT_MOST)] if not only else hits[:most]


def find_in(entity: Entity, words: str, *, by: Actor, most: int = 20) -> list[Hit]:
    """The best hits in one entity: the whole title, then titles that begin so, then the rest, newest first."""
    where = matching(entity, words)
    if where is None or entity.search is None:
        return []
    title = entity.search.title
    shown = [name for name in (title, *entity.search.subtitle) if name in entity.readable(by)]
    rows = (
        entity.model._default_manager.visible_to(by)  # type: ignore[attr-defined]
        .filter(where)
        .values_list("pk", *(_column(entity, name) for name in shown))
    )
    begins = _found(entity, leading(words))
    first = list(rows.filter(begins).order_by()[:most]) if begins is not None else []
    first.sort(key=lambda row: (not row[1].startswith(words.strip()), len(row[1])))
    if len(first) < most:
        known = [row[0] for row in first]
        # Bounded before it is ordered: a common word must not sort a hundred thousand rows.
        first += list(rows.exclude(pk__in=known).order_by()[: most - len(first)])
    reading = reading_for(by)
    return [_hit(entity, shown, row, words, reading) for row in first]


def _column(entity: Entity, name: str) -> str:
    """What to read for a shown field: of a reference to a large table, the title of what it points to."""
    field = entity.fields[name]
    if field.type.name == "reference" and field.related_entity is not None:
        return f"{name}__{field.related_entity.title_field}"
    return field.column


def _hit(entity: Entity, shown: list[str], row: tuple[Any, ...], words: str, reading: Reading) -> Hit:
    texts = []
    for name, value in zip(shown, row[1:], strict=True):
        field = entity.fields[name]
        texts.append(field.type.text(shown_to(entity, name, value, reading.by), field, reading))
    subtitle = " · ".join(text for text in texts[1:] if text)
    return Hit(entity.key, row[0], texts[0], subtitle, words)

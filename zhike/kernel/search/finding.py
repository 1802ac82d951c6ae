"""Finding records by words, under permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Search
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.search.documents import kind_lexeme
from zhike.kernel.statements import planned_once
from zhike.kernel.text.query import beginning, leading, query
from zhike.kernel.text.tokens import quoted

AT_MOST = 50
FEW = 2000
"""Up to so many found ids are read and named; beyond, the database joins."""
FEW_TO_SHOW = 200
"""The same where no more than the best are shown: the join stops when it has them."""


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
    wanted = query(words)
    if wanted is None:
        return None
    found = _candidates([entity], wanted, None, FEW)[entity.key]
    # Few are named one by one, so that the planner can't mistake how many there are; many are left to it as a join,
    # which it begins at the narrower end: the words, or the rows that the person may see.
    return Q(pk__in=list(found.ids)) if found.whole else _joined(entity, wanted)


class Candidates(NamedTuple):
    """Ids that the words find, each with whether its title begins with them; `whole` if there are no others."""

    ids: dict[int, bool]
    whole: bool


def _candidates(chosen: Sequence[Entity], wanted: str, first: str | None, most: int) -> dict[str, Candidates]:
    """For each entity what the words find, up to a bound.

    One statement for all of them. Each entity is a part of its own, because the planner knows how many each has.
    """
    found: dict[str, dict[int, bool]] = {entity.key: {} for entity in chosen}
    values = [value for entity in chosen for value in (first or "", _within(entity, wanted))]
    with planned_once() as cursor:
        cursor.execute(_asking_for_candidates(tuple(found), most), values)
        for key, record_id, begins in cursor.fetchall():
            found[key][record_id] = begins
    return {key: Candidates(ids, whole=len(ids) <= most) for key, ids in found.items()}


@lru_cache(64)
def _asking_for_candidates(keys: tuple[str, ...], most: int) -> str:
    return " UNION ALL ".join(
        "(SELECT entity, record_id, tokens @@ %s::tsquery FROM search_document "  # noqa: S608  (keys are declared)
        f"WHERE entity = '{key}' AND tokens @@ %s::tsquery LIMIT {most + 1})"
        for key in keys
    )


def _joined(entity: Entity, wanted: str) -> Q:
    ids = RawSQL(
        "SELECT record_id FROM search_document WHERE entity = %s AND tokens @@ %s::tsquery",
        [entity.key, _within(entity, wanted)],
    )
    return Q(pk__in=ids)


def _within(entity: Entity, wanted: str) -> str:
    """The words among the records of one kind: else a name that a million customers share is read for contacts too."""
    return f"{quoted(kind_lexeme(entity.key))} & ({wanted})"


def find(words: str, *, by: Actor, only: str = "", most: int = 20) -> list[Hit]:
    """The best hits over all entities that the actor may see, those whose title begins with the words first."""
    chosen = [entity_named(only)] if only else entities()
    hits = [hit for _entity, found in find_each(chosen, words, by=by, most=most) for hit in found]
    return hits[: max(most, AT_MOST)] if not only else hits[:most]


def find_in(entity: Entity, words: str, *, by: Actor, most: int = 20) -> list[Hit]:
    """The best hits in one entity."""
    return [hit for _entity, found in find_each([entity], words, by=by, most=most) for hit in found]


def find_each(chosen: Iterable[Entity], words: str, *, by: Actor, most: int = 20) -> Iterator[tuple[Entity, list[Hit]]]:
    """The best hits in each entity in which the words are found and that the actor may open."""
    wanted, first = query(words), leading(words)
    searched = [entity for entity in chosen if entity.search is not None and entity.reach(by, "view")]
    if wanted is None or not searched:
        return
    found = _candidates(searched, wanted, first, FEW_TO_SHOW)
    for entity in searched:
        if found[entity.key].ids:
            yield entity, _best(entity, words, wanted, found[entity.key], by, most)


def _best(entity: Entity, words: str, wanted: str, read: Candidates, by: Actor, most: int) -> list[Hit]:
    """Titles that begin with the words first, the shortest of them before the longer."""
    search: Search = entity.search  # type: ignore[assignment]  # only searched entities come here
    shown = [name for name in (search.title, *search.subtitle) if name in entity.readable(by)]
    seen = entity.model._default_manager.visible_to(by).values_list("pk", *(_column(entity, name) for name in shown))  # type: ignore[attr-defined]
    begin, rests = _begin_and_rests(entity, words, wanted, read, by)
    found = list(seen.filter(begin).order_by()[:most]) if begin is not None else []
    found.sort(key=lambda row: (not row[1].startswith(words.strip()), len(row[1])))
    for rest in rests:
        if len(found) < most:
            # Bounded before it is ordered: a common word must not sort a hundred thousand rows.
            others = seen.filter(rest).exclude(pk__in=[row[0] for row in found]).order_by()
            found += list(others[: most - len(found)])
    reading = reading_for(by)
    return [_hit(entity, shown, row, reading, words) for row in found]


def _begin_and_rests(entity: Entity, words: str, wanted: str, read: Candidates, by: Actor) -> tuple[Q | None, list[Q]]:
    """Those whose title begins with the words, and where the rest is looked for, in turn until there are enough.

    Of a word that finds more than was read, whoever sees all sees enough of what was read; it need not be found again.
    """
    if read.whole:
        return Q(pk__in=[one for one, begins in read.ids.items() if begins]), [Q(pk__in=list(read.ids))]
    first = beginning(words)
    begin, rests = _joined(entity, first) if first else None, [_joined(entity, wanted)]
    if entity.reach(by, "view").everything:
        rests.insert(0, Q(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(read.ids)])))
    return begin, rests


def _column(entity: Entity, name: str) -> str:
    """What to read for a shown field: of a reference to a large table, the title of what it points to."""
    field = entity.fields[name]
    if field.type.name == "reference" and field.related_entity is not None:
        return f"{name}__{field.related_entity.title_field}"
    return field.column


def _hit(entity: Entity, shown: list[str], row: tuple[Any, ...], reading: Reading, words: str) -> Hit:
    texts = []
    for name, value in zip(shown, row[1:], strict=True):
        field = entity.fields[name]
        texts.append(field.type.text(shown_to(entity, name, value, reading.by), field, reading))
    subtitle = " · ".join(text for text in texts[1:] if text)
    return Hit(entity.key, row[0], texts[0], subtitle, words)

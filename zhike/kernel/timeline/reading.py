"""The timeline of a record: what people did with it and what was changed, newest first, as fast on any page."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F, Model, Value
from django.db.models.lookups import LessThan
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import PLACE, Prepared, kept_for, prepared
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.once import once
from zhike.kernel.entity.parts import TimelineSource, Told
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.history.reading import Entry as HistoryEntry
from zhike.kernel.history.reading import entry_of, visible_record
from zhike.kernel.lists.page import Pair
from zhike.kernel.refusals import Refused
from zhike.kernel.timeline.sentences import Titles, batch_in_words, changes_in_words, fields_in_words

PAGE = 30
MOST_OPEN = 20
CHANGES = "changes"
"""The kind under which changes of the record itself are asked for."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a timeline, in words. `url` leads to the record behind it, `batch` is what an undo takes back."""

    key: str
    kind: str
    at: datetime
    by: int | None
    title: str
    note: str = ""
    icon: str = "git-commit-horizontal"
    tone: str = "ink"
    url: str = ""
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Events:
    """A page of a timeline and the cursor of the next one."""

    events: list[Event] = field(default_factory=list)
    next: str | None = None


def timeline(
    entity: Entity, record_id: int, *, by: Actor, before: str = "", kinds: Collection[str] = (), most: int = PAGE,
    without_open: bool = False, record: Model | None = None,
) -> Events:  # fmt: skip
    """One page of a record's timeline: entries of its sources (`call`, `visit`…) and its changes (`changes`).

    `before` is the cursor of the page above; `without_open` leaves out what is still to be done, for a page that shows
    that apart. `record` is given by a page that has found it through the actor's rights already. Raises NotFound for a
    record that the actor may not see, Refused for a cursor that can't be read.
    """
    record, reading = record or visible_record(entity, record_id, by), reading_for(by)
    places = _decode(before)
    found: list[tuple[Event, str, list[Any]]] = []
    for source in entity.timeline_sources:
        for row in _rows(source, entity.key, record_id, places.get(source.key), kinds, most + 1, by, without_open):
            at = getattr(row, source.at)
            found.append((event_of(source, row, reading), source.key, [at.isoformat(), row.pk]))
    if not kinds or CHANGES in kinds:
        for changes in _batches(entity, record_id, places.get(CHANGES), most + 1, by):
            told = _changes_told(entity, record, changes, by)
            found.append((told, CHANGES, [changes[-1].id]))
    found.sort(key=lambda each: each[0].at, reverse=True)
    for _event, key, place in found[:most]:
        places[key] = place
    events = _with_titles(entity, [event for event, _key, _place in found[:most]], by, reading)
    return Events(events, _encode(places) if len(found) > most else None)


@once
def open_rows(record: Model, by: Actor, source: TimelineSource) -> list[Any]:
    """What is still to be done for a record in hand, by one source, the most urgent first; never more than twenty."""
    if source.open is None:
        return []
    kind = entity_of(record).key
    rows = kept_for(by, ("open", source.key, source.model, kind), lambda: Prepared(_still_open(source, kind, by)))
    return rows.rows(record.pk)  # type: ignore[no-any-return]


def _still_open(source: TimelineSource, kind: str, by: Actor) -> Any:
    rows = source.model._default_manager.visible_to(by)  # type: ignore[attr-defined]
    due = F(source.open_by or source.at).asc(nulls_last=True)
    of_record = rows.filter(source.open, **source.about(kind, PLACE))
    return of_record.select_related(*source.with_related).order_by(due, "pk")[:MOST_OPEN]


def event_of(source: TimelineSource, row: Any, reading: Reading) -> Event:
    """An entry of a source as an event."""
    told = source.tell(row, reading) if source.tell else Told(str(row))
    kind = getattr(row, source.kind, source.key)
    return Event(
        f"{source.key}-{row.pk}", kind, getattr(row, source.at), getattr(row, f"{source.person}_id", None),
        str(told.title), str(told.note), told.icon, told.tone, entity_of(source.model).url(row.pk),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Unworded(Event):
    """A change that waits for the titles of what it refers to."""

    entries: tuple[HistoryEntry, ...] = ()
    record: str = ""


def _rows(
    source: TimelineSource,
    key: str,
    record_id: int,
    place: Any,
    kinds: Collection[str],
    most: int,
    by: Actor,
    without_open: bool,
) -> Sequence[Any]:
    wanted = set(kinds) - {CHANGES}
    if kinds and not wanted:
        return []
    if place is None and not wanted:
        key_of_first = ("first entries", source.key, source.model, key, most, without_open)
        first = kept_for(by, key_of_first, lambda: Prepared(_latest(source, key, PLACE, by, without_open)[:most]))
        return first.rows(record_id)  # type: ignore[no-any-return]
    rows = _latest(source, key, record_id, by, without_open)
    if wanted:
        rows = rows.filter(**{f"{source.kind}__in": wanted})
    if place is not None:
        at = source.model._meta.get_field(source.at)
        rows = rows.filter(
            LessThan(Pair(F(source.at), F("pk")), Pair(Value(datetime.fromisoformat(place[0]), at), Value(place[1])))  # type: ignore[arg-type]
        )
    return list(rows[:most])


def _latest(source: TimelineSource, key: str, record_id: int, by: Actor, without_open: bool) -> Any:
    """All entries of a source about a record, newest first."""
    rows = source.model._default_manager.visible_to(by).filter(**source.about(key, record_id))  # type: ignore[attr-defined]
    if without_open and source.open is not None:
        rows = rows.exclude(source.open)
    return rows.select_related(*source.with_related).order_by(f"-{source.at}", "-pk")


def _batches(entity: Entity, record_id: int, place: Any, most: int, by: Actor) -> list[list[Change]]:
    """The changes of a record, those of one batch together."""
    if place is None:
        found = _latest_changes(record_id, by, entity.model._meta.db_table, 2 * most)
    else:
        found = list(_changes(record_id, entity.model._meta.db_table).filter(id__lt=place[0])[: 2 * most])
    return [list(group) for _batch, group in groupby(found, key=lambda one: one.batch_id or -one.id)][:most]


@prepared
def _latest_changes(record_id: int, by: Actor, table: str, most: int) -> Any:
    return _changes(record_id, table)[:most]


def _changes(record_id: int, table: str) -> Any:
    return Change.objects.filter(kind=table, record_id=record_id).select_related("batch").order_by("-id")


def _changes_told(entity: Entity, record: Model, changes: list[Change], by: Actor) -> Event:
    first = changes[0]
    return _Unworded(
        f"{CHANGES}-{first.id}", CHANGES, _when(changes, record), first.actor_id, "", batch=first.batch_id,
        entries=tuple(entry_of(entity, change, by) for change in changes), record=entity.title_of(record),
    )  # fmt: skip


def _when(changes: list[Change], record: Model) -> datetime:
    """The moment of a change. A record that was brought in with the date of its creation began on that date."""
    at, made = changes[0].at, getattr(record, "created_at", None)
    return made if made and made < at and changes[-1].verb == "I" else at


def _with_titles(entity: Entity, events: list[Event], by: Actor, reading: Reading) -> list[Event]:
    """Put the changes into words; the records that they refer to are read once for the page."""
    entries = [entry for event in events if isinstance(event, _Unworded) for entry in event.entries]
    titles = titles_of(entity, entries, by)
    return [_worded(entity, event, reading, titles) if isinstance(event, _Unworded) else event for event in events]


def _worded(entity: Entity, event: _Unworded, reading: Reading, titles: Titles) -> Event:
    title, note = told_of(entity, event.entries, event.record, reading, titles)
    return Event(event.key, event.kind, event.at, event.by, title, note, batch=event.batch)


def told_of(
    entity: Entity, entries: Sequence[HistoryEntry], title: str, reading: Reading, titles: Titles
) -> tuple[str, str]:
    """A batch's changes of one record, newest first, as a sentence and a note that names the fields."""
    first = entries[0]
    updated = [entry for entry in entries if entry.verb == "U"]
    fields = [one for entry in updated for one in entry.changes if one.field in entity.fields]
    note = changes_in_words(entity, fields, reading, titles) if len(updated) == len(entries) else ""
    if _is_plain_update(first.batch) and len(updated) == len(entries) and fields:
        return fields_in_words(len(fields), first.by, reading), note
    verb = {"I": "create", "D": "delete"}.get(entries[-1].verb, "update")
    return batch_in_words(first.batch, first.by, title, reading, verb), note


def titles_of(entity: Entity, entries: Sequence[HistoryEntry], by: Actor) -> Titles:
    """The titles of the records that changes refer to, as far as the actor may see them."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for entry in entries:
        for one in entry.changes if entry.verb == "U" else ():
            bound = entity.fields.get(one.field)
            if bound is not None and bound.type.name == "reference" and bound.related_entity is not None:
                wanted[bound.related_model] |= {value for value in (one.before, one.after) if value}
    return {model: titles_by_id(model, ids, by) for model, ids in wanted.items()}


def _is_plain_update(batch: Batch | None) -> bool:
    return batch is None or batch.action.endswith(".update")


def _encode(places: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(places).encode()).decode().rstrip("=")


def _decode(cursor: str) -> dict[str, Any]:
    if not cursor:
        return {}
    try:
        places = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return {str(key): _checked(key, place) for key, place in places.items()}
    except (ValueError, TypeError, AttributeError, IndexError) as problem:
        words = _("This page mark can't be read; start again from the first page.")
        raise Refused(words, field="cursor", code="bad_cursor") from problem


def _checked(key: str, place: list[Any]) -> list[Any]:
    if key == CHANGES:
        return [int(place[0])]
    return [datetime.fromisoformat(place[0]).isoformat(), int(place[1])]

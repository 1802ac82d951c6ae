"""What somebody did on a day: for the person, and for those above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import SEE_OTHERS
from zhike.kernel.directory import directory
from zhike.kernel.entity.parts import TimelineSource
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotFound
from zhike.kernel.timeline.reading import CHANGES, Event, event_of
from zhike.kernel.timeline.sentences import batch_in_words

MOST = 500


def day_of(person_id: int, day: date, *, by: Actor, most: int = MOST) -> list[Event]:
    """All that a person did on a day (of the company's calendar), newest first: entries of timelines and batches.

    What the reader may not see is told without its name. Raises NotFound unless `by` is the person, somebody above, or
    holds the power to see what others did.
    """
    if not may_see_day(person_id, by):
        raise NotFound(_("There is no such work log, or you may not see it."))
    since = timezone.make_aware(datetime.combine(day, time.min))
    until = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    reading = reading_for(by)
    sources = list(_sources())
    events = [event for source in sources for event in _entries(source, person_id, since, until, most, reading)]
    told = {key for source in sources for key in source.actions}
    batches = Batch.objects.filter(actor_id=person_id, at__gte=since, at__lt=until).exclude(action__in=told)
    events += _in_words(list(batches.order_by("-id")[:most]), reading)
    return sorted(events, key=lambda event: event.at, reverse=True)[:most]


def may_see_day(person_id: int, by: Actor) -> bool:
    """Whether the actor is the person, one of the superiors, or the head of a department that the person works in."""
    if by.employee_id == person_id or by.may(SEE_OTHERS):
        return True
    return by.employee_id is not None and by.employee_id in set(_above(person_id))


def _above(person_id: int) -> Iterable[int]:
    book = directory()
    superiors = dict(Employee.objects.filter(superior__isnull=False).values_list("pk", "superior_id"))
    seen: set[int] = set()
    one = superiors.get(person_id)
    while one is not None and one not in seen:
        seen.add(one)
        yield one
        one = superiors.get(one)
    person = book.people.get(person_id)
    unit = book.departments.get(person.department_id or 0) if person else None
    while unit is not None:
        if unit.head_id is not None:
            yield unit.head_id
        unit = book.departments.get(unit.parent_id or 0)


def _sources() -> Iterable[TimelineSource]:
    """The sources of all timelines, each model once, with the actions of all of its sources."""
    by_model: dict[type[Model], TimelineSource] = {}
    for source in [source for entity in entities() for source in entity.timeline_sources]:
        known = by_model.get(source.model, source)
        by_model[source.model] = replace(known, actions=known.actions | source.actions)
    return by_model.values()


def _entries(
    source: TimelineSource, person_id: int, since: datetime, until: datetime, most: int, reading: Reading
) -> list[Event]:
    rows = source.model._default_manager.visible_to(reading.by).filter(  # type: ignore[attr-defined]
        **{f"{source.person}_id": person_id, f"{source.at}__gte": since, f"{source.at}__lt": until}
    )
    rows = rows.select_related(*source.with_related).order_by(f"-{source.at}", "-pk")[:most]
    return [event_of(source, row, reading) for row in rows]


def _in_words(batches: list[Batch], reading: Reading) -> list[Event]:
    titles = _visible_titles(batches, reading.by)
    return [
        Event(
            f"batch-{batch.pk}", CHANGES, batch.at, batch.actor_id,
            batch_in_words(batch, batch.actor_id, titles.get(batch.pk) or _what(batch), reading), batch=batch.pk,
        )
        for batch in batches
    ]  # fmt: skip


def _what(batch: Batch) -> str:
    """3 customers; a record out of the reader's sight is called by its kind only."""
    label = _label(batch, batch.done)
    return ngettext("%(count)s record of “%(kind)s”", "%(count)s records of “%(kind)s”", batch.done) % {
        "count": batch.done, "kind": label,
    }  # fmt: skip


def _label(batch: Batch, count: int) -> str:
    try:
        entity = entity_named(batch.entity)
    except NotFound:
        return batch.entity
    return str(entity.label if count == 1 else entity.label_plural)


def _visible_titles(batches: list[Batch], by: Actor) -> dict[int, str]:
    """The titles of the batches on one record, where the reader may see that record."""
    found: dict[int, str] = {}
    for entity in entities():
        own = {batch.pk: batch for batch in batches if batch.entity == entity.key and batch.title}
        if not own:
            continue
        changes = Change.objects.filter(batch_id__in=own, kind=entity.model._meta.db_table)
        touched: dict[int, Any] = dict(changes.values_list("batch_id", "record_id"))
        rows = entity.model._default_manager
        ids = set(touched.values())
        seen = set(rows.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True))  # type: ignore[attr-defined]
        seen |= set(rows.in_bin(by).filter(pk__in=ids).values_list("pk", flat=True))  # type: ignore[attr-defined]
        found |= {pk: own[pk].title for pk, record_id in touched.items() if record_id in seen}
    return found

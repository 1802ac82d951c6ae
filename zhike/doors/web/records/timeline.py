"""The timeline of a record: what its sources tell and what changed, merged, newest first, page by page.

Each source is read behind the last entry that was shown of it (a k-way merge), so the tenth page costs what the first does.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Value
from django.db.models.lookups import LessThan
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhike.doors.web.records.opening import opened, record_of
from zhike.doors.web.records.stored import in_words, titles_of
from zhike.doors.web.records.telling import ICONS, sentence_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import TimelineSource, Told
from zhike.kernel.entity.registry import entity_of, has_entity
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.history.models import Change
from zhike.kernel.history.reading import Entry, entry_of
from zhike.kernel.lists.page import Pair

MOST = 20
MOST_OPEN = 10
HISTORY = "history"
FIELDS_IN_A_LINE = 3


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry of a timeline, ready to be drawn by `web/records/card_event.html`."""

    source: str
    id: int
    at: datetime
    icon: str
    tone: str
    title: str
    note: str = ""
    when: str = ""
    late: bool = False
    tick: str = ""
    edit: str = ""


@require_GET
def more(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The next stretch of a record's timeline."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by, in_bin=True)
    return render(request, "web/records/card_days.html", timeline(entity, record, by, mark=request.GET.get("after", "")))


def timeline(entity: Entity, record: Any, by: Actor, *, mark: str = "", most: int = MOST) -> dict[str, Any]:
    """The context of a stretch: what is open (first stretch only), days with their entries, and the next address."""
    reading = reading_for(by)
    behind = _read_mark(mark)
    found: list[Happening] = []
    for source in sources(entity, by):
        found += [_told(source, row, by, reading) for row in _rows(source, record, by, behind.get(source.key), most + 1)]
    found += _changes(entity, record, by, reading, behind.get(HISTORY), most + 1)
    found.sort(key=lambda one: (one.at, one.source, one.id), reverse=True)
    shown, rest = found[:most], found[most:]
    return {
        "open_entries": [] if mark else open_entries(entity, record, by, reading),
        "days": days(shown, reading),
        "more_url": f"{entity.url(record.pk)}/timeline?after={_mark(behind, shown)}" if rest else "",
        "goes_on": bool(mark),
    }  # fmt: skip


def sources(entity: Entity, by: Actor) -> list[TimelineSource]:
    """The sources of which the person may see anything at all."""
    return [
        source for source in entity.timeline_sources
        if has_entity(source.model)
        and by.rights.reach(entity_of(source.model).access.grants_of or entity_of(source.model).key, "view")
    ]  # fmt: skip


def open_entries(entity: Entity, record: Any, by: Actor, reading: Reading) -> list[Happening]:
    """What is still to be done for this record, the most urgent first."""
    found: list[Happening] = []
    for source in sources(entity, by):
        if source.open is not None:
            rows = _visible(source, record, by).filter(source.open).order_by(F(source.open_by or source.at).asc(nulls_last=True), "pk")
            found += [_told(source, row, by, reading) for row in rows[:MOST_OPEN]]
    return found


def _visible(source: TimelineSource, record: Any, by: Actor) -> Any:
    rows = source.model._default_manager.visible_to(by).filter(**{source.by: record.pk})  # type: ignore[attr-defined]
    return rows.select_related(*source.with_related)


def _rows(source: TimelineSource, record: Any, by: Actor, behind: list[Any] | None, most: int) -> Iterable[Any]:
    rows = _visible(source, record, by)
    if source.open is not None:
        rows = rows.exclude(source.open)
    if behind:
        last = Pair(Value(datetime.fromisoformat(behind[0])), Value(int(behind[1])))
        rows = rows.filter(LessThan(Pair(F(source.at), F("pk")), last))
    return rows.order_by(f"-{source.at}", "-pk")[:most]  # type: ignore[no-any-return]


def _told(source: TimelineSource, row: Any, by: Actor, reading: Reading) -> Happening:
    entity = entity_of(source.model)
    told = source.tell(row, reading) if source.tell else Told(entity.title_of(row))
    at = timezone.localtime(getattr(row, source.at))
    return Happening(
        source=source.key, id=row.pk, at=at, icon=told.icon or entity.icon, tone=told.tone or "ink", title=str(told.title),
        note=str(told.note), when=due_words(told.due, reading) if told.due and told.tick else at.strftime("%H:%M"),
        late=bool(told.tick and told.due and told.due < reading.now), edit=entity.url(row.pk),
        tick=f"{entity.url()}/actions/{told.tick}?ids={row.pk}" if told.tick else "",
    )  # fmt: skip


def _changes(entity: Entity, record: Any, by: Actor, reading: Reading, behind: list[Any] | None, most: int) -> list[Happening]:
    """Changes of fields that people fill in; columns that the system keeps up itself would only be noise here."""
    columns = [field.column for field in entity.readable(by).values() if field.editable] + ["deleted_at"]
    rows = Change.objects.filter(kind=entity.model._meta.db_table, record_id=record.pk, changes__has_any_keys=columns)
    if behind:
        rows = rows.filter(id__lt=int(behind[1]))
    entries = [entry_of(entity, change, by) for change in rows.select_related("batch").order_by("-id")[:most]]
    told = [change for entry in entries if entry.verb == "U" for change in entry.changes if change.field in entity.fields]
    titles = titles_of([(entity.fields[one.field], value) for one in told for value in (one.before, one.after)], by)
    return [_change(entity, record, entry, reading, titles) for entry in entries]


def _change(entity: Entity, record: Any, entry: Entry, reading: Reading, titles: Any) -> Happening:
    at = timezone.localtime(entry.at)
    parts = []
    if entry.verb == "U":
        for one in entry.changes:
            field = entity.fields.get(one.field)
            if field is not None and field.editable:
                words = [in_words(entity, one.field, value, reading, titles) for value in (one.before, one.after)]
                parts.append(f"{field.label} {_shortened(words[0])} → {_shortened(words[1])}")
    note = _(", ").join(parts[:FIELDS_IN_A_LINE]) + (" …" if len(parts) > FIELDS_IN_A_LINE else "")
    verb = "create" if entry.verb == "I" else "update"
    editable = replace(entry, changes=[one for one in entry.changes if one.field == "deleted_at" or entity.fields[one.field].editable])
    return Happening(
        source=HISTORY, id=entry.id, at=at, icon=ICONS[verb], tone="ink", note=note, when=at.strftime("%H:%M"),
        title=sentence_of(entity, editable, entity.title_of(record)),
    )  # fmt: skip


def _shortened(words: str) -> str:
    return words if len(words) <= 24 else f"{words[:23]}…"


def days(shown: list[Happening], reading: Reading) -> list[dict[str, Any]]:
    """Entries grouped under the day on which they happened."""
    grouped: dict[date, list[Happening]] = {}
    for one in shown:
        grouped.setdefault(one.at.date(), []).append(one)
    return [{"label": day_words(day, reading.today), "events": events} for day, events in grouped.items()]


def day_words(day: date, today: date) -> str:
    """A day as people say it: today, yesterday, Thursday; further away, the date."""
    away = (today - day).days
    if away == 0:
        return _("Today")
    if away == 1:
        return _("Yesterday")
    if away == -1:
        return _("Tomorrow")
    weekday = date_format(day, "l")
    if day.year == today.year:
        return _("%(date)s, %(weekday)s") % {"date": month_day(day), "weekday": weekday}
    return _("%(date)s, %(weekday)s") % {"date": day.isoformat(), "weekday": weekday}


def month_day(day: date) -> str:
    """A day of this year without its year."""
    return date_format(day, "MONTH_DAY_FORMAT")


def due_words(due: datetime, reading: Reading) -> str:
    """When something is due: overdue by so many days, today at a time, or the day."""
    local = timezone.localtime(due)
    away = (local.date() - reading.today).days
    if away < 0:
        return _("%(days)s days overdue") % {"days": -away} if away < -1 else _("1 day overdue")
    if away <= 1:
        day = _("Today") if away == 0 else _("Tomorrow")
        return day if (local.hour, local.minute) in ((0, 0), (23, 59)) else f"{day} {local:%H:%M}"
    return date_format(local, "D H:i") if away < 7 else month_day(local.date())


def _mark(behind: dict[str, list[Any]], shown: list[Happening]) -> str:
    """Where the next stretch begins: behind the last shown entry of each source."""
    last = dict(behind) | {one.source: [one.at.isoformat(), one.id] for one in shown}
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode().rstrip("=")


def _read_mark(mark: str) -> dict[str, list[Any]]:
    if not mark:
        return {}
    try:
        read = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        return {str(key): [datetime.fromisoformat(at).isoformat(), int(last)] for key, (at, last) in read.items()}
    except (ValueError, TypeError, AttributeError):
        return {}

"""The timeline on a card: what is still to be done, then what happened, day by day and page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import TimelineSource
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.timeline.reading import Event, open_rows
from zhike.kernel.timeline.reading import timeline as read

MOST = 20
MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class Open:
    """Something still to be done, ready to be ticked off."""

    key: str
    title: str
    note: str
    url: str
    tick: str
    id: int
    when: str
    late: bool


@require_safe
def more(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The next stretch of a record's timeline."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by, in_bin=True)
    return render(
        request, "web/records/card_days.html", timeline(entity, record, by, mark=request.GET.get("after", ""))
    )


def timeline(entity: Entity, record: Any, by: Actor, *, mark: str = "", most: int = MOST) -> dict[str, Any]:
    """The context of a stretch: what is open (first stretch only), days with their entries, and the next address."""
    reading = reading_for(by)
    found = read(entity, record.pk, by=by, before=mark, most=most, without_open=True, record=record)
    return {
        "open_entries": [] if mark else open_entries(entity, record, by, reading),
        "days": days(found.events, reading),
        "more_url": f"{entity.url(record.pk)}/timeline?after={found.next}" if found.next else "",
        "goes_on": bool(mark),
    }


def open_entries(entity: Entity, record: Any, by: Actor, reading: Reading) -> list[Open]:
    """What is still to be done for this record, the most urgent first."""
    found: list[Open] = []
    for source in entity.timeline_sources:
        if source.tell is not None:
            found += [_open(source, row, reading) for row in open_rows(record, by, source)[:MOST_OPEN]]
    return found


def _open(source: TimelineSource, row: Any, reading: Reading) -> Open:
    entity, told = entity_of(source.model), source.tell(row, reading)  # type: ignore[misc]
    return Open(
        key=f"{source.key}-{row.pk}",
        id=row.pk,
        title=str(told.title),
        note=str(told.note),
        url=entity.url(row.pk),
        tick=f"{entity.url()}/actions/{told.tick}" if told.tick else "",
        when=due_words(told.due, reading) if told.due else "",
        late=bool(told.due and told.due < reading.now),
    )


def days(events: list[Event], reading: Reading) -> list[dict[str, Any]]:
    """Entries under today, yesterday, this week, last week, or their month; each with its moment, kept short."""
    timed = [(timezone.localtime(one.at), one) for one in events]
    return [
        {
            "label": label,
            "events": [{"event": one, "at": at, "when": moment_words(at, reading.today)} for at, one in those],
        }
        for label, those in groupby(timed, key=lambda pair: stretch_words(pair[0].date(), reading.today))
    ]


def stretch_words(day: date, today: date) -> str:
    """The stretch of time in which a day lies."""
    if (today - day).days in (0, 1, -1):
        return day_words(day, today)
    monday = today - timedelta(days=today.weekday())
    if monday <= day < monday + timedelta(days=7):
        return _("This week")
    if monday - timedelta(days=7) <= day < monday:
        return _("Last week")
    return date_format(day, "F") if day.year == today.year else date_format(day, "YEAR_MONTH_FORMAT")


def moment_words(at: datetime, today: date) -> str:
    """The time of day; for days further away with the weekday, and beyond last week with the date."""
    away = (today - at.date()).days
    if away in (0, 1, -1):
        return at.strftime("%H:%M")
    if -7 < away < 7 + today.weekday() + 1:
        return date_format(at, "D H:i")
    return f"{month_day(at.date())} {at:%H:%M}"


def day_words(day: date, today: date) -> str:
    """A day as people say it: today, yesterday; further away, the date with its weekday."""
    away = (today - day).days
    if away == 0:
        return pgettext("day", "Today")
    if away == 1:
        return pgettext("day", "Yesterday")
    if away == -1:
        return pgettext("day", "Tomorrow")
    written = month_day(day) if day.year == today.year else date_format(day, "DATE_FORMAT")
    return _("%(date)s, %(weekday)s") % {"date": written, "weekday": date_format(day, "l")}


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
        day = pgettext("day", "Today") if away == 0 else pgettext("day", "Tomorrow")
        return day if (local.hour, local.minute) in ((0, 0), (23, 59)) else f"{day} {local:%H:%M}"
    return date_format(local, "D H:i") if away < 7 else month_day(local.date())

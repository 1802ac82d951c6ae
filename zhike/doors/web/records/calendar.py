"""The list as a calendar by one of its dates: a month in weeks from Monday on, a week or a day."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhike.doors.web.records.calendar_span import WEEK, Span, day_address, span_of
from zhike.doors.web.records.looking import CALENDAR, Looking, dates_of
from zhike.doors.web.records.timeline import day_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.filters import Condition, Group
from zhike.kernel.lists.days import Days, by_days
from zhike.kernel.lists.page import Row
from zhike.kernel.refusals import Refused


def calendar(entity: Entity, by: Actor, look: Looking) -> dict[str, Any]:
    """The context of `web/calendar.html`: the month, week or day of the address by the date of the address."""
    name, reading = date_of(look.display), reading_for(by)
    span = span_of(look.parameters, reading.today)
    shown = _shown(entity, by, name)
    found = by_days(entity, by, look.wish, name, span.first, span.after, shown, span.each)
    movable = may_move(entity, by, name)
    draw = _Drawing(entity, look, name, shown, reading, found or Days(), span)
    return {
        "calendar": {
            "label": entity.label_plural, "kind": span.kind, "words": span.words(), **span.addresses(look),
            "field": entity.fields[name].label, "movable": movable, "too_many": found is None,
            "move_url": f"{entity.url()}/{{id}}/move?display={look.display}", "across": min(len(span.days), WEEK),
            "now": span.now,
            "dates": _dates(entity, by, look, name),
            "weekdays": [date_format(day, "D") for day in span.days[:WEEK]],
            "days": [draw.day(day) for day in span.days],
        }
    }  # fmt: skip


def date_of(display: str) -> str:
    """The field by which a calendar is made."""
    return display.removeprefix(f"{CALENDAR}-")


def may_move(entity: Entity, by: Actor, name: str) -> bool:
    """Whether the person may put records on another day at all."""
    return bool(entity.reach(by, "change")) and name in entity.writable(by) and not entity.masks(name, by)


def put_on_day(entity: Entity, record: Any, name: str, day: str, by: Actor) -> Outcome:
    """Put a record on another day; a moment keeps its time of day. Raises Refused where the person may not."""
    field, now = entity.fields[name], getattr(record, entity.fields[name].column)
    if not may_move(entity, by, name):
        raise Refused(_("“%(field)s” can't be changed here.") % {"field": field.label}, field=name, code="fixed")
    try:
        wanted: date | datetime = date.fromisoformat(day)
    except ValueError as problem:
        raise Refused(_("“%(text)s” is no day.") % {"text": day[:40]}, field=name, code="no_day") from problem
    if isinstance(now, datetime):
        wanted = datetime.combine(wanted, timezone.localtime(now).time(), timezone.get_default_timezone())
    return update(Chosen.of(record, by=by), {name: wanted}, by=by)


def _dates(entity: Entity, by: Actor, look: Looking, chosen: str) -> dict[str, Any]:
    """The menu of dates to see the list by."""
    entries = [
        {"label": entity.fields[name].label, "url": look.address(display=f"{CALENDAR}-{name}"),
         "current": name == chosen}
        for name in dates_of(entity, by)
    ]  # fmt: skip
    return {
        "id": "calendar-dates", "name": _("Calendar"), "label": entity.fields[chosen].label, "class": "btn-sm",
        "icon": "calendar-cog", "entries": entries,
    }  # fmt: skip


def _shown(entity: Entity, by: Actor, name: str) -> list[str]:
    """What a card tells: what the record is called, its moment, whose it is, and who has it in hand."""
    above = [one.above for one in entity.boards.values()]
    wanted = [entity.title_field, name, *above, *entity.kanban_shows, entity.access.through, "owner"]
    readable = entity.readable(by)
    return [one for one in dict.fromkeys(wanted) if one in readable and not entity.masks(one, by)]


class _Drawing:
    """Draws the days of one stretch."""

    def __init__(
        self, entity: Entity, look: Looking, name: str, shown: list[str], reading: Reading, found: Days, span: Span
    ) -> None:  # fmt: skip
        self.entity, self.look, self.name, self.reading = entity, look, name, reading
        self.shown, self.found, self.span = shown, found, span
        named = [one for one in shown if one not in (entity.title_field, name)]
        self.whose = next((one for one in named if entity.fields[one].type.name == "reference"), "")

    def day(self, day: date) -> dict[str, Any]:
        """One day with its first cards."""
        rows, number = self.found.rows.get(day, []), self.found.numbers.get(day, 0)
        return {
            "value": day.isoformat(), "words": day_words(day, self.reading.today), "number": day.day,
            "month": date_format(day, "M") if day.day == 1 else "", "url": day_address(self.look, day),
            "weekday": date_format(day, "D"), "weekend": day.weekday() > 4,
            "week": day.isocalendar().week if day.weekday() == 0 and self.span.kind == "month" else 0,
            "beside": self.span.beside(day), "today": day == self.reading.today,
            "cards": [self.card(row) for row in rows],
            "more": number - len(rows), "more_url": self.rows_of(day) if number > len(rows) else "",
        }  # fmt: skip

    def rows_of(self, day: date) -> str:
        """The address of the table of all rows of a day."""
        here = Group("and", (Condition(self.name, "eq", day.isoformat()),))
        where = json.dumps(self.look.extra.both(here).json(), ensure_ascii=False)
        return self.look.address(display="table", month=None, week=None, day=None, filter=where)

    def card(self, row: Row) -> dict[str, Any]:
        """One record on its day."""
        moment = row.values.get(self.name)
        return {
            "id": row.id, "url": self.entity.url(row.id),
            "title": self.text(row, self.entity.title_field) or _("(no name)"),
            "at": f"{timezone.localtime(moment):%H:%M}" if isinstance(moment, datetime) else "",
            "whose": self.text(row, self.whose), "owner": self.text(row, "owner"),
        }  # fmt: skip

    def text(self, row: Row, name: str) -> str:
        """A value in words; nothing for what is not shown."""
        if name not in row.values:
            return ""
        field = self.entity.fields[name]
        return field.type.text(row.values[name], field, self.reading)

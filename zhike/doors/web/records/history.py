"""The history of a record: who changed what, from what to what; as it was on a past day; undo of one change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.doors.web.lines.table import table_of
from zhike.doors.web.records.answers import done
from zhike.doors.web.records.stored import drawn, titles_of
from zhike.doors.web.records.telling import ICONS, batch_icon
from zhike.doors.web.records.timeline import day_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import UNDO_OTHERS
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.history.models import Change
from zhike.kernel.history.parts import with_parts
from zhike.kernel.history.reading import Entry, FieldChange, as_of, history_of, instance_of
from zhike.kernel.history.undo import undo_change
from zhike.kernel.lines.past import lines_as_of
from zhike.kernel.refusals import NotFound
from zhike.kernel.timeline.reading import told_of
from zhike.kernel.timeline.sentences import Titles

MOST = 30


def history_tab(request: HttpRequest, entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
    """The context of the tab: changes behind a mark, filtered by field and person, or the facts of a past day."""
    asked = request.GET
    field = asked.get("field", "") if asked.get("field") in entity.readable(by) else ""
    person = whole_number(asked.get("person", ""))
    before = whole_number(asked.get("before", ""))
    day = _day(asked.get("on", ""))
    base = f"{entity.url(record.pk)}/history"
    context: dict[str, Any] = {
        "history_url": base,
        "field": field,
        "chosen_person": person,
        "on": day.isoformat() if day else "",
        "today": timezone.localdate().isoformat(),
        "fields": [(name, one.label) for name, one in entity.readable(by).items()],
        "people": people_who_changed(entity, record),
    }
    if day is not None:
        return context | past(entity, record, day, by)
    entries = history_of(entity, record.pk, by=by, before=before, field=field, person=person, most=MOST + 1)
    kept = {"field": field, "person": person or ""}
    more = {name: value for name, value in kept.items() if value} | {
        "before": entries[MOST - 1].id if len(entries) > MOST else 0
    }
    reading = reading_for(by)
    return context | {
        "history_days": grouped(entity, record, entries[:MOST], by, reading),
        "more_url": f"{base}?{urlencode(more)}" if len(entries) > MOST else "",
        "filtered": bool(field or person),
    }


def grouped(entity: Entity, record: Any, entries: Sequence[Entry], by: Actor, reading: Reading) -> list[dict[str, Any]]:
    """Changes under the day on which they were made, each as a sentence with its values before and after."""
    told = [(entry.entity.fields.get(one.field), one) for entry in entries for one in entry.changes]
    titles = titles_of([(field, value) for field, one in told if field for value in (one.before, one.after)], by)
    lines = line_titles(entries)
    found: dict[date, list[dict[str, Any]]] = {}
    for entry in entries:
        at = timezone.localtime(entry.at)
        found.setdefault(at.date(), []).append(_drawn(entity, record, entry, by, reading, titles, lines))
    return [{"label": day_words(day, reading.today), "entries": those} for day, those in found.items()]


def line_titles(entries: Sequence[Entry]) -> dict[tuple[str, int], str]:
    """What the lines are called of which some entries tell: one statement for each kind of line."""
    found: dict[tuple[str, int], str] = {}
    kinds = {entry.entity.key: entry.entity for entry in entries if entry.is_of_line}
    for key, entity in kinds.items():
        name = entity.title_field
        ids = [entry.record_id for entry in entries if entry.entity is entity]
        found |= {
            (key, entry.record_id): str(one.before or one.after)
            for entry in entries if entry.entity is entity for one in entry.changes if one.field == name
        }  # fmt: skip
        rows = entity.model._default_manager.filter(pk__in=ids)
        found |= {(key, pk): str(title) for pk, title in rows.values_list("pk", name)}
    return found


def _sentence(
    entity: Entity, record: Any, entry: Entry, reading: Reading, titles: Titles, lines: dict[tuple[str, int], str]
) -> str:
    if not entry.is_of_line:
        return told_of(entity, [entry], entity.title_of(record), reading, titles)[0]
    words = {"I": _("Line added: %(line)s"), "D": _("Line removed: %(line)s"), "U": _("Line changed: %(line)s")}
    return words[entry.verb] % {"line": lines.get((entry.entity.key, entry.record_id), "")}


def _drawn(
    entity: Entity, record: Any, entry: Entry, by: Actor, reading: Reading, titles: Titles,
    lines: dict[tuple[str, int], str],
) -> dict[str, Any]:  # fmt: skip
    own = entry.by == by.employee_id or by.may(UNDO_OTHERS)
    batch = entry.batch
    fields = entry.entity.fields
    changes = [changed(entry.entity, one, reading, titles) for one in entry.changes if one.label or one.field in fields]
    return {
        "id": entry.id,
        "icon": batch_icon(batch) if batch else ICONS["update"],
        "sentence": _sentence(entity, record, entry, reading, titles, lines),
        "is_of_line": entry.is_of_line,
        "when": timezone.localtime(entry.at).strftime("%H:%M"),
        "at": entry.at,
        "door": door_words(entry.door),
        "changes": changes if entry.verb == "U" else [],
        "filled": [one for one in changes if one["after"] or one["before"]] if entry.verb != "U" else [],
        "undo_url": _undo_url(entry) if own and not by.read_only and not entry.is_of_line else "",
        "batch_url": f"/batches/{batch.pk}" if batch and (batch.actor_id == by.employee_id or batch.done > 1) else "",
        "batch_words": _("with %(count)s others") % {"count": batch.done - 1} if batch and batch.done > 1 else "",
    }


def _undo_url(entry: Entry) -> str:
    """A change is taken back alone; what a batch did to a record with all that belongs to it, as a whole."""
    if entry.verb != "U" or (entry.whole and entry.batch is None):
        return ""
    return f"/batches/{entry.batch.pk}/undo" if entry.whole and entry.batch else f"/changes/{entry.id}/undo"


def changed(entity: Entity, one: FieldChange, reading: Reading, titles: Titles) -> dict[str, Any]:
    """One field of a change as `web/change.html` draws it."""
    if one.label:
        return {"label": one.label, "before": one.words[0] or "—", "after": one.words[1] or "—"}
    return {
        "label": entity.fields[one.field].label,
        "before": drawn(entity, one.field, one.before, reading, titles),
        "after": drawn(entity, one.field, one.after, reading, titles),
    }


def door_words(door: str) -> str:
    """By which door a change came, where it was not the page."""
    words = {
        "api": _("by program"),
        "import": _("by import"),
        "command": _("by command"),
        "database": _("in the database"),
    }
    return words.get(door, "")


def people_who_changed(entity: Entity, record: Any) -> list[tuple[int, str]]:
    """Those who made any of the last thousand changes, for the filter."""
    last = Change.objects.filter(with_parts(entity, record.pk)).order_by("-id")[:1000]
    ids = set(last.values_list("actor_id", flat=True)) - {None}
    people = directory().people
    return sorted(((one, people[one].name) for one in ids if one in people), key=lambda pair: pair[1])


def past(entity: Entity, record: Any, day: date, by: Actor) -> dict[str, Any]:
    """The facts as they were at the end of a day, each that differs from today's marked with today's value."""
    moment = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
    try:
        state = as_of(entity, record.pk, moment, by=by)
        now = as_of(entity, record.pk, timezone.now(), by=by)
    except NotFound:
        return {"not_yet": True}
    reading, readable = reading_for(by), entity.readable(by)
    both = [(field, one.get(field.column)) for field in readable.values() for one in (state, now)]
    titles = titles_of(both, by)
    sections = []
    for section in entity.form:
        facts = []
        for name in (one for one in section.fields if one in readable):
            column = readable[name].column
            then, today = (shown_to(entity, name, one.get(column), by) for one in (state, now))
            if then not in (None, "", []) or then != today:
                facts.append(
                    {
                        "label": readable[name].label,
                        "html": drawn(entity, name, then, reading, titles),
                        "now": drawn(entity, name, today, reading, titles) or "—"
                        if state.get(column) != now.get(column)
                        else "",
                    }
                )
        if facts:
            sections.append({"title": section.label, "facts": facts})
    then = instance_of(entity, state)
    tables = [
        table_of(entity, lines, then, rows, by)
        for lines, rows in zip(entity.lines, lines_as_of(entity, record.pk, moment).values(), strict=True)
    ]
    return {"past": sections, "was_in_bin": bool(state.get("deleted_at")), "line_tables": tables}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@require_POST
def undo_one(request: HttpRequest, change_id: int) -> HttpResponse:
    """Take back one change of one record."""
    return done(_("Undo"), undo_change(change_id, by=request.actor))  # type: ignore[attr-defined]

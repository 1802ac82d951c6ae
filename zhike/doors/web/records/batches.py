"""A batch: what one call of an action did, record by record, and its undo with what could not be undone and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.answers import done, toast, trigger
from zhike.doors.web.records.history import changed, door_words
from zhike.doors.web.records.stored import titles_of
from zhike.doors.web.records.telling import action_label, batch_icon, batch_sentence, entity_of_table, who
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import SEE_OTHERS, UNDO_OTHERS
from zhike.kernel.access.titles import titles_by_id, titles_in
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.history.parts import Told, told
from zhike.kernel.history.reading import FieldChange, entry_of
from zhike.kernel.history.undo_in_steps import undo_or_begin

MOST = 50
MOST_REASONS = 50


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The page of a batch: one's own, or with the permission to see what others did."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = batch_for(batch_id, by)
    before = whole_number(request.GET.get("before", ""))
    rows = found.changes.order_by("-id")
    changes = list((rows if before is None else rows.filter(id__lt=before))[: MOST + 1])
    shown, hidden = records_of(changes[:MOST], by)
    undone = found.undone_by.first()
    sentence = batch_sentence(found, only_title(found, by), reading_for(by))
    context = {
        "batch": found,
        "title": action_label(found),
        "sentence": sentence,
        "icon": batch_icon(found),
        "who": who(found.actor_id),
        "when": timezone.localtime(found.at),
        "door": door_words(found.door),
        "records": shown,
        "hidden_words": ngettext(
            "%(count)s change is on a record that isn't yours to see.",
            "%(count)s changes are on records that aren't yours to see.",
            hidden,
        )
        % {"count": hidden}
        if hidden
        else "",
        "more_url": f"/batches/{found.pk}?before={changes[MOST - 1].id}" if len(changes) > MOST else "",
        "undone_by": undone,
        "may_undo": undone is None
        and not by.read_only
        and (found.actor_id == by.employee_id or by.may(UNDO_OTHERS))
        and bool(changes),
    }
    return frame_page(request, "web/records/batch.html", context, crumbs=[{"label": sentence, "url": ""}])


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Undo from the batch's page: what was left alone is listed with its reasons, not only counted."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    outcome = undo_or_begin(batch_id, by=by)
    if not outcome.skipped:
        return done(_("Undo"), outcome)
    reasons: dict[str, int] = defaultdict(int)
    for skip in outcome.skipped:
        reasons[str(skip.reason)] += 1
    context = {
        "title": _("Undone in part"),
        "done": outcome.done,
        "left": len(outcome.skipped),
        "reasons": sorted(reasons.items(), key=lambda pair: -pair[1])[:MOST_REASONS],
        "batch": outcome.batch,
    }
    answer = render(request, "web/records/undone.html", context)
    return toast(trigger(answer, **{"records-changed": True}), _("Undone in part"), batch=outcome.batch)


def batch_for(batch_id: int, by: Actor) -> Batch:
    """A batch that the person may look at. Raises Http404."""
    found = Batch.objects.filter(pk=batch_id).first()
    if found is None or (found.actor_id != by.employee_id and not by.may(SEE_OTHERS)):
        raise Http404
    return found


def only_title(found: Batch, by: Actor) -> str:
    """The title of the batch's only record, if the person may see it now."""
    return titles_of_batches([found], by).get(found.pk, "")


def titles_of_batches(batches: Sequence[Batch], by: Actor) -> dict[int, str]:
    """For each batch of one record: the record's title, if the person may see it. One query per kind of record."""
    single = {one.pk: one for one in batches if one.title and one.done <= 1}
    wanted: dict[str, dict[int, int]] = defaultdict(dict)
    for batch_id, table, record in (
        Change.objects.filter(batch_id__in=list(single))
        .order_by("batch_id", "id")
        .distinct("batch_id")
        .values_list("batch_id", "kind", "record_id")
    ):
        wanted[table][batch_id] = record
    found: dict[int, str] = {}
    for table, records in wanted.items():
        entity = entity_of_table(table)
        if entity is not None and entity.reach(by, "view"):
            titles = titles_by_id(entity.model, records.values(), by)
            found |= {batch_id: titles[record] for batch_id, record in records.items() if record in titles}
    return found


def records_of(changes: Sequence[Change], by: Actor) -> tuple[list[dict[str, Any]], int]:
    """The changes that the person may see, with the record's name and the values before and after; and how many not."""
    by_table: dict[str, set[int]] = defaultdict(set)
    parts = told(changes)
    places = {change.id: _place(change, parts.get(change.id)) for change in changes}
    for table, record_id in places.values():
        by_table[table].add(record_id)
    titles: dict[tuple[str, int], str] = {}
    for table, ids in by_table.items():
        entity = entity_of_table(table)
        if entity is not None and entity.reach(by, "view"):
            titles |= {(table, one): title for one, title in _seen(entity, ids, by).items()}
    shown = [
        _record(change, titles[places[change.id]], by, parts.get(change.id))
        for change in changes
        if places[change.id] in titles
    ]
    return shown, len(changes) - len(shown)


def _seen(entity: Any, ids: set[int], by: Actor) -> dict[int, str]:
    """Titles of the records that may be seen, those in the bin too for whoever may restore them."""
    found = titles_by_id(entity.model, ids, by)
    missing = ids - set(found)
    if missing:
        found |= titles_in(entity, entity.model._default_manager.in_bin(by).filter(pk__in=missing))
    return found


def _place(change: Change, part: Told | None) -> tuple[str, int]:
    """The table and id of the record that a change is about: what belongs to a record is about that record."""
    return (part.entity.model._meta.db_table, part.record_id) if part else (change.kind, change.record_id)


def _part_record(part: Told, title: str, by: Actor) -> dict[str, Any]:
    """A change of what belongs to a record, shown as one of the record."""
    told_part = FieldChange(part.key, part.before, part.after, part.label, part.words)
    return {
        "title": title,
        "url": part.entity.url(part.record_id),
        "kind": part.entity.label,
        "icon": part.entity.icon,
        "verb": _("Changed"),
        "changes": [changed(part.entity, told_part, reading_for(by), {})],
    }


def _record(change: Change, title: str, by: Actor, part: Told | None) -> dict[str, Any]:
    if part is not None:
        return _part_record(part, title, by)
    entity = entity_of_table(change.kind)
    assert entity is not None  # noqa: S101  (it has a title, so it has an entity)
    entry = entry_of(entity, change, by)
    named = [one for one in entry.changes if one.field in entity.fields]
    titles = titles_of([(entity.fields[one.field], value) for one in named for value in (one.before, one.after)], by)
    reading = reading_for(by)
    words = {"I": _("Created"), "U": _("Changed"), "D": _("Deleted")}
    moved = next((one for one in entry.changes if one.field == "deleted_at"), None)
    if moved is not None and entry.verb == "U":
        words["U"] = _("Put in the bin") if moved.after else _("Taken out of the bin")
    return {
        "title": title,
        "url": entity.url(change.record_id),
        "kind": entity.label,
        "icon": entity.icon,
        "verb": words[entry.verb],
        "changes": [changed(entity, one, reading, titles) for one in named] if entry.verb == "U" else [],
    }

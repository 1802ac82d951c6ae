"""A record beside its list: what decides, the first facts, the last entries, the likely actions."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhike.doors.web.lines.table import line_tables
from zhike.doors.web.records.card import warnings
from zhike.doors.web.records.card_head import head, record_and_verbs
from zhike.doors.web.records.facts import facts_of
from zhike.doors.web.records.opening import opened
from zhike.doors.web.records.pinning import marks_on
from zhike.doors.web.records.timeline import timeline
from zhike.kernel.access.looks import note_opening

LAST = 6


@require_safe
def panel(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The side panel's fragment; opening it is a look like any other."""
    entity, by = opened(request, key)
    record, verbs = record_and_verbs(entity, record_id, by)
    note_opening(record, by)
    marked = marks_on(entity, record.pk, by)
    top = head(entity, record, by, verbs, pinned="pin" in marked, followed="follow" in marked)
    filled, empty = facts_of(entity, record, by, editable=top["may_change"])
    context = top | {
        "entity": entity,
        "record": record,
        "title": entity.title_of(record),
        "url": entity.url(record.pk),
        "card_url": entity.url(record.pk),
        "in_bin": record.deleted_at is not None,
        "facts": filled,
        "empty_facts": empty,
        "empty_count": sum(len(one["facts"]) for one in empty),
        "warnings": warnings(entity, record, by) if record.deleted_at is None else [],
        "has_timeline": entity.card.timeline,
        "line_tables": line_tables(entity, record, by),
    }
    if entity.card.timeline:
        context |= timeline(entity, record, by, most=LAST) | {"more_url": ""}
    return render(request, "web/records/panel.html", context)

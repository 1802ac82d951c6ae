"""What a form's lines come to while they are typed: filled in and computed by the server, written nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from zhike.doors.web.lines.posted import Row, rows_posted
from zhike.doors.web.records.asking import written
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import may_create
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.lines.drafting import Draft, draft_document, records_of


@require_POST
def preview(request: HttpRequest, key: str, name: str) -> JsonResponse:
    """Amounts by row and in all, and what a choice in `changed` (`lines.3.product`) fills in.

    Asked with the form as it stands, half typed or not; rows that say nothing sound yet have no amounts. Only who may
    create such a document, or see the one that is edited, is answered.
    """
    entity, by = opened(request, key)
    lines = next((one for one in entity.lines if one.name == name), None)
    if lines is None:
        raise Http404
    wanted = whole_number(request.GET.get("id", ""))
    record = record_of(entity, wanted, by) if wanted is not None else None
    if record is None:
        may_create(entity, by)
    own = {name: request.POST.get(name, "") for name in entity.writable(by) if name in request.POST}
    rows = rows_posted(entity, lines, by, request.POST)
    fills = _fill(entity, lines, own, rows, request.GET.get("changed", ""), record, by)
    rows = [
        row._replace(values={**row.values, **fills[row.key]["values"]}) if row.key in fills else row for row in rows
    ]
    draft = draft_document(entity, lines, own, [row.wish() for row in rows], record=record, by=by)
    return JsonResponse(
        {"fill": {key: one["shown"] for key, one in fills.items()}} | _amounts(entity, lines, rows, draft, by)
    )


def _fill(
    entity: Entity, lines: Lines, own: Mapping[str, Any], rows: Sequence[Row], changed: str, record: Any, by: Actor
) -> dict[str, dict[str, Any]]:
    """What the row fills in whose cell was just changed: as raw values to go on with, and as the page shows them."""
    _name, _dot, rest = changed.partition(".")
    key, _dot, column = rest.partition(".")
    row = next((one for one in rows if one.key == key), None)
    if row is None or lines.fill is None or column not in lines.fills_on:
        return {}
    line = entity.line_entity(lines)
    writable = line.writable(by)
    filled = lines.fill(
        records_of(entity, own, record, by=by), records_of(line, row.values, None, by=by) | {"changed": column}, by
    )
    found: dict[str, Any] = {"values": {}, "shown": {}}
    for name, value in filled.items():
        if name in writable:
            text, title = _as_typed(writable[name], value)
            found["values"][name] = text
            found["shown"][name] = {"value": text, "label": title}
    return {row.key: found}


def _as_typed(bound: BoundField, value: Any) -> tuple[str, str]:
    if bound.type.name == "reference":
        return ("", "") if value is None else (str(value.pk), str(value))
    return str(written(value)), ""


def _amounts(entity: Entity, lines: Lines, rows: Sequence[Row], draft: Draft, by: Actor) -> dict[str, Any]:
    line, reading = entity.line_entity(lines), reading_for(by)
    readable, writable = line.readable(by), line.writable(by)
    computed = [readable[name] for name in lines.columns if name in readable and name not in writable]
    sums = [entity.fields[name] for name in lines.sums if name in entity.readable(by)]
    return {
        "rows": {
            rows[place].key: {
                bound.name: bound.type.text(getattr(one, bound.column), bound, reading) for bound in computed
            }
            for place, one in draft.lines.items()
        },
        "sums": {bound.name: bound.type.text(getattr(draft.document, bound.column), bound, reading) for bound in sums},
        "left_out": [rows[place].key for place in range(len(rows)) if place not in draft.lines],
    }  # fmt: skip

"""Exports: what a list shows, all its pages, as a file; each is recorded with who took it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint
from zhike.doors.api.description import shared
from zhike.doors.api.reading import without_nul
from zhike.doors.api.resources.wishes import ids_of
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.exports.models import Export
from zhike.kernel.exports.service import MEDIA_TYPES, export
from zhike.kernel.files.attaching import disposition
from zhike.kernel.filters import from_json
from zhike.kernel.lists.page import Wish
from zhike.kernel.tables.speaking import spoken

EXPORT = shared.fixed(
    id=shared.TEXT,
    entity=shared.TEXT,
    format=shared.TEXT,
    rows={"type": ["integer", "null"], "description": "Null while it is read, or when it was broken off."},
    at=shared.MOMENT,
)


def endpoints() -> Iterator[Endpoint]:
    """Taking records out."""
    yield Endpoint(
        "POST",
        "/exports",
        "export_records",
        "Take records out as a file",
        tag="exports",
        run=take,
        body={
            "type": "object",
            "required": ["entity"],
            "additionalProperties": False,
            "properties": {
                "entity": {"type": "string", "enum": [entity.key for entity in entities()]},
                "format": {"type": "string", "enum": list(MEDIA_TYPES), "default": "csv"},
                "columns": {"type": "array", "items": shared.TEXT, "maxItems": 200},
                "lines": {
                    "type": "string",
                    "maxLength": 60,
                    "description": "Of documents: the name of their lines, for a row for each line. "
                    "In this shape they can be imported again.",
                },
                "sort": {"type": "string", "maxLength": 80},
                **shared.BULK,
            },
        },
        answers={200: {"type": "string"}},
        media_type="*/*",
        refusals=(403, 404, 422),
        description="Streamed. Without ids, filter and q: all that the caller may see. Masked fields stay masked.",
    )
    yield Endpoint(
        "GET",
        "/exports",
        "list_exports",
        "What the caller took out, newest first",
        tag="exports",
        run=list_exports,
        parameters=(shared.LIMIT,),
        answers={200: shared.fixed(items=shared.many(EXPORT))},
    )


def take(call: Call) -> HttpResponseBase:
    """Stream the file."""
    body = without_nul(call.body)
    wish = Wish(where=from_json(body.get("filter")), words=body.get("q", ""), sort=body.get("sort", ""))
    taken = export(
        entity_named(body["entity"]),
        wish,
        by=call.by,
        format=body.get("format", "csv"),
        columns=body.get("columns", ()),
        ids=ids_of(body.get("ids", ())),
        lines=body.get("lines", ""),
    )
    headers = {"Content-Disposition": disposition(taken.name), "Zhike-Export": str(taken.export.pk)}
    parts = spoken(taken.chunks, translation.get_language() or call.by.language)
    return StreamingHttpResponse(parts, content_type=taken.media_type, headers=headers)


def list_exports(call: Call) -> HttpResponse:
    """The caller's exports."""
    found = Export.objects.filter(employee_id=call.by.employee_id or 0).order_by("-pk")[: call.query["limit"]]
    return answer({"items": [export_json(one) for one in found]})


def export_json(one: Export) -> dict[str, Any]:
    """An export as it is sent."""
    return {"id": str(one.pk), "entity": one.entity, "format": one.format, "rows": one.rows, "at": one.at}

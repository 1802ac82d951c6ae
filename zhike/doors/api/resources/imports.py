"""Imports: a file comes in, its plan is looked at, it is run, and what was refused is handed back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer, outcome_json
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import ref
from zhike.doors.api.reading import without_nul
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.imports import service
from zhike.kernel.imports.models import DuplicateRule, Import
from zhike.kernel.imports.rejects import rejects_as_csv
from zhike.kernel.refusals import Refused
from zhike.kernel.tables.speaking import spoken

OPTIONS = {
    "type": "object",
    "description": "mapping (column → field), template, duplicates, sheet, header_line, encoding, delimiter, heal, "
    "placeholders, blank_clears, day_first, alike, finish, fixed (field → the value of all rows).",
}
CHANGES = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "properties": {
        "mapping": {"type": "object", "description": "Column to field; columns that are left out are not brought in."},
        "duplicates": {"type": "string", "enum": list(DuplicateRule.values)},
        "options": OPTIONS,
    },
}
REFUSALS = (403, 404, 409, 422)
WITH_DUPLICATES = Parameter(
    "duplicates", {"type": "boolean", "default": False}, "Also those that were there already."
)  # fmt: skip


def endpoints() -> Iterator[Endpoint]:
    """The steps of an import."""
    yield from _planning()
    yield from _running()
    yield Endpoint(
        "GET", "/imports/{id}/rejects", "get_rejects", "The rows that were not brought in",
        tag="imports", run=rejects, media_type="text/csv", parameters=(WITH_DUPLICATES,),
        answers={200: {"type": "string"}}, refusals=(404, 422),
        description="CSV in the file's own columns, with line, column and reason in front. Mended, it can come again.",
    )  # fmt: skip


def _planning() -> Iterator[Endpoint]:
    """Bringing a file, looking at its plan, and changing it."""
    yield Endpoint(
        "POST", "/imports", "begin_import", "Bring a file and see what would come of it",
        tag="imports", run=begin, body=upload_schema(), upload=True, parameters=(shared.KEY,),
        answers={201: ref("Import")}, refusals=REFUSALS,
        description="Nothing is written yet. The plan counts what is new, changed, duplicate and wrong. "
        "Of a large file the plan is made by a job: ask again until the state is `ready`.",
    )  # fmt: skip
    yield Endpoint(
        "GET", "/imports", "list_imports", "The caller's imports, newest first",
        tag="imports", run=list_imports, parameters=(shared.LIMIT,),
        answers={200: shared.fixed(items=shared.many(ref("Import")))},
    )  # fmt: skip
    yield Endpoint(
        "GET", "/imports/{id}", "get_import", "How far an import has come",
        tag="imports", run=get, answers={200: ref("Import")}, refusals=(404,),
    )  # fmt: skip
    yield Endpoint(
        "PATCH", "/imports/{id}", "change_import", "Map, or read the file another way",
        tag="imports", run=change, body=CHANGES, answers={200: ref("Import")}, refusals=REFUSALS,
        description="The plan is made anew.",
    )  # fmt: skip


def _running() -> Iterator[Endpoint]:
    """Running what was planned, stopping it and taking it back."""
    for verb, words, does, told in (
        ("run", "Bring it in", run, "Import"),
        ("stop", "Stop it; what was brought in stays", stop, "Import"),
        ("undo", "Take it back", undo, "Outcome"),
    ):
        yield Endpoint(
            "POST", f"/imports/{{id}}/{verb}", f"{verb}_import", words,
            tag="imports", run=does, parameters=(shared.KEY,), answers={200: ref(told)}, refusals=REFUSALS,
        )  # fmt: skip


def upload_schema() -> dict[str, Any]:
    """The parts of the form."""
    kinds = [entity.key for entity in entities() if entity.importing is not None]
    return {
        "type": "object",
        "required": ["entity", "file"],
        "properties": {
            "entity": {"type": "string", "enum": kinds},
            "file": {"type": "string", "contentMediaType": "application/octet-stream"},
            "options": {"type": "string", "description": f"As JSON: {OPTIONS['description']}"},
        },
    }


def begin(call: Call) -> HttpResponse:
    """Keep the file, guess its mapping and make the plan."""
    form, sent = call.request.POST, call.request.FILES.get("file")
    if sent is None:
        raise Refused(_("Send the file under the name “file”."), field="file", code="required")
    options = options_of(form.get("options", ""))
    with transaction.atomic():
        importing = service.begin(
            entity_named(form.get("entity", "")), sent.chunks(), sent.name or "file", by=call.by, options=options
        )
        if importing.mapping:
            importing = service.check(importing, by=call.by)
    return answer(import_json(importing), 201, headers={"Location": f"/api/v1/imports/{importing.pk}"})


def options_of(text: str) -> Mapping[str, Any]:
    """The options of the form, which come as JSON."""
    try:
        options = orjson.loads(text or "{}")
    except orjson.JSONDecodeError as problem:
        raise Refused(_("This is not JSON."), field="options", code="malformed_json") from problem
    if not isinstance(options, dict) or not isinstance(options.get("mapping", {}), dict):
        raise Refused(_("This must be of type %(type)s.") % {"type": "object"}, field="options", code="wrong_type")
    return dict(without_nul(options))


def list_imports(call: Call) -> HttpResponse:
    """The newest imports."""
    found = service.imports_of(call.by).order_by("-pk")[: call.query["limit"]]
    return answer({"items": [import_json(one) for one in found]})


def get(call: Call) -> HttpResponse:
    """One import."""
    return answer(import_json(service.import_named(call.id(), by=call.by)))


def change(call: Call) -> HttpResponse:
    """Another mapping, another rule or another reading, and a new plan."""
    importing, body = service.import_named(call.id(), by=call.by), without_nul(call.body)
    wished = dict(body.get("options", {})) | ({"duplicates": body["duplicates"]} if "duplicates" in body else {})
    with transaction.atomic():
        if wished:
            importing = service.reopen(importing, wished, by=call.by)
        if "mapping" in body:
            importing = service.set_mapping(importing, body["mapping"], by=call.by)
        if importing.mapping:
            importing = service.check(importing, by=call.by)
    return answer(import_json(importing))


def run(call: Call) -> HttpResponse:
    """Bring the file in by a job."""
    return answer(import_json(service.start(service.import_named(call.id(), by=call.by), by=call.by)))


def stop(call: Call) -> HttpResponse:
    """Stop the job."""
    return answer(import_json(service.stop(service.import_named(call.id(), by=call.by), by=call.by)))


def undo(call: Call) -> HttpResponse:
    """Take the whole import back."""
    return answer(outcome_json(service.undo(service.import_named(call.id(), by=call.by), by=call.by)))


def rejects(call: Call) -> HttpResponseBase:
    """The rows that were not brought in."""
    importing = service.import_named(call.id(), by=call.by)
    language = translation.get_language() or call.by.language
    parts = spoken(rejects_as_csv(importing, duplicates=call.query["duplicates"]), language)
    headers = {"Content-Disposition": f'attachment; filename="rejects-{importing.pk}.csv"'}
    return StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8", headers=headers)


def import_json(importing: Import) -> dict[str, Any]:
    """An import as it is sent."""
    return {
        "id": str(importing.pk),
        "entity": importing.entity,
        "file_name": importing.file_name,
        "state": str(importing.state),
        "duplicates": str(importing.duplicates),
        "options": importing.options,
        "headers": importing.headers,
        "samples": importing.samples,
        "mapping": importing.mapping,
        "total": importing.total,
        "plan": importing.plan,
        "counts": importing.counts,
        "message": importing.message,
        "job": str(importing.job_id) if importing.job_id else None,
        "batch": str(importing.batch_id) if importing.batch_id else None,
        "created_at": importing.created_at,
        "ended_at": importing.ended_at,
    }

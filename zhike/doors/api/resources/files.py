"""Files on records: listed, uploaded, fetched and put into the bin."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer, outcome_json
from zhike.doors.api.calls import Call, Endpoint
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import ref
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.files.attaching import attach, download, files_of, remove, stored_file
from zhike.kernel.files.models import StoredFile
from zhike.kernel.refusals import Refused

MOST_FILES = 200
FILE = shared.fixed(
    id=shared.TEXT,
    name=shared.TEXT,
    media_type=shared.TEXT,
    size=shared.COUNT,
    sha256=shared.TEXT,
    by={"anyOf": [{"type": "string"}, {"type": "null"}]},
    at=shared.MOMENT,
)
UPLOAD = {
    "type": "object",
    "required": ["file"],
    "properties": {"file": {"type": "string", "contentMediaType": "application/octet-stream"}},
}


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """The files of an entity's records."""
    key = entity.key
    yield Endpoint(
        "GET",
        f"/{key}/{{id}}/files",
        f"files_of_{key}",
        f"The files on one of {key}",
        tag=key,
        run=partial(list_files, entity),
        answers={200: shared.fixed(items=shared.many(FILE))},
        refusals=(404,),
    )
    yield Endpoint(
        "POST",
        f"/{key}/{{id}}/files",
        f"attach_to_{key}",
        f"Attach a file to one of {key}",
        tag=key,
        run=partial(upload, entity),
        body=UPLOAD,
        upload=True,
        answers={201: FILE},
        parameters=(shared.KEY,),
        refusals=(403, 404, 409, 422),
    )


def file_endpoints() -> Iterator[Endpoint]:
    """A file by its own id."""
    yield Endpoint(
        "GET",
        "/files/{id}",
        "get_file",
        "The content of a file",
        tag="files",
        run=fetch,
        answers={200: {"type": "string"}},
        media_type="*/*",
        refusals=(404,),
        description="To be saved, never shown: whatever it holds, no browser runs it.",
    )
    yield Endpoint(
        "DELETE",
        "/files/{id}",
        "delete_file",
        "Put a file into the bin",
        tag="files",
        run=delete,
        answers={200: ref("Outcome")},
        refusals=(403, 404),
    )


def list_files(entity: Entity, call: Call) -> HttpResponse:
    """The files on a record, newest first."""
    return answer({"items": [file_json(one) for one in files_of(entity, call.id(), by=call.by)[:MOST_FILES]]})


def upload(entity: Entity, call: Call) -> HttpResponse:
    """Attach the file that was sent under the name `file`."""
    sent = call.request.FILES.get("file")
    if sent is None:
        raise Refused(_("Send the file under the name “file”."), field="file", code="required")
    outcome = attach(entity, call.id(), sent.chunks(), sent.name or "", by=call.by)
    stored = stored_file(outcome.values["file"], by=call.by)
    headers = {"Location": f"/api/v1/files/{stored.pk}", "Zhike-Batch": str(outcome.batch)}
    return answer(file_json(stored), 201, headers=headers)


def fetch(call: Call) -> HttpResponseBase:
    """The bytes of a file."""
    return download(call.id(), by=call.by)


def delete(call: Call) -> HttpResponse:
    """Put a file into the bin."""
    return answer(outcome_json(remove(call.id(), by=call.by)))


def file_json(stored: StoredFile) -> dict[str, Any]:
    """What is told of a file."""
    return {
        "id": str(stored.pk),
        "name": stored.name,
        "media_type": stored.media_type,
        "size": stored.size,
        "sha256": stored.digest,
        "by": str(stored.owner_id) if stored.owner_id else None,
        "at": stored.created_at,
    }

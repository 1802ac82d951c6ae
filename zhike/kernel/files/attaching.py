"""Files on records: attached, listed, fetched and put into the bin under the rights on the record."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any, BinaryIO
from urllib.parse import quote

from django.db.models import F, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.content import media_type_of
from zhike.kernel.files.models import StoredFile
from zhike.kernel.files.storage import found, keep
from zhike.kernel.refusals import NotAllowed, NotFound

MOST_BYTES = 100 * 1024 * 1024
LONGEST_NAME = 200
# Whatever a file holds, a browser must save it and never run it.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def attach(entity: Entity, record_id: int, chunks: Iterable[bytes], name: str, *, by: Actor) -> Outcome:
    """Attach a file to a record that the actor may change; `values["file"]` of the outcome is its id.

    Raises NotFound or NotAllowed for the record, Refused for a file that is too large, of a type that is not taken
    in, or that lies about its type.
    """
    record = _record(entity, record_id, by, "change")
    name = clean_name(name)
    kept = keep(chunks, most_bytes=MOST_BYTES)
    media_type = media_type_of(kept.path, name)
    with batch(by, f"{entity.key}.attach", entity.key, {"name": name}) as running:
        stored = StoredFile.objects.create(
            entity=entity.key, record_id=record.pk, name=name, media_type=media_type, size=kept.size,
            digest=kept.digest, owner_id=by.employee_id, department_id=by.department_id, created_by_id=by.employee_id,
        )  # fmt: skip
        running.title = name
        return running.finish(Outcome(done=1, records=[record.pk], values={"file": stored.pk}).of(running.id))


def files_of(entity: Entity, record_id: int, *, by: Actor) -> QuerySet[StoredFile]:
    """The files on a record, newest first. Raises NotFound for a record that the actor may not see."""
    _record(entity, record_id, by, "view")
    return StoredFile.objects.filter(entity=entity.key, record_id=record_id, deleted_at=None).order_by("-id")


def stored_file(file_id: int, *, by: Actor, verb: str = "view") -> StoredFile:
    """A file on a record that the actor may see, or `change`. Raises NotFound, or NotAllowed."""
    stored: StoredFile | None = StoredFile.objects.filter(pk=file_id, deleted_at=None).first()
    if stored is None or not stored.entity or stored.record_id is None:
        raise NotFound(_("There is no such file."))
    _record(entity_named(stored.entity), stored.record_id, by, verb)
    return stored


def download(file_id: int, *, by: Actor) -> FileResponse:
    """The answer that sends a file to a browser, to be saved and never run. Raises NotFound."""
    stored = stored_file(file_id, by=by)
    stream: BinaryIO = found(stored.digest).open("rb")
    response = FileResponse(stream, content_type=stored.media_type)
    response["Content-Disposition"] = disposition(stored.name)
    for header, value in SAFE_HEADERS.items():
        response[header] = value
    return response


def remove(file_id: int, *, by: Actor) -> Outcome:
    """Put a file into the bin. Its bytes are deleted when it has lain there long enough."""
    stored = stored_file(file_id, by=by, verb="change")
    with batch(by, f"{stored.entity}.detach", stored.entity, {"name": stored.name}) as running:
        StoredFile.objects.filter(pk=stored.pk).update(deleted_at=timezone.now(), revision=F("revision") + 1)
        running.title = stored.name
        return running.finish(Outcome(done=1, records=[stored.record_id or 0]).of(running.id))


def clean_name(name: str) -> str:
    """A file's name without folders, control characters and marks that turn the direction of reading."""
    plain = PurePath(name.replace("\\", "/")).name
    plain = "".join(each for each in plain if unicodedata.category(each)[0] != "C").strip(" .") or "file"
    suffix = PurePath(plain).suffix[:20]
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - len(suffix)] + suffix


def disposition(name: str) -> str:
    """The header that makes a browser save a file under its name (RFC 6266)."""
    plain = "".join(each if each.isascii() and each not in '"\\%' else "_" for each in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _record(entity: Entity, record_id: int, by: Actor, verb: str) -> Any:
    rows = entity.model._default_manager
    record = rows.visible_to(by).filter(pk=record_id).first()  # type: ignore[attr-defined]
    if record is None:
        raise NotFound(_("There is no such record."))
    if verb != "view" and (by.read_only or not rows.visible_to(by, verb).filter(pk=record_id).exists()):  # type: ignore[attr-defined]
        raise NotAllowed(_("You may see it, but not change it."), code="not_allowed")
    return record

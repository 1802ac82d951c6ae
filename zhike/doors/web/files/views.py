"""Attaching, fetching and deleting files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.files import attaching
from zhike.kernel.refusals import Refused


@require_POST
def add(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Attach the files that were dropped or chosen; one that is refused doesn't stop the others."""
    entity, by = opened(request, key)
    record_of(entity, record_id, by)
    refused: list[str] = []
    last = None
    for upload in request.FILES.getlist("file"):
        try:
            last = attaching.attach(entity, record_id, upload.chunks(), upload.name or "", by=by)
        except Refused as refusal:
            refused.append(f"{upload.name}: {refusal.message}")
    if last is None:
        raise Refused(" ".join(refused) or _("Choose a file first."), field="file")
    answer = trigger(HttpResponse(status=204), **{"records-changed": True})
    if refused:
        return toast(answer, " ".join(refused), tone="error")
    return toast(answer, _("The file is attached."), batch=last.batch)


@require_safe
def fetch(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """Send a file, to be saved and never shown as a page."""
    return attaching.download(file_id, by=request.actor)  # type: ignore[attr-defined]


@require_POST
def delete(request: HttpRequest, file_id: int) -> HttpResponse:
    """Put a file into the bin."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    outcome = attaching.remove(file_id, by=by)
    answer = trigger(HttpResponse(status=204), **{"records-changed": True})
    return toast(answer, _("The file is in the bin."), batch=outcome.batch)

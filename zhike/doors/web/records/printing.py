"""A record on paper: its documents as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.printing.making import printed


@require_safe
def pdf(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """One document of a record, shown by the browser; `?language=en` is for a reader of another language."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    made = printed(entity, record, name, language=request.GET.get("language", ""), by=by)
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, made.name) or ""
    answer["Cache-Control"] = "private, no-store"
    return answer


def print_entries(entity: Entity, record: Any) -> list[dict[str, str]]:
    """The documents that the menu of a record offers."""
    base = f"{entity.url(record.pk)}/prints"
    return [{"label": str(one.label), "url": f"{base}/{one.key}.pdf"} for one in entity.prints]

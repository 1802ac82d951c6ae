"""The files of a record: its tab, with upload, download and delete."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.doors.web.fields import Field
from zhike.doors.web.files.pictures import choosing
from zhike.doors.web.records.telling import who
from zhike.doors.web.records.timeline import day_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.scopes import predicate
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.files.attaching import MOST_BYTES
from zhike.kernel.files.content import SORTS
from zhike.kernel.files.models import StoredFile

MOST = 50
ICONS = {
    "image": "file-image",
    "text": "file-text",
    "audio": "file-audio",
    "video": "file-video",
    "pdf": "file-text",
    "sheet": "file-spreadsheet",
    "excel": "file-spreadsheet",
    "zip": "file-archive",
}


def files_of(entity: Entity, record_id: int) -> Any:
    """The files on a record that the caller has already made sure may be seen."""
    return StoredFile.objects.filter(entity=entity.key, record_id=record_id, deleted_at=None)


def files_tab(request: HttpRequest, entity: Entity, record: Any, by: Actor) -> dict[str, Any]:
    """The context of the tab, newest first, behind a mark."""
    before = whole_number(request.GET.get("before", ""))
    rows = files_of(entity, record.pk).order_by("-id")
    found = list((rows if before is None else rows.filter(pk__lt=before))[: MOST + 1])
    model = entity.model
    may_add = not by.read_only and model._default_manager.filter(predicate(model, by, "change"), pk=record.pk).exists()
    today = timezone.localdate()
    return {
        "files": [
            {
                "id": one.pk,
                "name": one.name,
                "icon": icon_of(one.media_type),
                "size": filesizeformat(one.size),
                "who": who(one.created_by_id),
                "when": day_words(timezone.localtime(one.created_at).date(), today),
                "url": f"/files/{one.pk}",
                "picture": choosing(entity, record, one.media_type, one.pk),
            }
            for one in found[:MOST]
        ],
        "may_add": may_add,
        "upload": upload_field(),
        "more_url": f"{entity.url(record.pk)}/files?before={found[MOST - 1].pk}" if len(found) > MOST else "",
    }


def upload_field() -> Field:
    """Where files are dropped; the browser is told the kinds and the size so that it can refuse before it sends."""
    hint = _("Any number of files, each at most %(most)s") % {"most": filesizeformat(MOST_BYTES)}
    return Field(
        "file",
        _("File"),
        "file",
        accept=",".join(SORTS),
        limit=MOST_BYTES,
        multiple=True,
        submit=True,
        hint=hint,
        bare=True,
    )


def icon_of(media_type: str) -> str:
    """The icon of a media type."""
    return next((icon for part, icon in ICONS.items() if part in media_type), "file")

"""An export that takes long: written behind the page into a file, which its person then fetches."""

from __future__ import annotations

from typing import Any

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.service import Format, export
from zhike.kernel.files.storage import keep
from zhike.kernel.filters.tree import from_json
from zhike.kernel.jobs.declaration import job
from zhike.kernel.jobs.models import Job
from zhike.kernel.jobs.progress import Progress
from zhike.kernel.jobs.starting import start_job
from zhike.kernel.lists.page import Wish

MOST_BYTES = 2 * 1024 * 1024 * 1024


def export_later(entity: str, wish: Wish, *, by: Actor, format: Format, columns: list[str]) -> Job:  # noqa: A002
    """Start an export as a job; its result names the file (`digest`, `name`, `media_type`)."""
    arguments = {
        "entity": entity, "where": wish.where.json(), "words": wish.words, "sort": wish.sort, "format": format,
        "columns": columns,
    }  # fmt: skip
    return start_job("export", str(entity_named(entity).label_plural), arguments, by=by)


@job("export")
def run_job(started: Job, progress: Progress) -> dict[str, Any]:
    """Write an export into the store."""
    wanted = started.arguments
    assert started.started_by is not None  # noqa: S101  (only people start exports)
    by = Actor.of(started.started_by, door="job")
    wish = Wish(where=from_json(wanted["where"]), words=wanted["words"], sort=wanted["sort"])
    taken = export(entity_named(wanted["entity"]), wish, by=by, format=wanted["format"], columns=wanted["columns"])
    kept = keep(taken.chunks, most_bytes=MOST_BYTES)
    taken.export.refresh_from_db()
    return {
        "digest": kept.digest,
        "name": taken.name,
        "media_type": taken.media_type,
        "rows": taken.export.rows,
        "size": kept.size,
    }

"""The run: chunk by chunk, each in one transaction with the line that comes next, so that a crash doubles nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import continued
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Batch
from zhike.kernel.history.undo import refuse_undoing, undo_batch
from zhike.kernel.history.undo_in_steps import told, undo_in_steps
from zhike.kernel.imports.checking import check
from zhike.kernel.imports.chunks import CHANGED, DOCUMENTS, KINDS, NEW, WRONG, Judged, records_counted
from zhike.kernel.imports.lookups import UNKNOWN
from zhike.kernel.imports.models import Import, ImportState, Reject
from zhike.kernel.imports.pipeline import Settling, Writer
from zhike.kernel.imports.reading import opened
from zhike.kernel.imports.rejects import keep_rejects
from zhike.kernel.imports.session import Read, Session, session_of
from zhike.kernel.jobs.declaration import job
from zhike.kernel.jobs.models import Job
from zhike.kernel.jobs.progress import Cancelled, Progress, unwatched
from zhike.kernel.notifications.telling import notify
from zhike.kernel.refusals import Refused
from zhike.kernel.tables.table import Row

AT_ONCE = 2000


class Overtaken(Exception):
    """Another worker goes on with this import; this one stops and leaves it alone."""


def run(importing: Import, *, by: Actor, progress: Any = unwatched) -> Import:
    """Bring the file in, from the line that comes next on: the first call, and any call after a crash, are the same.

    Raises Cancelled when somebody stops it, Refused when the file or the mapping can't be used any more.
    """
    _begin(importing, by)
    with opened(importing) as table:
        session = session_of(importing, table, by=by, write=True)
        with Settling() as settling, Writer() as writer:
            for portion in session.portions(table, importing.next_line, AT_ONCE):
                read = session.read(portion, ahead=mostly_new(importing))
                writer.wait()
                progress(done_of(importing), importing.total)
                settling.go_on()
                writer.start(write_chunk, session, read, after=portion.after)
        progress(done_of(importing), importing.total)
        while _try_again(session):
            progress(done_of(importing), importing.total)
    return _finish(importing)


def done_of(importing: Import) -> int:
    """How many rows have been dealt with."""
    return sum(importing.counts.get(kind, 0) for kind in KINDS)


def mostly_new(importing: Import) -> bool:
    """Whether making records ahead of time has paid so far."""
    return int(importing.counts.get(NEW, 0)) * 2 >= done_of(importing)


def write_chunk(session: Session, read: Read, *, after: int) -> None:
    """Write one chunk: rows, rejects, counts and the next line are kept together or not at all."""
    importing = session.importing
    with continued(session.by, importing.batch_id or 0) as by:
        _hold(importing)
        judged = session.chunk(write=True, by=by).take(*read)
        _count(importing, judged)
        importing.next_line = after
        _keep(importing)


def _hold(importing: Import) -> None:
    """Lock the import, and make sure that nobody else has gone on with it."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT next_line, state FROM "import" WHERE id = %s FOR UPDATE', [importing.pk])
        next_line, state = cursor.fetchone()
    if next_line != importing.next_line or state != ImportState.RUNNING:
        raise Overtaken


def _count(importing: Import, judged: list[Judged]) -> None:
    counts = importing.counts
    for one in judged:
        counts[one.kind] = counts.get(one.kind, 0) + 1
        if one.document:
            counts[DOCUMENTS + one.kind] = counts.get(DOCUMENTS + one.kind, 0) + 1
    counts["duplicates_kept"] = counts.get("duplicates_kept", 0) + keep_rejects(
        importing, judged, counts.get("duplicates_kept", 0)
    )


def _keep(importing: Import) -> None:
    importing.save(update_fields=["next_line", "counts"])
    records = {kind: records_counted(importing.counts, kind) for kind in KINDS}
    done = records[NEW] + records[CHANGED]
    Batch.objects.filter(pk=importing.batch_id or 0).update(done=done, skipped=sum(records.values()) - done)


def _begin(importing: Import, by: Actor) -> None:
    """Take the import, and give it the batch to which all its chunks belong."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=importing.pk)
        if held.state not in (ImportState.READY, ImportState.RUNNING, ImportState.FAILED):
            raise Refused(_("This import can't be run any more."), code="not_ready")
        if held.batch_id is None:
            batch = Batch.objects.create(
                actor_id=by.employee_id, door=by.door, request=by.request,
                action=f"{held.entity}.import", entity=held.entity,
                title=held.file_name[:300], arguments={"import": str(held.pk), "file": held.file_name},
            )  # fmt: skip
            held.batch, held.batches = batch, [batch.pk]
            held.counts = held.counts | {"book_up_to": _last_id(held.entity)}
        held.state, held.message, held.ended_at = ImportState.RUNNING, "", None
        held.save(update_fields=["batch", "batches", "counts", "state", "message", "ended_at"])
    for name in ("batch_id", "batches", "counts", "state", "next_line"):
        setattr(importing, name, getattr(held, name))


def _last_id(entity: str) -> int:
    model = entity_named(entity).model
    return int(model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _try_again(session: Session) -> bool:
    """Rows that named a record further down in the file: try them once more, as long as that brings any in."""
    importing = session.importing
    own = session.chunk(write=False, by=session.by).own_references()
    if session.documents or not any(column.name in own for column in session.parser.columns):
        return False
    brought = False
    for rejects in _unresolved(importing):
        rows = [Row(one.line, list(one.cells)) for one in rejects]
        with continued(session.by, importing.batch_id or 0) as by:
            _hold(importing)
            judged = session.chunk(write=True, by=by).take(*session.read_rows(rows))
            Reject.objects.filter(pk__in=[one.pk for one in rejects]).delete()
            importing.counts[WRONG] -= len(rejects)
            _count(importing, judged)
            _keep(importing)
        brought = brought or any(one.kind in (NEW, CHANGED) for one in judged)
    return brought


def _unresolved(importing: Import) -> Iterator[list[Reject]]:
    last = 0
    waiting = Reject.objects.filter(of=importing, code=UNKNOWN).order_by("line", "id")
    end = waiting.order_by("-line").values_list("line", flat=True).first() or 0
    while page := list(waiting.filter(line__gt=last, line__lte=end)[:AT_ONCE]):
        yield page
        last = page[-1].line


def _finish(importing: Import) -> Import:
    importing.state, importing.ended_at = ImportState.DONE, timezone.now()
    importing.save(update_fields=["state", "ended_at"])
    return importing


def fail(importing: Import, message: str) -> None:
    """Say why an import stopped. What was brought in stays, and it can go on from there."""
    Import.objects.filter(pk=importing.pk, state__in=(ImportState.RUNNING, ImportState.CHECKING)).update(
        state=ImportState.FAILED, message=message[:500], ended_at=timezone.now()
    )


def written(importing: Import) -> int:
    """How many rows have created or changed something."""
    return int(importing.counts.get(NEW, 0)) + int(importing.counts.get(CHANGED, 0))


def refuse_undo(importing: Import, *, by: Actor) -> None:
    """Raises NotFound or Refused when the actor may not take the import back; better at once than by a job."""
    refuse_undoing(importing.batch_id or 0, by=by)


def undo(importing: Import, *, by: Actor) -> Outcome:
    """Take the whole import back in one transaction."""
    with transaction.atomic():
        outcome = undo_batch(importing.batch_id or 0, by=by)
        importing.state = ImportState.UNDONE
        importing.save(update_fields=["state"])
    return outcome


def actor_of(importing: Import) -> Actor:
    """The person who brought the file, with the rights of this moment."""
    return Actor.of(importing.owner, door="import", request=f"import-{importing.pk}")


@job("import")
def run_job(started: Job, progress: Progress) -> dict[str, Any]:
    """Bring a file in behind the page."""
    importing = Import.objects.select_related("owner").get(pk=started.arguments["import"])
    try:
        with translation.override(importing.owner.language):
            run(importing, by=actor_of(importing), progress=progress)
    except (Refused, Cancelled) as stopped:
        fail(
            importing,
            stopped.message if isinstance(stopped, Refused) else str(_("Stopped. What was brought in stays.")),
        )
        raise
    except Overtaken:
        return {}
    _tell(importing)
    return dict(importing.counts)


def _tell(importing: Import) -> None:
    """Tell the person, who may have left the page long ago."""
    counts = {kind: records_counted(importing.counts, kind) for kind in (NEW, CHANGED, WRONG)}
    message = _("“%(file)s” was brought in: %(new)s new, %(changed)s changed, %(wrong)s wrong.")
    values = {"file": importing.file_name, **counts}
    notify([importing.owner_id], message, values, icon="upload", url=f"/imports/{importing.pk}")


@job("import_undo")
def undo_job(started: Job, progress: Progress) -> dict[str, Any]:
    """Take a large import back behind the page."""
    importing = Import.objects.get(pk=started.arguments["import"])
    if importing.state != ImportState.RUNNING or started.started_by is None:
        return {}
    try:
        with translation.override(started.started_by.language):
            by = Actor.of(started.started_by, door="job")
            outcome = undo_in_steps(importing.batch_id or 0, by=by, progress=progress)
    except (Refused, Cancelled) as stopped:
        message = stopped.message if isinstance(stopped, Refused) else str(_("Stopped. The rest can be taken back."))
        Import.objects.filter(pk=importing.pk).update(state=ImportState.DONE, message=message[:500])
        raise
    Import.objects.filter(pk=importing.pk).update(state=ImportState.UNDONE)
    return told(outcome, started, f"/imports/{importing.pk}")


@job("import_check")
def check_job(started: Job, progress: Progress) -> dict[str, Any]:
    """Make the plan of a large file behind the page."""
    importing = Import.objects.select_related("owner").get(pk=started.arguments["import"])
    try:
        with translation.override(importing.owner.language):
            plan = check(importing, by=actor_of(importing), progress=progress)
    except (Refused, Cancelled) as stopped:
        fail(importing, stopped.message if isinstance(stopped, Refused) else "")
        raise
    Import.objects.filter(pk=importing.pk, state=ImportState.CHECKING).update(plan=plan, state=ImportState.READY)
    return {"total": plan["total"]}

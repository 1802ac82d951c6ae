"""The steps of an import, as every door offers them: begin, map, check, run, look, undo."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import may_create
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.attaching import clean_name
from zhike.kernel.files.storage import keep
from zhike.kernel.history.models import Batch
from zhike.kernel.history.undo import UNFINISHED
from zhike.kernel.history.undo_in_steps import AT_ONCE_UP_TO as UNDONE_AT_ONCE_UP_TO
from zhike.kernel.imports import checking, running
from zhike.kernel.imports.cells import text_of
from zhike.kernel.imports.models import DuplicateRule, Import, ImportState
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.reading import opened
from zhike.kernel.imports.targets import checked, guess, missing
from zhike.kernel.imports.templates import template_named
from zhike.kernel.jobs.models import Job
from zhike.kernel.jobs.starting import cancel_job, start_job
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.tables.table import Table

MOST_BYTES = 1024 * 1024 * 1024
SAMPLES = 20
LONGEST_SAMPLE = 200
AT_ONCE_UP_TO = 2000
"""So many rows are checked while the person waits; a larger file is checked by a job."""

UNDER_WAY = (ImportState.CHECKING, ImportState.RUNNING)


def may_import(entity: Entity, by: Actor) -> None:
    """Raises NotAllowed unless the actor may import this entity, by the special permission or the right to create."""
    if entity.importing is None:
        raise NotAllowed(_("%(what)s can't be imported.") % {"what": entity.label_plural}, code="not_importable")
    if by.read_only or not by.may(f"{entity.key}.import"):
        may_create(entity, by)


def begin(
    entity: Entity, chunks: Iterable[bytes], name: str, *, by: Actor, options: Mapping[str, Any] | None = None
) -> Import:
    """Take a file in: keep it, open it, guess the mapping. The import then waits for the mapping to be confirmed.

    `options`: see Options; also `duplicates` (a rule), `mapping` and `template` (a name). Raises NotAllowed without the
    right, Refused when the file is no table, and for options or a mapping that can't be.
    """
    may_import(entity, by)
    if by.employee_id is None:
        raise Refused(_("An import belongs to a person."), code="no_person")
    given = dict(options or {})
    named = str(given.pop("template", "") or "")
    template = template_named(entity.key, named) if named else None
    given = (template.options if template else {}) | given
    mapping, rule = given.pop("mapping", None), given.pop("duplicates", DuplicateRule.SKIP)
    kept = keep(chunks, most_bytes=MOST_BYTES)
    importing = Import(
        entity=entity.key,
        file_name=clean_name(PurePath(name).name),
        file_digest=kept.digest,
        file_size=kept.size,
        owner_id=by.employee_id,
        options=Options.of(given).json(),
        duplicates=_rule(rule),
    )
    _look(importing, entity, by)
    if template:
        known = {header: field for header, field in template.mapping.items() if header in importing.headers}
        importing.mapping = checked(entity, known, importing.headers, by)
    if mapping:
        importing.mapping = checked(entity, importing.mapping | mapping if template else mapping, importing.headers, by)
    importing.save()
    return importing


def reopen(importing: Import, options: Mapping[str, Any], *, by: Actor) -> Import:
    """Read the file another way: another sheet, header line, encoding or delimiter; the mapping is guessed anew."""
    _refuse_if_under_way(importing)
    given = dict(options)
    importing.duplicates = _rule(given.pop("duplicates", importing.duplicates))
    before = Options.of(importing.options)
    importing.options = Options.of(importing.options | given).json()
    if Options.of(importing.options).reading() != before.reading():
        _look(importing, entity_named(importing.entity), by)
    importing.state, importing.plan = ImportState.MAPPING, {}
    importing.save()
    return importing


def set_mapping(
    importing: Import,
    mapping: Mapping[str, Any],
    *,
    by: Actor,
    duplicates: str = "",
    options: Mapping[str, Any] | None = None,
) -> Import:
    """Say which column fills which field. Raises Refused with one error for each column that can't be.

    Fields that the person may only read can't be filled. A mapping without a required field is fine as long as no row
    becomes a new record.
    """
    if options or duplicates:
        wished = dict(options or {})
        if duplicates:
            wished["duplicates"] = duplicates
        importing = reopen(importing, wished, by=by)
    _refuse_if_under_way(importing)
    entity = entity_named(importing.entity)
    importing.mapping = checked(entity, mapping, importing.headers, by)
    if not importing.mapping:
        raise Refused(_("Map at least one column."), field="mapping", code="nothing_mapped")
    importing.state, importing.plan = ImportState.MAPPING, {}
    importing.save()
    return importing


def unfilled(importing: Import, *, by: Actor) -> list[str]:
    """The labels of required fields that no column fills."""
    fixed = Options.of(importing.options).fixed
    return missing(entity_named(importing.entity), importing.mapping, by, fixed)


def check(importing: Import, *, by: Actor, wait: bool | None = None) -> Import:
    """Make the plan: at once for a small file (or with `wait`), else by a job; the state tells when it is ready."""
    _refuse_if_under_way(importing)
    may_import(entity_named(importing.entity), by)
    if wait or (wait is None and importing.total <= AT_ONCE_UP_TO):
        importing.plan = checking.check(importing, by=by)
        importing.state = ImportState.READY
        importing.save(update_fields=["plan", "state"])
        return importing
    importing.state = ImportState.CHECKING
    return _start(importing, "import_check", by)


def start(importing: Import, *, by: Actor) -> Import:
    """Bring the file in by a job; it can be watched by `importing.job`, left and found again."""
    _refuse_if_under_way(importing)
    if importing.state not in (ImportState.READY, ImportState.FAILED, ImportState.MAPPING):
        raise Refused(_("This import can't be run any more."), code="not_ready")
    may_import(entity_named(importing.entity), by)
    importing.state = ImportState.RUNNING
    return _start(importing, "import", by)


def run_now(importing: Import, *, by: Actor, progress: Any = None) -> Import:
    """Bring the file in while the caller waits: for the command line and for tests."""
    may_import(entity_named(importing.entity), by)
    if importing.state == ImportState.MAPPING:
        Import.objects.filter(pk=importing.pk).update(state=ImportState.READY)
    return running.run(importing, by=by, **({"progress": progress} if progress else {}))


def stop(importing: Import, *, by: Actor) -> Import:
    """Stop an import or its check; what was brought in stays, and it can go on from there or be undone."""
    if importing.state in UNDER_WAY and importing.job_id is not None:
        cancel_job(importing.job_id, by=by)
        running.fail(importing, str(_("Stopped. What was brought in stays.")))
        importing.refresh_from_db()
    return importing


def imports_of(by: Actor) -> QuerySet[Import]:
    """The imports that the actor may look at: their own; an administrator's are all."""
    rows = Import.objects.select_related("job", "owner")
    return rows if by.rights.administrator else rows.filter(owner_id=by.employee_id)


def import_named(import_id: int, *, by: Actor) -> Import:
    """An import by its id. Raises NotFound for one of somebody else."""
    found = imports_of(by).filter(pk=import_id).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    undoes = Batch.objects.filter(undoes_id=found.batch_id).exclude(arguments__has_key=UNFINISHED)
    if found.state == ImportState.DONE and undoes.exists():
        # Its batch was undone from the history or the command line.
        found.state = ImportState.UNDONE
        found.save(update_fields=["state"])
    return found


def undo(importing: Import, *, by: Actor, wait: bool | None = None) -> Outcome:
    """Take back the whole import, but for what was changed since; the outcome says what that is and why.

    Of a large one the work is done by a job (unless `wait`): the outcome then only says so, and the import is running
    until it is undone.
    """
    _refuse_if_under_way(importing)
    if importing.batch_id is None:
        raise Refused(_("Nothing has been brought in yet."), code="nothing_done")
    if wait or (wait is None and running.written(importing) <= UNDONE_AT_ONCE_UP_TO):
        return running.undo(importing, by=by)
    running.refuse_undo(importing, by=by)
    importing.state = ImportState.RUNNING
    _start(importing, "import_undo", by)
    return Outcome(message=_("The import is being taken back. You will be told when it is done."))


def _start(importing: Import, kind: str, by: Actor) -> Import:
    with transaction.atomic():
        job: Job = start_job(kind, importing.file_name, {"import": importing.pk}, by=by)
        importing.job = job
        importing.save(update_fields=["state", "job"])
    return importing


def _look(importing: Import, entity: Entity, by: Actor) -> None:
    """Open the file and note its headers, samples, row count and the guessed mapping."""
    with opened(importing) as table:
        importing.headers = table.headers
        importing.samples = [[text_of(cell)[:LONGEST_SAMPLE] for cell in row.cells] for row in table.samples[:SAMPLES]]
        sound = [row.cells for row in table.samples if not row.problem]
        importing.mapping = guess(entity, table.headers, sound, by)
        importing.total = sum(1 for _row in table.rows())
        importing.counts = {"warnings": _warnings(table), "read": _read(table)}


def _read(table: Table) -> dict[str, Any]:
    """How the file was read, as it is shown beside the options that overrule it."""
    return {
        "kind": table.kind, "sheet": table.sheet, "sheets": table.sheet_names, "header_line": table.header_line,
        "encoding": table.encoding, "delimiter": table.delimiter,
    }  # fmt: skip


def _warnings(table: Table) -> list[dict[str, Any]]:
    return [{"code": one.code, "line": one.line, "message": str(one.message)} for one in table.warnings]


def _rule(word: Any) -> str:
    if word not in DuplicateRule.values:
        raise Refused(
            _("Duplicates are skipped, updated, created or asked about."), field="duplicates", code="unknown_rule"
        )
    return str(word)


def _refuse_if_under_way(importing: Import) -> None:
    if importing.state in UNDER_WAY:
        raise Refused(_("This import is under way. Stop it first, or wait."), code="under_way")
    if importing.state == ImportState.UNDONE:
        raise Refused(_("This import was undone. Bring the file again."), code="undone_already")

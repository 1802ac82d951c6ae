"""One import by its state: the page, and the buttons that take it on, back or away."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.doors.web.imports.framing import framed
from zhike.doors.web.imports.listing import counted_figures
from zhike.doors.web.imports.mapping import mapping_page
from zhike.doors.web.imports.planning import plan_page
from zhike.doors.web.imports.steps import CHECK, RESULT, RUN
from zhike.doors.web.jobs.watching import progress_of
from zhike.doors.web.records.answers import done
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.attaching import disposition
from zhike.kernel.filters.batches import BATCH
from zhike.kernel.imports import service
from zhike.kernel.imports.chunks import records_counted
from zhike.kernel.imports.models import DuplicateRule, Import, ImportState
from zhike.kernel.imports.rejects import rejects_as_csv
from zhike.kernel.jobs.telling import ENDED
from zhike.kernel.tables.speaking import spoken


@require_safe
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """The page of an import: what it waits for, how far it is, or what came of it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    importing = service.import_named(import_id, by=by)
    match importing.state:
        case ImportState.MAPPING:
            return mapping_page(request, importing, by)
        case ImportState.READY:
            return plan_page(request, importing, by)
        case ImportState.CHECKING | ImportState.RUNNING:
            return _under_way(request, importing)
        case _:
            return _result(request, importing, by)


@require_POST
def back(request: HttpRequest, import_id: int) -> HttpResponse:
    """Back to the mapping; the plan is made anew."""
    importing = service.import_named(import_id, by=request.actor)  # type: ignore[attr-defined]
    service.reopen(importing, {}, by=request.actor)  # type: ignore[attr-defined]
    return redirect(f"/imports/{import_id}")


@require_POST
def run(request: HttpRequest, import_id: int) -> HttpResponse:
    """Bring the file in, or go on where it stopped."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    importing = service.import_named(import_id, by=by)
    with transaction.atomic():
        if _is_stranded(importing):
            service.stop(importing, by=by)
        service.start(importing, by=by)
    return redirect(f"/imports/{import_id}")


@require_POST
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop; what was brought in stays."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    service.stop(service.import_named(import_id, by=by), by=by)
    return redirect(f"/imports/{import_id}")


@require_POST
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Take the whole import back, and say what could not be."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    outcome = service.undo(service.import_named(import_id, by=by), by=by)
    return done(_("Undo"), outcome, undoable=False)


@require_safe
def rejects(request: HttpRequest, import_id: int) -> HttpResponseBase:
    """The rows that were not brought in, as a file to mend; `?duplicates=1` with those that were there already."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    importing = service.import_named(import_id, by=by)
    stem = importing.file_name.rpartition(".")[0] or importing.file_name
    name = _("%(file)s - not brought in.csv") % {"file": stem}
    parts = rejects_as_csv(importing, duplicates=request.GET.get("duplicates") == "1")
    said = spoken(parts, translation.get_language() or by.language)
    headers = {"Content-Disposition": disposition(name)}
    return StreamingHttpResponse(said, content_type="text/csv; charset=utf-8", headers=headers)


def _is_stranded(importing: Import) -> bool:
    """Whether it is said to be under way, though its job has ended."""
    return importing.state in service.UNDER_WAY and (importing.job is None or importing.job.state in ENDED)


def _under_way(request: HttpRequest, importing: Import) -> HttpResponse:
    checking = importing.state == ImportState.CHECKING
    context = {
        "title": importing.file_name,
        "checking": checking,
        "stranded": _is_stranded(importing),
        "said": importing.job.message if importing.job else "",
        "progress": progress_of(importing.job) if importing.job else None,
    }
    return framed(request, "web/imports/running.html", importing, CHECK if checking else RUN, context)


def _result(request: HttpRequest, importing: Import, by: Actor) -> HttpResponse:
    counts = importing.counts
    aside = importing.duplicates == DuplicateRule.ASK
    begun = importing.batch_id is not None
    context = {
        "title": importing.file_name,
        "figures": counted_figures(importing.counts, every=True),
        "state": importing.state,
        "left_out": counts.get("wrong", 0) + (counts.get("duplicate", 0) if aside else 0),
        "has_duplicates": bool(counts.get("duplicate")) and not aside,
        "begun": begun,
        "list_url": _list_url(importing),
        "brought": records_counted(counts, "new") + records_counted(counts, "changed"),
        "aside": aside,
    }
    failed = importing.state == ImportState.FAILED
    step = (RUN if begun else CHECK) if failed else RESULT
    return framed(request, "web/imports/result.html", importing, step, context, ended=not failed)


def _list_url(importing: Import) -> str:
    """The list of what this import created or changed; empty when that is nothing."""
    if not importing.counts.get("new") and not importing.counts.get("changed"):
        return ""
    return f"{entity_named(importing.entity).url()}?filter[{BATCH}]={importing.batch_id}"

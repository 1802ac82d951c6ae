"""How far a job is: the bar that pages show, for its person and for administrators only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.config.live import EventStream
from zhike.kernel.access.actor import Actor
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.starting import UNFINISHED, jobs_of
from zhike.kernel.jobs.telling import topic_of
from zhike.kernel.refusals import NotFound


@require_safe
def bar(request: HttpRequest, job_id: int) -> HttpResponse:
    """The bar alone, as the page fetches it again and again."""
    return render(request, "web/progress.html", {"progress": progress_of(job_for(job_id, request.actor))})  # type: ignore[attr-defined]


@require_safe
def events(request: HttpRequest, job_id: int) -> HttpResponse:
    """The job's stream: an event `job` whenever it has come further."""
    return EventStream([topic_of(job_for(job_id, request.actor).pk)])  # type: ignore[attr-defined]


def job_for(job_id: int, by: Actor) -> Job:
    """The job of an address. Raises NotFound for a job of somebody else."""
    found = jobs_of(by).filter(pk=job_id).first()
    if found is None:
        raise NotFound(_("There is no such job."))
    return found


def progress_of(job: Job) -> dict[str, Any]:
    """What `web/progress.html` needs to show a job."""
    under_way = job.state in UNFINISHED
    state = "running" if under_way else "done" if job.state == JobState.DONE else "failed"
    return {
        "state": state,
        "label": job.title,
        "words": _words(job),
        "note": job.message,
        "done": job.done,
        "total": job.total or 1,
        "poll_url": f"/jobs/{job.pk}",
        "events_url": f"/jobs/{job.pk}/events",
    }


def _words(job: Job) -> str:
    if job.state != JobState.RUNNING or not job.total:
        return str(job.get_state_display())
    done, total = (number_format(number, use_l10n=True, force_grouping=True) for number in (job.done, job.total))
    return _("%(done)s of %(total)s") % {"done": done, "total": total}

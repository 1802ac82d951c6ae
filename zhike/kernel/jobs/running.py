"""What a worker does with a job, whatever its kind: begin or go on, keep the result, say how it ended."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from zhike.kernel.jobs.declaration import function_of
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.progress import Cancelled, Progress
from zhike.kernel.jobs.telling import ENDED, tell
from zhike.kernel.refusals import Refused

LOG = logging.getLogger(__name__)
MOST_TRIES = 8
PASSING = (OperationalError, InterfaceError)
"""Troubles of the database's connection: the worker tries again."""


def run_job(job_id: int, tries: int = 0) -> None:
    """Run a job, or go on with one whose worker died. `tries` counts how often it was begun before."""
    job = Job.objects.select_related("started_by").filter(pk=job_id).first()
    if job is None or job.state in ENDED:
        return
    with translation.override(job.started_by.language if job.started_by else None):
        _run(job, tries)


def _run(job: Job, tries: int) -> None:
    if tries >= MOST_TRIES:
        _end(
            job, JobState.FAILED, message=_("It was begun %(tries)s times and never came to an end.") % {"tries": tries}
        )
        return
    _begin(job)
    try:
        result = function_of(job.kind)(job, Progress(job))
    except Cancelled:
        LOG.info("Job %s was stopped", job.pk)
    except Refused as refused:
        _end(job, JobState.FAILED, message=refused.message)
    except PASSING:
        raise
    except Exception:
        LOG.exception("Job %s (%s) failed", job.pk, job.kind)
        _end(job, JobState.FAILED, message=_("Something went wrong. What was done so far is kept; the log says more."))
    else:
        _end(job, JobState.DONE, result=result)


def _begin(job: Job) -> None:
    now = timezone.now()
    job.state, job.started_at, job.beat_at = JobState.RUNNING, job.started_at or now, now
    Job.objects.filter(pk=job.pk).exclude(state__in=ENDED).update(
        state=job.state, started_at=job.started_at, beat_at=job.beat_at
    )
    tell(job)


def _end(job: Job, state: JobState, *, message: str = "", result: Mapping[str, Any] | None = None) -> None:
    """Write how a job ended, unless somebody stopped it meanwhile."""
    job.state, job.ended_at, job.result = state, timezone.now(), dict(result or {})
    job.message = message[:500] or job.message
    if state == JobState.DONE and job.total:
        job.done = job.total
    ended = (
        Job.objects.filter(pk=job.pk)
        .exclude(state__in=ENDED)
        .update(
            state=job.state,
            ended_at=job.ended_at,
            result=job.result,
            message=job.message,
            done=job.done,
            total=job.total,
        )
    )
    if ended:
        tell(job)

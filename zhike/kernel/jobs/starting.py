"""Starting and stopping jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from zhike.kernel.access.actor import Actor
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.telling import tell
from zhike.kernel.refusals import NotFound

TASK = "zhike.job"
UNFINISHED = (JobState.WAITING, JobState.RUNNING)


def start_job(kind: str, title: str, arguments: Mapping[str, Any], *, by: Actor) -> Job:
    """Queue a job in the running transaction: it begins when, and only if, the transaction is kept.

    `arguments` must be JSON. Two workers never run the same job at once.
    """
    with transaction.atomic():
        job = Job.objects.create(kind=kind, title=title[:200], arguments=dict(arguments), started_by_id=by.employee_id)
        app.configure_task(TASK, lock=f"job-{job.pk}", allow_unknown=True).defer(job_id=job.pk)
    return job


def jobs_of(by: Actor) -> QuerySet[Job]:
    """The jobs that the actor may watch and stop: their own; an administrator's are all."""
    return Job.objects.all() if by.rights.administrator else Job.objects.filter(started_by_id=by.employee_id)


def cancel_job(job_id: int, *, by: Actor) -> Job:
    """Stop a job at its next step; what it has committed stays. Raises NotFound for a job of others."""
    job = jobs_of(by).filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no such job."))
    with transaction.atomic():
        stopped = Job.objects.filter(pk=job_id, state__in=UNFINISHED).update(
            state=JobState.CANCELLED, ended_at=timezone.now()
        )
        job.refresh_from_db()
        if stopped:
            tell(job)
    return job

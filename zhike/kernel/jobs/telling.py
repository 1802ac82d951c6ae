"""Tells whoever listens how a job goes. Browsers hear it by the web processes' event stream, commands by LISTEN."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from zhike.kernel.jobs.models import Job, JobState

CHANNEL = "zhike"
EVENT = "job"
ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


def news_of(job: Job) -> dict[str, Any]:
    """What others may know of a job: how far it is, never what it works on."""
    return {
        "id": str(job.pk), "kind": job.kind, "title": job.title, "state": str(job.state), "done": job.done,
        "total": job.total, "message": job.message,
    }  # fmt: skip


def topic_of(job_id: int) -> str:
    """The topic under which a job's news are told."""
    return f"job:{job_id}"


def tell(job: Job) -> None:
    """Send the news of a job; it goes out when the transaction around it is kept."""
    topics = [topic_of(job.pk)]
    if job.started_by_id is not None and job.state in ENDED:
        topics.append(f"employee:{job.started_by_id}")
    news = {"topics": topics, "event": EVENT, "data": news_of(job)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps(news, ensure_ascii=False)])

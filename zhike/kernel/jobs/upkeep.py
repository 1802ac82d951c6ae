"""What the system does by itself, now and then. Each duty is harmless when repeated and when it is cut short."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from zhike.kernel.actions.models import IdempotentAnswer
from zhike.kernel.imports.models import Reject
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.search.upkeep import catch_up

MONTHS_AHEAD = 3
ANSWERS_KEPT = timedelta(hours=24)
JOBS_KEPT = timedelta(days=90)
REJECTS_KEPT = timedelta(days=90)


def catch_up_search() -> int:
    """Write the search documents of records that were changed past the actions. Returns how many."""
    total = 0
    while done := catch_up():
        total += done
    return total


def make_history_months() -> None:
    """Have the history's tables of the coming months ready."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT history_make_month((now() + make_interval(months => n))::date) FROM generate_series(0, %s) n",
            [MONTHS_AHEAD],
        )


def forget_old() -> dict[str, int]:
    """Delete what is kept for a while only: answers to repeated requests, ended sessions, old jobs and rejects."""
    now = timezone.now()
    answers, _more = IdempotentAnswer.objects.filter(at__lt=now - ANSWERS_KEPT).delete()
    sessions, _more = Session.objects.filter(expire_date__lt=now).delete()
    ended = Job.objects.exclude(state__in=(JobState.WAITING, JobState.RUNNING))
    jobs, _more = ended.filter(ended_at__lt=now - JOBS_KEPT).delete()
    rejects, _more = Reject.objects.filter(of__created_at__lt=now - REJECTS_KEPT).delete()
    return {"rejects": rejects, "answers": answers, "sessions": sessions, "jobs": jobs}

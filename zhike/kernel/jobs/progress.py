"""How far a job is: kept in the database so that it can be left and found again, at most twice a second."""

from __future__ import annotations

import time

from django.utils import timezone

from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.telling import tell

SECONDS_BETWEEN = 0.5


class Cancelled(Exception):
    """Somebody stopped the job; what it has committed stays."""


class Progress:
    """What a job's function calls as it goes on. Call it between transactions, so that others see it at once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.written_at = 0.0

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how many of how many are done. Raises Cancelled when somebody has stopped the job."""
        self.job.done = done
        self.job.total = self.job.total if total is None else total
        self.job.message = self.job.message if message is None else message[:500]
        if time.monotonic() - self.written_at >= SECONDS_BETWEEN:
            self.write()

    def write(self) -> None:
        """Write the progress now; it is also the job's sign of life."""
        self.written_at = time.monotonic()
        self.job.beat_at = timezone.now()
        running = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING).update(
            done=self.job.done, total=self.job.total, message=self.job.message, beat_at=self.job.beat_at
        )
        if not running:
            raise Cancelled
        tell(self.job)


def unwatched(done: int, total: int | None = None, message: str | None = None) -> None:
    """Stands for the progress where nobody watches."""

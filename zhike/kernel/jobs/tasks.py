"""What the workers know by name: the one task that runs every job, and the duties that come round by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from zhike.kernel.duplicates import work as _duplicates  # noqa: F401  (declares its job)
from zhike.kernel.duplicates.changed import recheck_changed
from zhike.kernel.files.cleaning import clean_files
from zhike.kernel.following.telling import tell_followers
from zhike.kernel.following.watching import TASK as FOLLOWERS
from zhike.kernel.history.sealing import seal
from zhike.kernel.imports import running as _imports  # noqa: F401  (declares its jobs)
from zhike.kernel.jobs import upkeep
from zhike.kernel.jobs.daily import do_duties
from zhike.kernel.jobs.running import MOST_TRIES, PASSING, run_job
from zhike.kernel.jobs.starting import TASK

AGAIN = RetryStrategy(max_attempts=MOST_TRIES, wait=2, linear_wait=5, retry_exceptions=PASSING)


@contextmanager
def own_connection() -> Iterator[None]:
    """A worker's thread takes a sound connection, and gives it back whatever happens."""
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


@app.task(name=TASK, pass_context=True, retry=AGAIN)
@own_connection()
def run(context: JobContext, job_id: int) -> None:
    """Run the job with this id."""
    run_job(job_id, context.job.attempts)


@app.task(name=FOLLOWERS)
@own_connection()
def tell_of_batch(batch_id: int) -> None:
    """Tell who follows what a batch touched."""
    tell_followers(batch_id)


@app.periodic(cron="* * * * *", queueing_lock="zhike.search")
@app.task(name="zhike.search", queueing_lock="zhike.search")
@own_connection()
def catch_up_search(timestamp: int) -> None:
    """Every minute: search documents of what was changed past the actions."""
    upkeep.catch_up_search()


@app.periodic(cron="*/2 * * * *", queueing_lock="zhike.duplicates")
@app.task(name="zhike.duplicates", queueing_lock="zhike.duplicates", lock="zhike.duplicates")
@own_connection()
def look_for_duplicates(timestamp: int) -> None:
    """Every two minutes: likely duplicates of what was created or changed."""
    recheck_changed()


@app.periodic(cron="*/5 * * * *", queueing_lock="zhike.seal")
@app.task(name="zhike.seal", queueing_lock="zhike.seal", lock="zhike.seal")
@own_connection()
def seal_history(timestamp: int) -> None:
    """Every five minutes: seal what has been written into the history."""
    seal()


@app.periodic(cron="30 6 * * *", queueing_lock="zhike.morning")
@app.task(name="zhike.morning", queueing_lock="zhike.morning")
@own_connection()
def every_morning(timestamp: int) -> None:
    """Every morning by the company's clock: what the areas have to tell of the day."""
    do_duties(timezone.localdate())


@app.periodic(cron="7 3 * * *", queueing_lock="zhike.night")
@app.task(name="zhike.night", queueing_lock="zhike.night")
@own_connection()
def every_night(timestamp: int) -> None:
    """Once a night: the months to come, and what may be forgotten."""
    upkeep.make_history_months()
    upkeep.forget_old()
    clean_files()

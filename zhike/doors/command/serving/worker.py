"""The process that does the jobs in the background: `python -m zhike.doors.command.serving.worker`."""

import asyncio
import os
from typing import TYPE_CHECKING, Final, cast

from zhike.config.lifeline import follow_parent

if TYPE_CHECKING:
    from procrastinate.contrib.django.django_connector import DjangoConnector
    from procrastinate.manager import JobManager

AT_ONCE: Final = 2
LOST_AFTER: Final = 30.0  # seconds without a sign of life from the worker that took a job


def main() -> None:
    """Work on jobs until a signal ends it; a job under way is finished first."""
    follow_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhike.config.settings")
    import django  # noqa: PLC0415  (it reads the line above)

    django.setup()
    asyncio.run(work())


async def work() -> None:
    """Work on jobs, and put those back into the queue whose worker was killed."""
    from procrastinate.contrib.django import app  # noqa: PLC0415  (only after django.setup())

    connector = cast("DjangoConnector", app.connector).get_worker_connector()
    worker_app = app.with_connector(connector)
    async with worker_app.open_async():
        rescue = asyncio.create_task(rescue_lost_jobs(worker_app.job_manager))
        try:
            await worker_app.run_worker_async(
                concurrency=AT_ONCE,
                install_signal_handlers=True,
                delete_jobs="successful",
                shutdown_graceful_timeout=10,
            )
        finally:
            rescue.cancel()


async def rescue_lost_jobs(jobs: "JobManager") -> None:
    """Every so often, retry the jobs that a killed worker had taken."""
    while True:
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=LOST_AFTER):
            await jobs.retry_job(job)
        await asyncio.sleep(LOST_AFTER / 2)


if __name__ == "__main__":
    # By its full name, for procrastinate warns of an app that is made in the module that was started.
    from zhike.doors.command.serving import worker

    worker.main()

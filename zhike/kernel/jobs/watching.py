"""Following a job until it ends."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection

from zhike.kernel.jobs.models import Job
from zhike.kernel.jobs.telling import CHANNEL, ENDED, news_of, topic_of

LOOK_EVERY = 2.0
"""Seconds after which the table is looked at, heard or not: a notice may be lost, a job's row is not."""


def events(job_id: int, *, patience: float = 3600.0) -> Iterator[dict[str, Any]]:
    """Yield a job's news (see `news_of`) whenever it goes on, the last one when it has ended.

    Ends without a word when there is no such job, or after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    last: dict[str, Any] = {}
    with _ears() as ears:
        while time.monotonic() < deadline:
            job = Job.objects.filter(pk=job_id).first()
            if job is None:
                return
            news = news_of(job)
            if news != last:
                yield news
                last = news
            if job.state in ENDED:
                return
            _wait(ears, topic_of(job_id))


def _ears() -> psycopg.Connection[Any]:
    known = {
        "host",
        "port",
        "user",
        "password",
        "dbname",
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "application_name",
    }
    parameters = {name: value for name, value in connection.get_connection_params().items() if name in known}
    ears = psycopg.connect(**parameters, autocommit=True)
    ears.execute(f"LISTEN {CHANNEL}")
    return ears


def _wait(ears: psycopg.Connection[Any], topic: str) -> None:
    for notice in ears.notifies(timeout=LOOK_EVERY):
        if topic in json.loads(notice.payload)["topics"]:
            return

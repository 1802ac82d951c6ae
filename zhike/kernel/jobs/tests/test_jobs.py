"""Jobs begin when their transaction is kept, go on after a crash, can be watched, and can be stopped."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from zhike.kernel.actions.models import IdempotentAnswer
from zhike.kernel.jobs import upkeep
from zhike.kernel.jobs.declaration import function_of, job
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.progress import Progress
from zhike.kernel.jobs.running import MOST_TRIES, run_job
from zhike.kernel.jobs.starting import cancel_job, start_job
from zhike.kernel.jobs.watching import events
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.search.finding import find
from zhike.kernel.testing import Cast

WAITING = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'zhike.job' AND status = 'todo'"


@job("test_counting")
def count_up(started: Job, progress: Progress) -> dict[str, Any]:
    progress.written_at = 0.0
    progress(1, 3, "one")
    progress.written_at = 0.0
    progress(2, 3)
    return {"sum": started.arguments["a"] + 1}


@job("test_refusing")
def refuse(started: Job, progress: Progress) -> None:
    raise Refused("Not like this.")


@job("test_breaking")
def break_down(started: Job, progress: Progress) -> None:
    raise RuntimeError("secret detail")


def queued() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def test_a_job_is_queued_with_its_transaction_or_not_at_all(cast: Cast) -> None:
    before = queued()
    with transaction.atomic():
        start_job("test_counting", "Counting", {"a": 1}, by=cast.actor(cast.zhou))
        assert queued() == before + 1
        transaction.set_rollback(True)
    assert queued() == before
    assert not Job.objects.filter(kind="test_counting").exists()


def test_a_job_keeps_its_progress_and_its_result(cast: Cast) -> None:
    started = start_job("test_counting", "Counting", {"a": 1}, by=cast.actor(cast.zhou))
    run_job(started.pk)
    started.refresh_from_db()
    assert (started.state, started.done, started.total, started.result) == (JobState.DONE, 3, 3, {"sum": 2})
    assert started.beat_at is not None
    run_job(started.pk)  # a worker that comes too late does nothing
    assert Job.objects.get(pk=started.pk).ended_at == started.ended_at


def test_a_refusal_ends_a_job_in_words_and_a_fault_without_its_details(cast: Cast) -> None:
    refused = start_job("test_refusing", "Refusing", {}, by=cast.actor(cast.zhou))
    broken = start_job("test_breaking", "Breaking", {}, by=cast.actor(cast.zhou))
    run_job(refused.pk)
    run_job(broken.pk)
    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.state, refused.message) == (JobState.FAILED, "Not like this.")
    assert broken.state == JobState.FAILED
    assert "secret" not in broken.message


def test_a_job_that_never_comes_to_an_end_is_given_up(cast: Cast) -> None:
    started = start_job("test_counting", "Counting", {"a": 1}, by=cast.actor(cast.zhou))
    run_job(started.pk, MOST_TRIES)
    assert Job.objects.get(pk=started.pk).state == JobState.FAILED


def test_a_stopped_job_ends_at_its_next_step_and_only_its_person_can_stop_it(cast: Cast) -> None:
    started = start_job("test_counting", "Counting", {"a": 1}, by=cast.actor(cast.zhou))
    with pytest.raises(NotFound):
        cancel_job(started.pk, by=cast.actor(cast.li))
    cancel_job(started.pk, by=cast.actor(cast.zhou))
    run_job(started.pk)
    assert Job.objects.get(pk=started.pk).state == JobState.CANCELLED


def test_an_unknown_kind_is_no_job() -> None:
    with pytest.raises(LookupError):
        function_of("nothing_of_the_sort")


@pytest.mark.django_db(transaction=True)
def test_a_job_can_be_followed_to_its_end(cast: Cast) -> None:
    started = start_job("test_counting", "Counting", {"a": 1}, by=cast.actor(cast.zhou))
    heard: list[dict[str, Any]] = []

    def listen() -> None:
        heard.extend(events(started.pk, patience=60))
        connection.close()

    listener = threading.Thread(target=listen)
    listener.start()
    while not heard and listener.is_alive():
        time.sleep(0.02)
    run_job(started.pk)
    listener.join(60)
    assert heard[0]["state"] == "waiting"
    assert heard[-1] == {
        "id": str(started.pk),
        "kind": "test_counting",
        "title": "Counting",
        "state": "done",
        "done": 3,
        "total": 3,
        "message": "one",
    }


def test_what_is_kept_for_a_while_is_forgotten(cast: Cast) -> None:
    old = timezone.now() - timedelta(hours=25)
    IdempotentAnswer.objects.create(employee=cast.zhou, key="a", request_digest="x")
    IdempotentAnswer.objects.filter(key="a").update(at=old)
    IdempotentAnswer.objects.create(employee=cast.zhou, key="b", request_digest="x")
    assert upkeep.forget_old()["answers"] == 1
    upkeep.make_history_months()


def test_documents_of_records_changed_in_sql_are_caught_up(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE customer SET name = '南京紫金山钟表厂' WHERE id = %s", [customer.pk])
    assert upkeep.catch_up_search() >= 1
    assert [hit.id for hit in find("紫金山", by=cast.actor(cast.zhou))] == [customer.pk]

"""An import that is cut short goes on where it was, and no row comes in twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.db import connection

from zhike.areas.customers.models import Customer
from zhike.kernel.history.models import Change
from zhike.kernel.imports import running, service
from zhike.kernel.imports.models import Import, ImportState, Reject
from zhike.kernel.imports.tests.steps import brought_text
from zhike.kernel.jobs.models import Job, JobState
from zhike.kernel.jobs.running import run_job
from zhike.kernel.jobs.starting import cancel_job
from zhike.kernel.testing import Cast

ROWS = 1500
AT_ONCE = 40


@pytest.fixture
def importing(transactional_db: None, cast: Cast) -> Import:
    """A list with every seventh row wrong, ready to be run."""
    lines = [f"{'' if place % 7 == 0 else f'断电{place}号水泵厂'},0512-6{place:07d}" for place in range(ROWS)]
    by = cast.actor(cast.zhou)
    brought = brought_text("\n".join(["客户名称,电话", *lines]), "customers", by)
    Import.objects.filter(pk=brought.pk).update(state=ImportState.READY)
    brought.refresh_from_db()
    return brought


def process(importing: Import) -> subprocess.Popen[str]:
    database = connection.settings_dict["NAME"]
    words = [sys.executable, "-m", "zhike.kernel.imports.tests.process", database, str(importing.pk), str(AT_ONCE)]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def progress_of(running_process: subprocess.Popen[str]) -> Iterator[int]:
    """How many rows it has brought in, chunk by chunk; it goes on when it is asked for the next."""
    assert running_process.stdout is not None
    for line in running_process.stdout:
        yield int(line)
        go_on(running_process)


def go_on(running_process: subprocess.Popen[str]) -> None:
    """Let it bring in one more chunk."""
    assert running_process.stdin is not None
    running_process.stdin.write("\n")
    running_process.stdin.flush()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_import_whose_process_is_killed_goes_on_without_doubling_a_row(importing: Import, seed: int) -> None:
    chance = random.Random(seed)
    before = Customer.objects.count()
    killed = process(importing)
    moment = chance.randrange(ROWS // 2)
    for done in progress_of(killed):
        if done >= moment:
            break
    go_on(killed)
    time.sleep(chance.random() / 5)  # anywhere within a chunk
    killed.kill()
    killed.wait()
    importing.refresh_from_db()
    kept = importing.counts
    assert 0 < kept["new"] < ROWS
    assert Customer.objects.count() - before == kept["new"]
    assert Reject.objects.filter(of=importing).count() == kept["wrong"]
    again = process(importing)
    again.communicate(timeout=300)
    assert again.returncode == 0
    importing.refresh_from_db()
    assert importing.state == ImportState.DONE
    wrong = len(range(0, ROWS, 7))
    assert (importing.counts["new"], importing.counts["wrong"]) == (ROWS - wrong, wrong)
    assert Customer.objects.filter(name__startswith="断电").count() == ROWS - wrong
    assert len(set(Customer.objects.values_list("name", flat=True))) == Customer.objects.count()
    assert Change.objects.filter(batch_id=importing.batch_id).count() == ROWS - wrong


def test_a_second_worker_on_the_same_import_stops(
    importing: Import, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 500)
    by = running.actor_of(importing)

    def overtaken(done: int, total: int | None = None, message: str | None = None) -> None:
        if done == 500:
            Import.objects.filter(pk=importing.pk).update(next_line=700)

    with pytest.raises(running.Overtaken):
        running.run(importing, by=by, progress=overtaken)
    assert Customer.objects.filter(name__startswith="断电").count() < 900


def test_a_stopped_import_keeps_what_it_has_and_goes_on_when_told(
    importing: Import, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AT_ONCE", 300)
    monkeypatch.setattr("zhike.kernel.jobs.progress.SECONDS_BETWEEN", 0)
    by = cast.actor(cast.zhou)
    started = service.start(importing, by=by)
    write = running.write_chunk

    def write_and_stop(*arguments: object, **named: object) -> None:
        write(*arguments, **named)
        cancel_job(started.job_id, by=by)

    monkeypatch.setattr(running, "write_chunk", write_and_stop)
    run_job(started.job_id)
    started.refresh_from_db()
    assert Job.objects.get(pk=started.job_id).state == JobState.CANCELLED
    assert started.state == ImportState.FAILED
    assert 0 < started.counts["new"] < 600
    monkeypatch.setattr(running, "write_chunk", write)
    again = service.start(started, by=by)
    run_job(again.job_id)
    again.refresh_from_db()
    assert again.state == ImportState.DONE
    assert Customer.objects.filter(name__startswith="断电").count() == ROWS - len(range(0, ROWS, 7))

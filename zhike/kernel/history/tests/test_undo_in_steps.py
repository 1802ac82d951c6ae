"""A batch of any size is taken back in steps; what broke off goes on, and nobody does it twice at once."""

from __future__ import annotations

import pytest

from zhike.areas.customers.models import Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.history import undo_in_steps
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.imports import service
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.tests.steps import brought_text, ran
from zhike.kernel.jobs.models import Job
from zhike.kernel.jobs.running import run_job
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.testing import Cast

NAMES = [f"长风{place}号船舶有限公司" for place in range(90)]


class PulledOut(Exception):
    """Stands for whatever ends a process half way."""


@pytest.fixture
def importing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Import:
    """A list that Zhou Min has brought in, with a limit on steps that makes it a large one."""
    monkeypatch.setattr(undo_in_steps, "AT_ONCE", 25)
    monkeypatch.setattr(undo_in_steps, "AT_ONCE_UP_TO", 50)
    by = cast.actor(cast.zhou)
    brought = brought_text("\n".join(["客户名称", *NAMES]), "customers", by)
    assert ran(brought, by) == {"new": len(NAMES)}
    return brought


def left() -> int:
    return Customer.objects.filter(name__startswith="长风").count()


def broken_off(importing: Import, cast: Cast, after: int) -> None:
    def pull_out(done: int, total: int | None = None, message: str | None = None) -> None:
        if done >= after:
            raise PulledOut

    with pytest.raises(PulledOut):
        undo_in_steps.undo_in_steps(importing.batch_id or 0, by=cast.actor(cast.zhou), progress=pull_out)


def test_an_undo_that_broke_off_goes_on_and_is_one_batch_in_the_history(importing: Import, cast: Cast) -> None:
    broken_off(importing, cast, after=50)
    assert left() == len(NAMES) - 50
    assert service.import_named(importing.pk, by=cast.actor(cast.zhou)).state == "done"
    outcome = undo_in_steps.undo_in_steps(importing.batch_id or 0, by=cast.actor(cast.zhou))
    assert (outcome.done, list(outcome.skipped), left()) == (len(NAMES), [], 0)
    assert Batch.objects.filter(undoes_id=importing.batch_id).count() == 1
    assert Change.objects.filter(batch_id=outcome.batch, verb="D").count() == len(NAMES)
    assert service.import_named(importing.pk, by=cast.actor(cast.zhou)).state == "undone"
    with pytest.raises(Refused) as refused:
        undo_in_steps.undo_in_steps(importing.batch_id or 0, by=cast.actor(cast.zhou))
    assert refused.value.errors[0].code == "undone_already"


def test_two_who_take_back_the_same_batch_do_it_once(importing: Import, cast: Cast) -> None:
    by = cast.actor(cast.zhou)

    def overtaken(done: int, total: int | None = None, message: str | None = None) -> None:
        if done == 25:
            Batch.objects.filter(undoes_id=importing.batch_id).update(arguments={"of": importing.batch_id, "below": 1})

    with pytest.raises(Refused) as refused:
        undo_in_steps.undo_in_steps(importing.batch_id or 0, by=by, progress=overtaken)
    assert refused.value.errors[0].code == "under_way"
    assert left() == len(NAMES) - 25


def test_what_was_changed_since_is_left_in_every_step_and_counted(importing: Import, cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    for name in (NAMES[3], NAMES[80]):
        update(Chosen.of(Customer.objects.get(name=name), by=by), {"remarks": "已签约"}, by=by)
    outcome = undo_in_steps.undo_in_steps(importing.batch_id or 0, by=by)
    assert (outcome.done, outcome.values["left"], left()) == (len(NAMES) - 2, 2, 2)
    assert len({str(skip.reason) for skip in outcome.skipped}) == 1


def test_a_large_batch_is_taken_back_by_a_job_from_the_history_too(importing: Import, cast: Cast) -> None:
    by = cast.actor(cast.zhou)
    outcome = undo_in_steps.undo_or_begin(importing.batch_id or 0, by=by)
    assert (outcome.done, left()) == (0, len(NAMES))
    run_job(Job.objects.get(kind="undo").pk)
    assert left() == 0


def test_nobody_takes_back_what_a_colleague_brought_in(importing: Import, cast: Cast) -> None:
    for begin in (undo_in_steps.undo_or_begin, undo_in_steps.undo_in_steps, undo_in_steps.undo_now):
        with pytest.raises(NotFound):
            begin(importing.batch_id or 0, by=cast.actor(cast.li))
    assert left() == len(NAMES)

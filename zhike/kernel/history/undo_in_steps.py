"""Undo of what is too large for one transaction: in steps, each kept with how far it came, so a crash loses nothing.

The batch of the undo remembers, in its arguments, the last change that was dealt with (`below`); at the end it forgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import continued
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.history.undo import (
    AT_ONCE,
    UNFINISHED,
    lines_below,
    refuse_undoing,
    refuse_writing,
    take_back_lines,
    undo_batch,
)
from zhike.kernel.jobs.declaration import job
from zhike.kernel.jobs.models import Job
from zhike.kernel.jobs.progress import Progress, unwatched
from zhike.kernel.jobs.starting import start_job
from zhike.kernel.lines.again import settle_again
from zhike.kernel.notifications.telling import notify
from zhike.kernel.refusals import Refused

AT_ONCE_UP_TO = 20_000
"""Up to so many records are taken back while the person waits."""
MOST_REASONS = 200
"""Of so many records that were left as they are the reason is told; of the rest, how many they are."""


def undo_or_begin(batch_id: int, *, by: Actor) -> Outcome:
    """Take a batch back: a small one at once, a large one by a job, of which the outcome then only says so."""
    found = refuse_undoing(batch_id, by=by)
    if found.done <= AT_ONCE_UP_TO:
        return undo_batch(batch_id, by=by)
    refuse_writing(by)
    start_job("undo", found.title, {"batch": batch_id}, by=by)
    return Outcome(message=_("This is being taken back. You will be told when it is done."))


def undo_now(batch_id: int, *, by: Actor) -> Outcome:
    """Take a batch back while the caller waits, however large it is."""
    found = refuse_undoing(batch_id, by=by)
    return undo_batch(batch_id, by=by) if found.done <= AT_ONCE_UP_TO else undo_in_steps(batch_id, by=by)


def undo_in_steps(batch_id: int, *, by: Actor, progress: Any = unwatched) -> Outcome:
    """Take a batch back, newest change first, or go on where that was broken off.

    The rights are those of `undo_batch`. What was done stays done when it fails half way; the next call goes on.
    """
    undoing = _taken_up(batch_id, by)
    reasons: list[Skip] = []
    total = Batch.objects.values_list("done", flat=True).get(pk=batch_id)
    while True:
        progress(undoing.done + undoing.skipped, total)
        left = _step(undoing, by)
        if left is None:
            break
        reasons += left[: MOST_REASONS - len(reasons)]
    return Outcome(done=undoing.done, skipped=reasons, values={"left": undoing.skipped}).of(undoing.pk)


def _taken_up(batch_id: int, by: Actor) -> Batch:
    """The batch of the undo: the one that was broken off, or a new one."""
    refuse_writing(by)
    with transaction.atomic():
        found = refuse_undoing(batch_id, by=by)
        Batch.objects.select_for_update().get(pk=batch_id)
        begun = Batch.objects.filter(undoes_id=batch_id, arguments__has_key=UNFINISHED).first()
        return begun or Batch.objects.create(
            actor_id=by.employee_id, door=by.door, request=by.request, action="undo", entity=found.entity,
            title=found.title, undoes_id=batch_id, arguments={"of": batch_id, UNFINISHED: None},
        )  # fmt: skip


def _step(undoing: Batch, by: Actor) -> Sequence[Skip] | None:
    """Take back the next few thousand changes in one transaction; None when there is nothing left."""
    with continued(by, undoing.pk) as actor:
        held = Batch.objects.select_for_update().get(pk=undoing.pk)
        if held.arguments != undoing.arguments:
            raise Refused(_("This is being taken back already."), code="under_way")
        changes = Change.objects.filter(batch_id=undoing.undoes_id or 0)
        lines = lines_below(changes, undoing.arguments[UNFINISHED], AT_ONCE)
        taken = take_back_lines(lines, actor)
        settle_again(taken.touched, by=actor)
        undoing.done += taken.done
        undoing.skipped += len(taken.left)
        undoing.arguments = {"of": undoing.undoes_id} | ({UNFINISHED: lines[-1].id} if lines else {})
        undoing.save(update_fields=["done", "skipped", "arguments"])
    return taken.left if lines else None


@job("undo")
def undo_job(started: Job, progress: Progress) -> dict[str, Any]:
    """Take a large batch back behind the page, and tell the person."""
    person = started.started_by
    if person is None:
        return {}
    with translation.override(person.language):
        outcome = undo_in_steps(started.arguments["batch"], by=Actor.of(person, door="job"), progress=progress)
    return told(outcome, started, f"/batches/{outcome.batch}")


def told(outcome: Outcome, started: Job, url: str) -> dict[str, Any]:
    """Tell the person who began the job what came of it; returns the job's result."""
    message = _("“%(file)s” was taken back: %(done)s records, %(skipped)s left as they are.")
    values = {"file": started.title, "done": outcome.done, "skipped": outcome.values["left"]}
    notify([started.started_by_id], message, values, icon="undo-2", url=url)
    return {"done": outcome.done, "skipped": outcome.values["left"]}

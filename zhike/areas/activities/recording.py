"""The verb that records what was done: one form for every kind of record on whose timeline activities stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.models import Contact
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.alike import create_alike
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import Refused

KINDS = tuple((kind.value, kind.label) for kind in ActivityKind)
AT_MOST = 1000
SHOWN = 100

Write = Callable[[Sequence[Any], Mapping[str, Any], str, Actor], Outcome]
"""Writes an entry (the fields of an activity) and its next step about each of some records."""


def declare_recording(model: type[Any], *, sentence: Words, write: Write) -> Callable[..., Outcome]:
    """Declare the action `log_activity` of a kind of record. `sentence` is how the history tells it."""

    @action(model, verb="view", label=_("Record an activity"), icon="notebook-pen", bulk=True, sentence=sentence)
    def log_activity(
        records: Chosen[Any],
        *,
        kind: Annotated[str, Ask(_("Kind"), choices=KINDS)] = ActivityKind.NOTE,
        text: Annotated[str, Ask(_("What was said or done"), multiline=True)] = "",
        subject: Annotated[str, Ask(_("Subject"))] = "",
        contact: Annotated[Contact | None, Ask(_("With"))] = None,
        at: Annotated[datetime | None, Ask(_("At"))] = None,
        minutes: Annotated[int | None, Ask(_("Minutes"))] = None,
        result: Annotated[str, Ask(_("Result"))] = "",
        due_at: Annotated[datetime | None, Ask(_("Due"))] = None,
        next_step: Annotated[str, Ask(_("Next step"))] = "",
        by: Actor,
    ) -> Outcome:
        """Write a note, call, visit, mail or task about records, onto their timelines and those of their customers.

        `due_at` is when a task is due; with a `next_step`, it is when that is due, which becomes a task of its own.
        Frozen customers are skipped. Raises Refused for wrong values, NotAllowed without the right to create
        activities.
        """
        values = {
            "kind": kind, "subject": subject, "body": text, "at": at or timezone.now(), "minutes": minutes,
            "result": result, "contact": contact.pk if contact else None, "due_at": due_at,
        }  # fmt: skip
        return write(_few(records), values, next_step, by)

    return log_activity


def recorded(values: Mapping[str, Any], next_step: str, each: Sequence[Mapping[str, Any]], *, by: Actor) -> list[int]:
    """Write an entry about each (its customer, and the record that it is about), and its next step as a task of its own
    that is due at `due_at`; returns the ids of all.
    """
    entity, is_task = entity_of(Activity), values["kind"] == ActivityKind.TASK
    made = create_alike(entity, {**values, "due_at": values["due_at"] if is_task else None}, each, by=by)
    if next_step and not is_task:
        task = {"kind": ActivityKind.TASK, "subject": next_step[:200]}
        made += create_alike(entity, {**task, "contact": values["contact"], "due_at": values["due_at"]}, each, by=by)
    return made


def _few(records: Chosen[Any]) -> list[Any]:
    rows = list(records.rows()[: AT_MOST + 1])
    if len(rows) > AT_MOST:
        raise Refused(_("Record at most %(most)s activities at once.") % {"most": AT_MOST}, code="too_many")
    return rows

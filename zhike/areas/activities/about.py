"""Activities about records of higher areas: an opportunity, a quote, an order. These areas declare themselves here.

The entry belongs to the record's customer, so it shows on both timelines, and is seen with the customer. Who works on a
record without seeing its customer writes an entry of their own, which only its owner and the superiors see.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.actions import KINDS, recorded
from zhike.areas.activities.card import tell
from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Action, Ask, action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import TimelineSource
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import Refused

AT_MOST = 1000
OPEN = Q(kind=ActivityKind.TASK, done_at=None)


def declare_about(entity: type[Entity]) -> Action:
    """Let activities be recorded about records of an entity that has a `customer`, and show them on its timeline."""
    key = entity.key
    source = TimelineSource(
        "activities", Activity, by="about_id", kind_of="about_kind", tell=tell, with_related=("customer", "contact"),
        actions=frozenset({"activities.create", f"{key}.log_activity"}), open=OPEN, open_by="due_at",
    )  # fmt: skip
    extend(entity, timeline=[source])

    @action(
        entity.model, verb="view", label=_("Record an activity"), icon="notebook-pen", bulk=True,
        sentence=_("%(by)s recorded an activity on %(title)s"),
    )  # fmt: skip
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
        Raises Refused for wrong values, NotAllowed without the right to create activities.
        """
        values = {
            "kind": kind, "subject": subject, "body": text, "at": at or timezone.now(), "minutes": minutes,
            "result": result, "contact": contact.pk if contact else None, "due_at": due_at,
        }  # fmt: skip
        made: list[int] = []
        for record in _few(records):
            entries = recorded(values | {"customer": customer_seen(record, by)}, next_step, by=by)
            Activity.objects.filter(pk__in=entries).update(about_kind=key, about_id=record.pk)
            made += entries
        return Outcome(done=len(made), values={"activities": made[:100]})

    declared: Action = log_activity.action  # type: ignore[attr-defined]
    return declared


def customer_seen(record: Any, by: Actor) -> int | None:
    """The customer of a record, if the actor sees it."""
    if not record.customer_id:
        return None
    return Customer.objects.visible_to(by).filter(pk=record.customer_id).values_list("pk", flat=True).first()


def log_action_of(record: Any) -> Action | None:
    """The action that records an activity about a record of this kind, if there is one."""
    return entity_of(record).actions.get("log_activity")


def _few(records: Chosen[Any]) -> list[Any]:
    rows = list(records.rows()[: AT_MOST + 1])
    if len(rows) > AT_MOST:
        raise Refused(_("Record at most %(most)s activities at once.") % {"most": AT_MOST}, code="too_many")
    return rows

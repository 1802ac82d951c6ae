"""Activities about records of higher areas: an opportunity, a quote, an order. These areas declare themselves here.

The entry belongs to the record's customer, so it shows on both timelines, and is seen with the customer. Who works on a
record without seeing its customer writes an entry of their own, which only its owner and the superiors see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.card import tell
from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.activities.recording import SHOWN, declare_recording, recorded
from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.declaration import Action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.declaration import Entity, extend
from zhike.kernel.entity.parts import TimelineSource
from zhike.kernel.entity.registry import entity_of

OPEN = Q(kind=ActivityKind.TASK, done_at=None)


def declare_about(entity: type[Entity]) -> Action:
    """Let activities be recorded about records of an entity that has a `customer`, and show them on its timeline."""
    key = entity.key
    source = TimelineSource(
        "activities", Activity, by="about_id", kind_of="about_kind", tell=tell, with_related=("customer", "contact"),
        actions=frozenset({"activities.create", f"{key}.log_activity"}), open=OPEN, open_by="due_at",
    )  # fmt: skip
    extend(entity, timeline=[source])

    def write(records: Sequence[Any], values: Mapping[str, Any], next_step: str, by: Actor) -> Outcome:
        seen = customers_seen(records, by)
        each = [
            {"customer": seen.get(record.customer_id), "about_kind": key, "about_id": record.pk} for record in records
        ]
        made = recorded(values, next_step, each, by=by)
        return Outcome(done=len(made), values={"activities": made[:SHOWN]})

    recording = declare_recording(entity.model, sentence=_("%(by)s recorded an activity on %(title)s"), write=write)
    declared: Action = recording.action  # type: ignore[attr-defined]
    return declared


def customers_seen(records: Sequence[Any], by: Actor) -> dict[int, Customer]:
    """Those customers of records that the actor sees, by id."""
    return Customer.objects.visible_to(by).in_bulk({record.customer_id for record in records if record.customer_id})


def log_action_of(record: Any) -> Action | None:
    """The action that records an activity about a record of this kind, if there is one."""
    return entity_of(record).actions.get("log_activity")

"""Taking back what one has just handed out of one's own reach, such as a customer given to the wrong colleague.

Undo otherwise asks for the right to change the record as it is now, which whoever gave it away has lost. For half an
hour the giver may fetch it back nevertheless, but only by undoing the very step, and only while

- the step was the actor's own, and changed the record (a deletion or a freeze has rules of its own);
- nobody changed the record since, and nobody else added anything that hangs on it: what others wrote meanwhile, in the
  belief that only they would read it, is not shown to the giver;
- the record, once it is back, lies where the actor may change it by the rights of this moment. That is asked after the
  values are written, and what fails is rolled back: so the way gives sight of nothing that the rights don't give.

A refusal says the same words as for any record out of reach, so that it tells nothing about what happened since.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q
from django.utils import timezone

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.scopes import predicate
from zhike.kernel.entity.registry import entities, has_entity
from zhike.kernel.history.models import Change

OPEN_FOR = timedelta(minutes=30)
OF_THEIR_OWN = ("frozen_at", "deleted_at")
"""Columns whose undo needs another right than to change the record."""


class _OutOfReach(Exception):
    """Rolls values back that would bring a record nowhere near the actor."""


def just_given(model: type[Model], changes: Collection[int], by: Actor) -> set[int]:
    """Of the changes with these ids, the records that the actor may try to fetch back."""
    if by.employee_id is None or by.read_only or not has_entity(model):
        return set()
    later = Change.objects.filter(kind=OuterRef("kind"), record_id=OuterRef("record_id"), id__gt=OuterRef("id"))
    own = Change.objects.filter(
        ~Exists(later.exclude(batch_id=OuterRef("batch_id"))),
        id__in=list(changes), actor_id=by.employee_id, batch__actor_id=by.employee_id, batch__undoes=None, verb="U",
        at__gte=timezone.now() - OPEN_FOR,
    ).exclude(changes__has_any_keys=list(OF_THEIR_OWN))  # fmt: skip
    given = dict(own.values_list("record_id", "at"))
    return set(given) - set(_built_upon(model, given, by)) if given else set()


def fetch_back(
    model: type[Model], records: Sequence[int], write: Callable[[Sequence[int]], Collection[int]], by: Actor
) -> set[int]:
    """Let `write` set the records back, and keep those that then lie within reach; returns the ones that came back.

    `write` gets the ids to set back and returns those that it left alone.
    """
    wanted = list(records)
    while wanted:
        try:
            with transaction.atomic():
                written = set(wanted) - set(write(wanted))
                rows = model._default_manager.filter(predicate(model, by, "change"), pk__in=written)
                within = set(rows.values_list("pk", flat=True))
                if within != written:
                    raise _OutOfReach
                return within
        except _OutOfReach:
            wanted = sorted(within)
    return set()


def _built_upon(model: type[Model], given: dict[int, Any], by: Actor) -> Iterator[int]:
    """Those on which others have hung something since."""
    since = min(given.values())
    for entity in entities():
        through = entity.access.through
        if not through or entity.model._meta.get_field(through).related_model is not model:
            continue
        rows = entity.model._default_manager.filter(
            ~Q(created_by=by.employee_id), **{f"{through}__in": list(given)}, created_at__gte=since
        )
        yield from rows.values_list(f"{through}_id", flat=True).distinct()

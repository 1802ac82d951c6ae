"""Beginning and ending to follow a record."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import sign
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.following.models import Follow
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

MOST_EACH = 1_000
"""The records that one person may follow."""


def follow(entity: Entity, record_id: int, *, by: Actor) -> None:
    """Follow a record that the person can see; following it again changes nothing.

    Raises NotFound for a record out of sight, NotAllowed for a key that may only read, and Refused for who follows as
    many as one may.
    """
    refuse_out_of_reach(entity, record_id, by)
    if by.employee_id is None or follows_of(entity, record_id, by).exists():
        return
    if Follow.objects.filter(employee_id=by.employee_id).count() >= MOST_EACH:
        raise Refused(
            _("You follow %(most)s records already. Let go of some first.") % {"most": MOST_EACH}, code="too_many"
        )
    with transaction.atomic():
        sign(by, None)
        Follow.objects.bulk_create(
            [Follow(employee_id=by.employee_id, entity=entity.key, record_id=record_id)], ignore_conflicts=True
        )
        sign(None, None)


def unfollow(entity: Entity, record_id: int, *, by: Actor) -> None:
    """Hear no more of a record. Raises NotFound for one out of sight, NotAllowed for a key that may only read."""
    refuse_out_of_reach(entity, record_id, by)
    with transaction.atomic():
        sign(by, None)
        follows_of(entity, record_id, by).delete()
        sign(None, None)


def refuse_out_of_reach(entity: Entity, record_id: int, by: Actor) -> None:
    """Who may only read follows nothing, and nobody what they cannot see."""
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")
    if not entity.model._default_manager.visible_to(by).filter(pk=record_id).exists():  # type: ignore[attr-defined]
        raise NotFound(_("There is no such record."))


def follows_of(entity: Entity, record_id: Any, by: Actor) -> Any:
    """The person's own following of this record, if there is one."""
    return Follow.objects.filter(employee_id=by.employee_id or 0, entity=entity.key, record_id=record_id)

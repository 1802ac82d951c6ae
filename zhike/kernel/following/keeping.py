"""Beginning and ending to follow a record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.following.models import Follow
from zhike.kernel.refusals import Refused

MOST_EACH = 1_000
"""The records that one person may follow."""


def follow(entity: Entity, record_id: int, *, by: Actor) -> None:
    """Follow a record that the person can see; following it again changes nothing.

    Raises Refused for who follows as many as one may. The caller has looked whether the record may be seen.
    """
    if by.employee_id is None or follows_of(entity, record_id, by).exists():
        return
    if Follow.objects.filter(employee_id=by.employee_id).count() >= MOST_EACH:
        raise Refused(
            _("You follow %(most)s records already. Let go of some first.") % {"most": MOST_EACH}, code="too_many"
        )
    Follow.objects.bulk_create(
        [Follow(employee_id=by.employee_id, entity=entity.key, record_id=record_id)], ignore_conflicts=True
    )


def unfollow(entity: Entity, record_id: int, *, by: Actor) -> None:
    """Hear no more of a record."""
    follows_of(entity, record_id, by).delete()


def follows_of(entity: Entity, record_id: Any, by: Actor) -> Any:
    """The person's own following of this record, if there is one."""
    return Follow.objects.filter(employee_id=by.employee_id or 0, entity=entity.key, record_id=record_id)

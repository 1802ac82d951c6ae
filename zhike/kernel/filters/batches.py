"""The condition `batch`: what one batch, such as an import, created or changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import SEE_OTHERS
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.refusals import Refused

BATCH = "batch"


def batch_seen(value: Any, by: Actor) -> Batch:
    """A batch by its id: one's own, or with the permission to see what others did. Raises Refused for any other."""
    number = whole_number(str(value))
    found = Batch.objects.filter(pk=number).first() if number is not None else None
    if found is None or (found.actor_id != by.employee_id and not by.may(SEE_OTHERS)):
        raise Refused(_("There is no such batch, or it is not yours to look at."), field=BATCH, code="unknown_batch")
    return found


def touched_by(entity: Entity, value: Any, by: Actor) -> Q:
    """The records of an entity that a batch created or changed."""
    changes = Change.objects.filter(
        kind=entity.model._meta.db_table, record_id=OuterRef("pk"), batch_id=batch_seen(value, by).pk
    )
    return Q(Exists(changes))

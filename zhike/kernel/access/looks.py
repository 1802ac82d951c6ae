"""Looks at what is guarded: recorded, and where a person may only see so many a day, counted."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.models import Look, LookKind
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import NotAllowed, Refused

SHORTEST_REASON = 2


class UsedUp(Refused):
    """The person has seen as many guarded values today as they may."""

    status = 429
    default_code = "used_up"


def note_opening(record: Any, by: Actor) -> None:
    """Record that somebody opened a record above the open security level; every door that shows one calls this."""
    entity = entity_of(record)
    if by.employee_id and entity.guarded and getattr(record, entity.access.level, 0) > 0:
        _note(by, LookKind.OPEN, record)


def unmask(record: Any, name: str, reason: str, *, quota: int, by: Actor) -> Any:
    """The whole value of a masked field, the look recorded with its reason.

    `quota` is how many different values the person may see in one day; what they have seen today already is free.
    Raises Refused for a field that isn't masked or without a reason, NotAllowed without any quota, UsedUp at its end.
    """
    entity = entity_of(record)
    if name not in entity.masked or name not in entity.readable(by):
        raise Refused(_("This field is not masked."), field="field", code="not_masked")
    value = getattr(record, entity.fields[name].column)
    if not entity.masks(name, by):
        return value
    if quota <= 0:
        raise NotAllowed(_("You may not see this number in full."), code="not_allowed")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Say why you need the number."), field="reason", code="required")
    _count(record, name, quota, by)
    _note(by, LookKind.UNMASK, record, name, reason.strip())
    return value


def unmasked_today(by: Actor) -> int:
    """How many different guarded values the person has seen today, by the company's clock."""
    return int(_today(by).values("entity", "record_id", "field").distinct().count())


def _count(record: Any, name: str, quota: int, by: Actor) -> None:
    # Two requests at once must not both take the last one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('unmask'), %s)", [by.employee_id or 0])
    if _today(by).filter(entity=entity_of(record).key, record_id=record.pk, field=name).exists():
        return
    if unmasked_today(by) >= quota:
        raise UsedUp(_("You have seen the %(most)s numbers that you may see in one day.") % {"most": quota})


def _today(by: Actor) -> Any:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Look.objects.filter(employee_id=by.employee_id or 0, kind=LookKind.UNMASK, at__gte=midnight)


def _note(by: Actor, kind: LookKind, record: Any, field: str = "", reason: str = "") -> None:
    if by.employee_id:
        Look.objects.create(
            employee_id=by.employee_id, kind=kind, entity=entity_of(record).key, record_id=record.pk, field=field,
            reason=reason[:200], door=by.door,
        )  # fmt: skip

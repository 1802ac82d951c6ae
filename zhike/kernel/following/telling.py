"""Telling who follows a record what others did to it, under the follower's rights of that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entities
from zhike.kernel.following.watching import holder_columns, touched
from zhike.kernel.history.models import Batch
from zhike.kernel.notifications.models import Notification
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee

CHANGED = _("%(by)s changed %(title)s, which you follow")
ADDED = _("%(by)s added something to %(title)s, which you follow")
CHANGED_ITSELF = _("%(title)s, which you follow, was changed by the system")
SEVERAL = _("%(by)s changed %(count)s records that you follow")
FOLLOWED = (
    "SELECT DISTINCT f.employee_id, f.entity, f.record_id, c.kind, c.record_id, {holders} FROM {touched} LIMIT {most}"
)
MOST = 20_000
"""The pairs of follower and record that are looked at of one batch."""
ONE_BY_ONE = 3
"""The records that a person is told of one by one; of more, how many there are."""

Touched = dict[Entity, dict[int, bool]]
"""Records by kind, and whether they were changed themselves rather than given something new."""


def tell_followers(batch_id: int) -> int:
    """Tell everybody who follows a record of the batch, but whoever did it. Returns how many were told.

    Each follower costs a statement for each kind of record and a few to be told: never one for each record.
    """
    batch = Batch.objects.select_related("actor").filter(pk=batch_id).first()
    if batch is None:
        return 0
    found = _followed(batch_id)
    people = Employee.objects.filter(pk__in=found, deleted_at=None, is_active=True).order_by("pk")
    return sum(_tell(person, batch, found[person.pk]) for person in people)


def _followed(batch_id: int) -> Mapping[int, Touched]:
    """What each follower follows of what the batch touched."""
    by_key = {entity.key: entity for entity in entities()}
    by_table = {entity.model._meta.db_table: entity for entity in by_key.values()}
    found: dict[int, Touched] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED.format(holders=_holders(), touched=touched("%s"), most=MOST), [batch_id])
        for employee_id, key, record_id, table, changed_id, *holders in cursor.fetchall():
            entity, changed = by_key.get(key), by_table.get(table)
            if entity is None or changed is None:
                continue
            itself = changed is entity and changed_id == record_id
            if itself or (entity, str(record_id)) == _holder(changed, holders):
                known = found[employee_id][entity]
                known[record_id] = itself or known.get(record_id, False)
    return found


def _holders() -> str:
    return ", ".join(f"CASE WHEN c.verb = 'I' THEN c.changes ->> '{column}' END" for column in holder_columns())


def _holder(entity: Entity, holders: Sequence[str | None]) -> tuple[Entity | None, str | None]:
    """The kind and the id of what holds a new record of this kind."""
    through = entity.access.through
    if through not in entity.fields:
        return None, None
    return entity.fields[through].related_entity, holders[holder_columns().index(f"{through}_id")]


def _tell(person: Employee, batch: Batch, followed: Touched) -> int:
    by = Actor.of(person, door="job")
    seen = [
        (entity, record_id, title, itself[record_id])
        for entity, itself in followed.items()
        if entity.reach(by, "view")
        for record_id, title in titles_by_id(entity.model, itself, by).items()
    ]
    if not seen:
        return 0
    actor = batch.actor.name if batch.actor else ""
    if len(seen) > ONE_BY_ONE:
        notify([person.pk], SEVERAL, {"by": actor, "count": len(seen)}, icon="eye", url=f"/batches/{batch.pk}")
        return 1
    _forget_unread(person, seen)
    for entity, record_id, title, itself in seen:
        message: Words = CHANGED_ITSELF if not actor else CHANGED if itself else ADDED
        notify(
            [person.pk], message, {"by": actor, "title": title},
            icon="eye", url=entity.url(record_id), entity=entity.key, record_id=record_id,
        )  # fmt: skip
    return 1


def _forget_unread(person: Employee, seen: Iterable[tuple[Entity, int, str, bool]]) -> None:
    """The last news of a record takes the place of what was not read of it, so ten small changes are one message."""
    for entity, record_id, _title, _itself in seen:
        Notification.objects.filter(
            employee=person, entity=entity.key, record_id=record_id, read_at=None, icon="eye"
        ).delete()

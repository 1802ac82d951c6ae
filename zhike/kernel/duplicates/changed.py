"""Keeps the inbox true to records that change: read from the history, so that no writer has to wait for it."""

from __future__ import annotations

from zhike.kernel.directory.models import Stamp
from zhike.kernel.duplicates.inbox import recheck
from zhike.kernel.duplicates.whole_book import find_all
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.history.models import Change
from zhike.kernel.search.documents import columns_read

AT_ONCE = 2_000
TOO_MANY = 50_000
"""From so many changes on, looking at the whole book is quicker than at each record."""


def recheck_changed() -> int:
    """Look for duplicates of what was created or changed since the last time; returns how many records were looked at.

    Harmless to repeat and to break off. A change that is committed late, behind one with a greater number, is seen by
    the next check of the whole book.
    """
    return sum(_recheck(entity) for entity in entities() if entity.duplicates)


def _recheck(entity: Entity) -> int:
    stamp, new = Stamp.objects.get_or_create(name=f"duplicates:{entity.key}")
    changes = Change.objects.filter(kind=entity.model._meta.db_table, id__gt=stamp.value).order_by("id")
    latest = changes.values_list("id", flat=True).last()
    if latest is None:
        return 0
    if new or changes[: TOO_MANY + 1].count() > TOO_MANY:
        find_all(entity)
        Stamp.objects.filter(pk=stamp.pk).update(value=latest)
        return AT_ONCE
    looked = 0
    while page := list(
        changes.filter(id__gt=stamp.value, id__lte=latest).values_list("id", "record_id", "verb", "changes")[:AT_ONCE]
    ):
        read = set(columns_read(entity.key)) | {"deleted_at"}
        ids = {record for _id, record, verb, changed in page if verb == "I" or read & set(changed)}
        recheck(entity, ids)
        looked += len(ids)
        stamp.value = page[-1][0]
        stamp.save(update_fields=["value"])
    return looked

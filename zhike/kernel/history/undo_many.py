"""Undo of many changes by few statements: what `undo.py` does to one, done to a run of them of one table and verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.scopes import predicate
from zhike.kernel.entity.parts import Words
from zhike.kernel.entity.registry import entity_of, has_entity
from zhike.kernel.history.just_given import OF_THEIR_OWN, fetch_back, just_given
from zhike.kernel.history.models import left_out
from zhike.kernel.search import upkeep

FEWEST = 20
"""Fewer changes than this are taken back one by one."""

CHANGED_SINCE = """
SELECT DISTINCT u.record_id FROM unnest(%s::bigint[], %s::bigint[]) u(id, record_id)
JOIN history_change i ON i.id = u.id
JOIN {table} r ON r.id = u.record_id
JOIN history_change h ON h.kind = %s AND h.record_id = u.record_id AND h.id > u.id
LEFT JOIN history_batch b ON b.id = h.batch_id
WHERE h.batch_id IS DISTINCT FROM %s AND b.undoes_id IS NULL
AND jsonb_strip_nulls(to_jsonb(r) - %s::text[]) IS DISTINCT FROM i.changes
"""
MOVED = """
SELECT h.record_id, r.id IS NULL, (
  SELECT array_agg(e.key) FROM jsonb_each(h.changes) e WHERE to_jsonb(r) -> e.key IS DISTINCT FROM e.value -> 1
) FROM history_change h LEFT JOIN {table} r ON r.id = h.record_id WHERE h.id = ANY(%s)
"""
WRITTEN = "SELECT DISTINCT jsonb_object_keys(changes) FROM history_change WHERE id = ANY(%s)"
MADE_WITH = """
SELECT EXISTS (
  SELECT 1 FROM history_change h, unnest(%s::text[]) c(name)
  WHERE h.id = ANY(%s) AND coalesce(h.changes -> c.name, 'null') NOT IN ('null', '0', '""', 'false', '[]', '{}')
)
"""
SET_BACK = """
UPDATE {table} r SET {sets} FROM (
  SELECT h.record_id AS undone_record, (jsonb_populate_record(
    x, (SELECT jsonb_object_agg(e.key, e.value -> 0) FROM jsonb_each(h.changes) e))).*
  FROM history_change h JOIN {table} x ON x.id = h.record_id WHERE h.id = ANY(%s)
) p WHERE r.id = p.undone_record
"""


class Line(NamedTuple):
    """What is known of a change without reading what it changed."""

    id: int
    kind: str
    record_id: int
    verb: str
    batch_id: int | None

    def goes_with(self, other: Line) -> bool:
        """Whether both can be taken back by the same statements."""
        return (self.kind, self.verb, self.batch_id) == (other.kind, other.verb, other.batch_id)


def fits(model: type[Model] | None, run: Sequence[Line], by: Actor) -> bool:
    """Whether a run of changes of one table and verb can be taken back at once, under the same rules."""
    if model is None or len(run) < FEWEST or run[0].verb == "D":
        return False
    if has_entity(model):
        if (run[0].verb == "U" and entity_of(model).never_undone) or _made_with_kept(model, run):
            return False
    elif not _unbound(by):
        return False
    if run[0].verb == "I":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM history_change WHERE id = ANY(%s) AND changes ?| %s)",
            [[line.id for line in run], list(OF_THEIR_OWN)],
        )
        return not cursor.fetchone()[0]


def _made_with_kept(model: type[Model], run: Sequence[Line]) -> bool:
    """Whether any row was made with a value in a column that is never undone."""
    kept = entity_of(model).never_undone
    if not kept:
        return False
    with connection.cursor() as cursor:
        cursor.execute(MADE_WITH, [sorted(kept), [line.id for line in run]])
        return bool(cursor.fetchone()[0])


def read_only_now(model: type[Model], records: Sequence[int]) -> dict[int, Words]:
    """Which of these rows nobody may change now, or are lines of a document that nobody may, with the reason.

    What was issued, booked or confirmed stays, even for administrators and when it was made by the same batch.
    """
    if not has_entity(model):
        return {}
    entity = entity_of(model)
    by = ""
    if (document := entity.document) is not None:
        entity, by = document[0], document[1].by
    if entity.access.read_only is None:
        return {}
    fixed = entity.model._default_manager.filter(entity.access.read_only)
    rows = model._default_manager.filter(pk__in=records).filter(**{f"{by or 'pk'}__in": fixed})
    reason = entity.access.read_only_reason or _("This is only changed by actions of its own.")
    return dict.fromkeys(rows.values_list("pk", flat=True), reason)


def take_back(model: type[Model], run: Sequence[Line], by: Actor) -> dict[int, Words]:
    """Take back a run of changes, each of another record; returns those that were not, with the reason."""
    verbs = ("change", "delete") if run[0].verb == "I" else ("change",)
    allowed = _allowed(model, [line.record_id for line in run], verbs, by)
    left: dict[int, Words] = {
        line.record_id: _("You may not change this record.") for line in run if line.record_id not in allowed
    }
    if run[0].verb == "I":
        left |= read_only_now(model, [line.record_id for line in run if line.record_id in allowed])
    free = [line for line in run if line.record_id not in left]
    if free:
        left |= _remove(model, free) if run[0].verb == "I" else _set_back(model, free)
    given = just_given(model, [line.id for line in run if line.record_id not in allowed], by) if left else set()
    for record_id in _fetched_back(model, [line for line in run if line.record_id in given], by):
        del left[record_id]
    return left


def _fetched_back(model: type[Model], run: Sequence[Line], by: Actor) -> set[int]:
    """The records that the actor has just handed out of reach, and that came back."""
    lines = {line.record_id: line for line in run}
    return fetch_back(model, list(lines), lambda records: _set_back(model, [lines[one] for one in records]), by)


def _unbound(by: Actor) -> bool:
    return by.employee_id is None or by.rights.administrator


def _allowed(model: type[Model], ids: Sequence[int], verbs: Sequence[str], by: Actor) -> set[int]:
    if _unbound(by):
        return set(ids)
    rows = model._default_manager.filter(pk__in=ids)
    return {found for verb in verbs for found in rows.filter(predicate(model, by, verb)).values_list("pk", flat=True)}


def changed_since(model: type[Model], run: Sequence[Line]) -> set[int]:
    """Which records, of those a run created, others have changed since; a change that was taken back doesn't count."""
    statement = CHANGED_SINCE.format(table=connection.ops.quote_name(model._meta.db_table))
    ids, records = [line.id for line in run], [line.record_id for line in run]
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, records, run[0].kind, run[0].batch_id, list(left_out(model))])
        return {row[0] for row in cursor.fetchall()}


def _remove(model: type[Model], run: Sequence[Line]) -> dict[int, Words]:
    later = changed_since(model, run)
    left: dict[int, Words] = dict.fromkeys(later, _("Changed since it was created."))
    free = [line.record_id for line in run if line.record_id not in later]
    kept = _delete(connection.ops.quote_name(model._meta.db_table), free)
    return left | dict.fromkeys(kept, _("Other records have come to depend on it since."))


def _delete(table: str, ids: Sequence[int]) -> list[int]:
    """Delete rows; when others depend on some, halve until those stand alone. Returns the ones that stay."""
    if not ids:
        return []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(ids)])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        if len(ids) == 1:
            return list(ids)
        middle = len(ids) // 2
        kept = _delete(table, ids[:middle]) + _delete(table, ids[middle:])
        # What pointed at a row of this half may have gone with the other half.
        return [one for one in kept if _delete(table, [one])] if len(kept) < len(ids) and len(kept) <= FEWEST else kept
    return []


def _set_back(model: type[Model], run: Sequence[Line]) -> dict[int, Words]:
    table = connection.ops.quote_name(model._meta.db_table)
    records = [line.record_id for line in run]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [records])
        cursor.execute(MOVED.format(table=table), [[line.id for line in run]])
        left = {record: _why_left(model, gone, moved) for record, gone, moved in cursor.fetchall() if gone or moved}
        free = [line.id for line in run if line.record_id not in left]
        if free:
            cursor.execute(WRITTEN, [free])
            columns = [connection.ops.quote_name(row[0]) for row in cursor.fetchall()]
            sets = [f"{column} = p.{column}" for column in columns]
            if any(field.column == "revision" for field in model._meta.concrete_fields):
                sets.append("revision = r.revision + 1")
            cursor.execute(SET_BACK.format(table=table, sets=", ".join(sets)), [free])
    upkeep.flush()
    return left


def _why_left(model: type[Model], gone: bool, moved: Sequence[str] | None) -> Words:
    if gone:
        return _("The record is gone.")
    labels = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
    return _("Changed again since: %(fields)s.") % {"fields": ", ".join(labels.get(one, one) for one in moved or ())}

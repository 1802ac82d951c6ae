"""Undo of a change, a batch or a person's day: each is itself a batch, so it shows in the history and can be undone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import UNDO_OTHERS
from zhike.kernel.access.scopes import predicate
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import batch as running_batch
from zhike.kernel.entity.registry import entity_named, entity_of, has_entity
from zhike.kernel.history import undo_many
from zhike.kernel.history.just_given import fetch_back, just_given
from zhike.kernel.history.models import Batch, Change, ExactDecoder
from zhike.kernel.history.moving import moving
from zhike.kernel.lines.again import settle_again
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

AT_ONCE = 5000
UNFINISHED = "below"
"""The argument of an undo that is done in steps and not yet at its end."""


class Taken(NamedTuple):
    """What came of taking changes back: how many were, which were left and why, and the rows of all by table."""

    done: int
    left: list[Skip]
    touched: dict[str, set[int]]


TakeBack = Callable[[Batch, Actor], Outcome]
_own: dict[str, TakeBack] = {}


def declare_undo(action: str, take_back: TakeBack) -> None:
    """Let what an action did, as the history knows it (`roles.set_rights`), be taken back by a function of its own.

    It runs within the batch that undoes, and raises Refused when something was changed since. The same function takes
    the undoing back.
    """
    _own[action] = take_back


def undo_batch(batch_id: int, *, by: Actor) -> Outcome:
    """Take back what a batch did, newest change first. What was changed since is left alone and said, with the reason.

    One's own batches may be undone; those of others need the special permission `history.undo_others`. Every record
    must be within the actor's right to change. Raises NotFound, NotAllowed, or Refused when it was undone already.
    """
    found = refuse_undoing(batch_id, by=by)
    if take_back := _own.get(_root(found).action):
        with running_batch(by, "undo", found.entity, {"of": batch_id}, undoes=batch_id) as running:
            running.title = found.title
            return running.finish(take_back(found, running.by).of(running.id))
    return _undo(Change.objects.filter(batch_id=batch_id), by, found.entity, undoes=batch_id)


def refuse_undoing(batch_id: int, *, by: Actor) -> Batch:
    """The batch, if the actor may undo it. Raises NotFound, or Refused when it was undone already."""
    found = Batch.objects.filter(pk=batch_id).first()
    if found is None or (found.actor_id != by.employee_id and not by.may(UNDO_OTHERS)):
        raise NotFound(_("There is no such batch, or it is not yours to undo."))
    if found.undone_by.exclude(arguments__has_key=UNFINISHED).exists():
        raise Refused(_("This has been undone already."), code="undone_already")
    return found


def _root(batch: Batch) -> Batch:
    """What was done in the beginning: the undoing of an undoing is about the first."""
    while batch.undoes is not None:
        batch = batch.undoes
    return batch


def undo_change(change_id: int, *, by: Actor) -> Outcome:
    """Take back one change of one record."""
    change = Change.objects.filter(pk=change_id).first()
    if change is None or (change.actor_id != by.employee_id and not by.may(UNDO_OTHERS)):
        raise NotFound(_("There is no such change, or it is not yours to undo."))
    model = _model_of(change.kind)
    key = entity_of(model).key if model is not None and has_entity(model) else change.kind
    return _undo(Change.objects.filter(pk=change_id), by, key, undoes=None)


def undo_span(person: int, since: datetime, until: datetime, *, by: Actor) -> Outcome:
    """Take back all that a person did between two moments, as one day. Another's day needs `history.undo_others`."""
    if person != by.employee_id and not by.may(UNDO_OTHERS):
        raise NotAllowed(_("You may only undo what you did yourself."), code="not_allowed")
    changes = Change.objects.filter(actor_id=person, at__gte=since, at__lt=until)
    return _undo(changes, by, "", undoes=None)


def refuse_writing(by: Actor) -> None:
    """Raises NotAllowed for a key that may only read."""
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")


def _undo(changes: QuerySet[Change], by: Actor, entity: str, undoes: int | None) -> Outcome:
    refuse_writing(by)
    with running_batch(by, "undo", entity, {"of": undoes}, undoes=undoes) as running:
        done, skipped = 0, list[Skip]()
        touched: dict[str, set[int]] = defaultdict(set)
        last = None
        while lines := lines_below(changes, last, AT_ONCE):
            taken = take_back_lines(lines, running.by)
            for table, ids in taken.touched.items():
                touched[table] |= ids
            done, skipped, last = done + taken.done, skipped + taken.left, lines[-1].id
        if not done and skipped:
            raise Refused(skipped[0].reason, code="cannot_undo")
        settle_again(touched, by=running.by)
        return running.finish(Outcome(done=done, skipped=skipped).of(running.id))


def lines_below(changes: QuerySet[Change], last: int | None, most: int) -> list[undo_many.Line]:
    """The newest changes, or those before one that was dealt with, without what they changed."""
    rest = changes if last is None else changes.filter(id__lt=last)
    return list(
        map(
            undo_many.Line._make,
            rest.order_by("-id").values_list("id", "kind", "record_id", "verb", "batch_id")[:most],
        )
    )


def take_back_lines(lines: list[undo_many.Line], by: Actor) -> Taken:
    """Take back changes, newest first, within a running batch."""
    taken = Taken(len(lines), [], defaultdict(set))
    with moving():
        for run in _runs(lines):
            taken.left.extend(_take_back_run(run, by))
            taken.touched[run[0].kind].update(line.record_id for line in run)
    return taken._replace(done=len(lines) - len(taken.left))


def _runs(lines: list[undo_many.Line]) -> Iterator[list[undo_many.Line]]:
    """The changes in runs of one table and verb in which no record comes twice."""
    run: list[undo_many.Line] = []
    seen: set[int] = set()
    for line in lines:
        if run and (line.record_id in seen or not line.goes_with(run[0])):
            yield run
            run, seen = [], set()
        run.append(line)
        seen.add(line.record_id)
    if run:
        yield run


def _take_back_run(run: list[undo_many.Line], by: Actor) -> list[Skip]:
    """Take back a run of changes, many at once where that can be; returns what was left and why."""
    model = _model_of(run[0].kind)
    if model is not None and undo_many.fits(model, run, by):
        return [Skip(record_id, reason) for record_id, reason in undo_many.take_back(model, run, by).items()]
    whole = Change.objects.filter(id__in=[line.id for line in run]).order_by("-id")
    reasons = [(change.record_id, _take_back(change, by)) for change in whole]
    return [Skip(record_id, reason) for record_id, reason in reasons if reason]


def _take_back(change: Change, by: Actor) -> Any:
    """Take back one change; returns why not, or None when it is done."""
    model = _model_of(change.kind)
    if model is None:
        return _("This kind of record is not kept any more.")
    if _never_undone(model, change):
        return _("This is only changed by actions of its own.")
    if not _allowed(model, change, by):
        return None if _fetched_back(model, change, by) else _("You may not change this record.")
    if change.verb == "I" and (fixed := undo_many.read_only_now(model, [change.record_id])):
        return fixed[change.record_id]
    with transaction.atomic(), connection.cursor() as cursor:
        match change.verb:
            case "U":
                return _set_back(cursor, model, change)
            case "I":
                return _remove(cursor, model, change)
        return _put_back(cursor, model, change, by)


def _fetched_back(model: type[Model], change: Change, by: Actor) -> bool:
    """Whether a record that the actor has just handed out of reach came back."""
    if change.record_id not in just_given(model, [change.id], by):
        return False

    def write(records: Sequence[int]) -> Sequence[int]:
        with connection.cursor() as cursor:
            return records if _set_back(cursor, model, change) else ()

    return bool(fetch_back(model, [change.record_id], write, by))


def _never_undone(model: type[Model], change: Change) -> bool:
    kept = entity_of(model).never_undone if has_entity(model) else frozenset()
    written = {column for column in kept if change.verb == "U" or change.changes.get(column)}
    return (change.verb == "D" and bool(kept)) or bool(written & set(change.changes))


def _allowed(model: type[Model], change: Change, by: Actor) -> bool:
    if by.employee_id is None or by.rights.administrator:
        return True
    if not has_entity(model):
        return _hangs_on_changeable(model, change, by)
    if change.verb == "D":
        return True
    verbs = ("change", "delete") if "deleted_at" in change.changes or change.verb == "I" else ("change",)
    thawed = next(iter(entity_of(model).access.thaws), "change") if "frozen_at" in change.changes else None
    for verb in [thawed] if thawed else verbs:
        if model._default_manager.filter(predicate(model, by, verb), pk=change.record_id).exists():
            return True
    return False


def _hangs_on_changeable(model: type[Model], change: Change, by: Actor) -> bool:
    """Whether the row (a pin, a file) hangs, by `entity` and `record_id`, on a record that the actor may change."""
    if not {"entity", "record_id"} <= {field.name for field in model._meta.concrete_fields}:
        return False
    row = model._default_manager.filter(pk=change.record_id).values("entity", "record_id").first()
    row = row or (change.changes if change.verb == "D" else None)
    if row is None or not row.get("record_id"):
        return False
    on = entity_named(row["entity"]).model
    return on._default_manager.filter(predicate(on, by, "change"), pk=row["record_id"]).exists()


def _set_back(cursor: Any, model: type[Model], change: Change) -> Any:
    """Write the old values where the new ones still stand; a value changed since is not overwritten."""
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute(f"SELECT to_jsonb(r) FROM {table} r WHERE id = %s FOR UPDATE", [change.record_id])
    row = cursor.fetchone()
    if row is None:
        return _("The record is gone.")
    now = _loaded(row[0])
    moved = [column for column, (_before, after) in change.changes.items() if now.get(column) != after]
    if moved:
        labels = ", ".join(_label(model, column) for column in moved)
        return _("Changed again since: %(fields)s.") % {"fields": labels}
    columns = ", ".join(
        f"{connection.ops.quote_name(column)} = p.{connection.ops.quote_name(column)}" for column in change.changes
    )
    bump = ", revision = r.revision + 1" if "revision" in now else ""
    cursor.execute(
        f"UPDATE {table} r SET {columns}{bump} FROM jsonb_populate_record(NULL::{table}, %s::jsonb) p WHERE r.id = %s",
        [_dumped({column: pair[0] for column, pair in change.changes.items()}), change.record_id],
    )
    return None


def _remove(cursor: Any, model: type[Model], change: Change) -> Any:
    """Take a created row away; one that others have changed or built upon since stays."""
    line = undo_many.Line(change.id, change.kind, change.record_id, change.verb, change.batch_id)
    if undo_many.changed_since(model, [line]):
        return _("Changed since it was created.")
    table = connection.ops.quote_name(model._meta.db_table)
    try:
        with transaction.atomic():
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [change.record_id])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        return _("Other records have come to depend on it since.")
    return None


class _OutOfReach(Exception):
    """Takes an inserted row back when it turns out to lie outside the actor's right to change."""


def _put_back(cursor: Any, model: type[Model], change: Change, by: Actor) -> Any:
    """Insert a removed row again, if it then lies where the actor may change it."""
    table = connection.ops.quote_name(model._meta.db_table)
    values = dict(change.changes)
    if any(field.attname == "updated_at" for field in model._meta.concrete_fields):
        values["updated_at"] = timezone.now()  # the history leaves it out
    columns = ", ".join(connection.ops.quote_name(column) for column in values)
    try:
        with transaction.atomic():
            cursor.execute(
                f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
                f"SELECT {columns} FROM jsonb_populate_record(NULL::{table}, %s::jsonb)",
                [_dumped(values)],
            )
            if has_entity(model) and not _allowed(model, _as_inserted(change), by):
                raise _OutOfReach
    except IntegrityError:
        return _("Something else stands in its place now.")
    except _OutOfReach:
        return _("You may not change this record.")
    return None


def _as_inserted(change: Change) -> Change:
    return Change(id=change.id, kind=change.kind, record_id=change.record_id, verb="I", changes=change.changes)


def _model_of(table: str) -> type[Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _label(model: type[Model], column: str) -> str:
    for field in model._meta.concrete_fields:
        if field.attname == column:
            return str(field.verbose_name)
    return column


def _loaded(value: Any) -> dict[str, Any]:
    return dict(json.loads(value, cls=ExactDecoder) if isinstance(value, str) else value)


def _dumped(value: Any) -> str:
    return json.dumps(value, default=str)  # PostgreSQL reads a decimal from a string without loss

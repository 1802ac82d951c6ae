"""The verbs that every entity has: create, update, delete, restore, copy. They are actions like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.holding import SCOPE
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.cleaning import complete, fill
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.actions.perform import batch
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.lines.reading import lines_of, values_of
from zhike.kernel.lines.sheet import Existing, Sheet
from zhike.kernel.lines.wishes import Wishes, read
from zhike.kernel.numbering.numbers import next_number
from zhike.kernel.refusals import ChangedMeanwhile, NotAllowed, Refused

NO_WISHES: Wishes = {}


def create(entity: Entity, values: Mapping[str, Any], *, by: Actor) -> Outcome:
    """Create one record from values by field name, as they come from a form, JSON or Python.

    Raises NotAllowed without the right to create, and Refused with one error for each field that is wrong.
    """
    may_create(entity, by)
    cleaned, wishes = read(entity, values, by=by)
    return create_checked(entity, cleaned, wishes, by=by)


def create_checked(entity: Entity, cleaned: Mapping[str, Any], wishes: Wishes = NO_WISHES, *, by: Actor) -> Outcome:
    """Create one record from values that are checked already, or that no form may write: for actions of areas."""
    record = entity.model()
    fill(entity, record, cleaned, by)
    with batch(by, f"{entity.key}.create", entity.key, {}) as running:
        sheet = Sheet(entity, record, by=by)
        complete(entity, record, frozenset(cleaned) | sheet.apply(wishes), by)
        sheet.settle()
        _number(entity, record)
        _save(record)
        sheet.save()
        for told in entity.made:
            told([record.pk], running.by)
        refuse_out_of_sight(entity, [record.pk], by)
        running.title = entity.title_of(record)
        return running.finish(Outcome(done=1, records=[record.pk]).of(running.id))


def refuse_out_of_sight(entity: Entity, ids: Sequence[int], by: Actor) -> None:
    """Nobody puts records where they could not see them themselves: into another's hands, under another's customer.

    And nothing new is put under a holder that is read-only now.
    """
    if not by.employee_id:
        return
    through = entity.access.through
    rows = entity.model._default_manager.visible_to(by).filter(pk__in=ids)  # type: ignore[attr-defined]
    frozen = list(rows.values_list(SCOPE.frozen if through else "pk", flat=True))
    if len(frozen) < len(ids):
        raise NotAllowed(_("You may only create what you may then see: choose another owner."), code="out_of_sight")
    if through and any(frozen):
        reason = entity_of(entity.fields[through].related_model).access.read_only_reason
        raise Refused(reason or _("Nothing can be added here now."), field=through, code="read_only")


def update(chosen: Chosen[Any], values: Mapping[str, Any], *, by: Actor, revision: int | None = None) -> Outcome:
    """Write the same values into each chosen record; those that have them already are not touched.

    With `revision`, raises ChangedMeanwhile when the (only) record was saved since. Raises Refused for wrong values.
    """
    entity = entity_of(chosen.model)
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")
    refuse_lines_alone(entity)
    cleaned, wishes = read(entity, values, by=by, partial=True)
    if wishes and len(chosen.ids) != 1:
        raise Refused(
            _("The lines of one document can be changed at a time."), field=next(iter(wishes)), code="one_only"
        )
    with batch(by, f"{entity.key}.update", entity.key, {"fields": sorted([*cleaned, *wishes])}) as running:
        chosen.by = running.by
        skipped = chosen.untouchable()
        chosen.refuse_if_none(skipped)
        done: list[int] = []
        for page in chosen.pages():
            if revision is not None:
                _refuse_if_changed(page, revision)
            stored = lines_of(entity, [record.pk for record in page])
            done += [
                record.pk
                for record in page
                if write(entity, record, cleaned, by=by, wishes=wishes, existing=stored[record.pk])
            ]
            if len(chosen.ids) == 1:
                running.title = entity.title_of(page[0])
        return running.finish(Outcome(done=len(done), records=done[:100]).of(running.id, skipped))


def delete(chosen: Chosen[Any], *, by: Actor) -> Outcome:
    """Put records in the bin, from where they can be restored."""
    return _move(chosen, "delete", timezone.now(), by)


def restore(model: type[Model], ids: Iterable[int], *, by: Actor) -> Outcome:
    """Take records out of the bin."""
    entity = entity_of(model)
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")
    with batch(by, f"{entity.key}.restore", entity.key, {}) as running:
        rows = model._default_manager.in_bin(by).filter(pk__in=list(ids))  # type: ignore[attr-defined]
        found = list(rows.order_by("pk").select_for_update(of=("self",)))
        if not found:
            raise Refused(_("This record is not in the bin."), code="not_in_bin")
        _ask_guards(entity, "restore", found, running.by)
        done = [record.pk for record in found]
        model._default_manager.filter(pk__in=done).update(deleted_at=None, revision=F("revision") + 1)
        if len(done) == 1:
            running.title = entity.title_of(model._default_manager.get(pk=done[0]))
        return running.finish(Outcome(done=len(done), records=done).of(running.id))


def copy_values(entity: Entity, record: Model, *, by: Actor) -> dict[str, Any]:
    """What a copy of a record starts with: the fields that the actor may both see and write, but for its number.

    A document brings its lines, as values without ids.
    """
    number = entity.numbering.field if entity.numbering else ""
    own = {name: getattr(record, entity.fields[name].column) for name in _copied(entity, by) if name != number}
    lines = {
        one.name: [name for name in _copied(entity.line_entity(one), by) if name != one.by] for one in entity.lines
    }
    return own | values_of(entity, record, lines)


def _copied(entity: Entity, by: Actor) -> list[str]:
    readable = entity.readable(by)
    return [name for name in entity.writable(by) if name in readable and not entity.masks(name, by)]


def may_create(entity: Entity, by: Actor) -> None:
    """Raises NotAllowed unless the actor may create records of this entity."""
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")
    refuse_lines_alone(entity)
    if not entity.reach(by, "create"):
        raise NotAllowed(_("You may not create %(what)s.") % {"what": entity.label}, code="not_allowed")


def _number(entity: Entity, record: Any) -> None:
    if entity.numbering is not None and not getattr(record, entity.numbering.field):
        setattr(record, entity.numbering.field, next_number(entity))


def refuse_lines_alone(entity: Entity) -> None:
    """Raises Refused for lines: they are made, changed and removed with their document, or its totals would lie."""
    if entity.document is not None:
        what = entity.document[0].label
        raise Refused(_("Lines are only changed together with their document: %(what)s.") % {"what": what}, code="line")


@dataclass(frozen=True, slots=True)
class Applied:
    """Values put into a record in memory: the names of fields and lines that differ, the columns to save, its lines."""

    changed: frozenset[str]
    columns: Sequence[str]
    sheet: Sheet | None

    def differs(self) -> bool:
        """Whether there is anything to save."""
        return bool(self.columns or (self.sheet and self.sheet.moved()))


def write(
    entity: Entity, record: Any, cleaned: Mapping[str, Any], *, by: Actor, wishes: Wishes = NO_WISHES,
    existing: Existing | None = None,
) -> bool:  # fmt: skip
    """Write those of the checked values that differ from the record's, and what is wished of its lines.

    False when nothing differs. `existing` are its stored lines by declaration, if they are known already.
    """
    return save_applied(record, apply(entity, record, cleaned, by=by, wishes=wishes, existing=existing))


def apply(
    entity: Entity, record: Any, cleaned: Mapping[str, Any], *, by: Actor, wishes: Wishes = NO_WISHES,
    existing: Existing | None = None,
) -> Applied:  # fmt: skip
    """The same in memory only; `save_applied` then writes it."""
    before = {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
    changed = frozenset(
        name for name, value in cleaned.items()
        if not entity.fields[name].type.same(getattr(record, entity.fields[name].column), value)
    )  # fmt: skip
    for name in changed:
        setattr(record, entity.fields[name].column, cleaned[name])
    sheet = Sheet(entity, record, by=by, existing=existing) if entity.lines and (changed or wishes) else None
    changed |= sheet.apply(wishes) if sheet is not None else frozenset()
    if changed:
        complete(entity, record, changed, by)
    if sheet is not None:
        sheet.settle()
    columns = [
        field.attname
        for field in record._meta.concrete_fields
        if getattr(record, field.attname) != before[field.attname]
    ]
    return Applied(changed, columns, sheet)


def save_applied(record: Any, applied: Applied) -> bool:
    """Save what was applied; False when nothing differs."""
    if not applied.differs():
        return False
    record.revision += 1
    _save(record, [*applied.columns, "revision", "updated_at"])
    if applied.sheet is not None:
        applied.sheet.save()
    return True


def _save(record: Model, update_fields: list[str] | None = None) -> None:
    """Save, and say a broken uniqueness in words with its field."""
    try:
        with transaction.atomic():
            record.save(update_fields=update_fields, force_insert=update_fields is None)
    except IntegrityError as problem:
        raise _in_words(record, problem) from problem


def _in_words(record: Model, problem: IntegrityError) -> Refused:
    diagnosis = getattr(problem.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", "") or ""
    for field in record._meta.concrete_fields:
        if field.unique and f"_{field.column}_" in f"{constraint}_":
            return Refused(
                _("“%(field)s” is taken already.") % {"field": field.verbose_name}, field=field.name, code="taken"
            )
    for declared in record._meta.constraints:
        if declared.name == constraint:
            names = getattr(declared, "fields", ())
            return Refused(_("This is there already."), field=names[-1] if names else "", code="taken")
    return Refused(_("The database refused these values."), code="refused_by_database")


def _refuse_if_changed(page: list[Any], revision: int) -> None:
    if len(page) == 1 and page[0].revision != revision:
        raise ChangedMeanwhile(_("Somebody else has saved this record meanwhile. Look at that change first."))


def _ask_guards(entity: Entity, verb: str, records: list[Any], by: Actor) -> None:
    for guard in entity.guards:
        guard(verb, records, by)


def _move(chosen: Chosen[Any], verb: str, moment: Any, by: Actor) -> Outcome:
    entity = entity_of(chosen.model)
    refuse_lines_alone(entity)
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")
    chosen = chosen.with_verb(verb)
    with batch(by, f"{entity.key}.{verb}", entity.key, {}) as running:
        chosen.by = running.by
        skipped: list[Skip] = chosen.untouchable()
        chosen.refuse_if_none(skipped)
        done: list[int] = []
        for page in chosen.pages():
            _ask_guards(entity, verb, page, running.by)
            ids = [record.pk for record in page]
            entity.model._default_manager.filter(pk__in=ids).update(deleted_at=moment, revision=F("revision") + 1)
            done += ids
        if len(done) == 1:
            running.title = entity.title_of(entity.model._default_manager.get(pk=done[0]))
        return running.finish(Outcome(done=len(done), records=done[:100]).of(running.id, skipped))

"""Two or more records become one: whatever pointed at any of them points at the one that is kept; undo takes it apart.

Works for every entity: what points at a record is found in Django's own knowledge of the models, and moved by one
statement for each reference. All of it is one batch, so the history tells it and the undo of the batch restores it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F, Field, Func, Model, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import write
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.models import ReferencesField
from zhike.kernel.files.models import StoredFile
from zhike.kernel.following.models import Follow
from zhike.kernel.history.moving import moving
from zhike.kernel.records import Record
from zhike.kernel.refusals import FieldError, NotAllowed, NotFound, Refused
from zhike.kernel.views.models import Pin

MOST = 100
HANGING: tuple[type[Model], ...] = (StoredFile, Pin, Follow)
"""What hangs on any kind of record by `entity` and `record_id`."""

R = TypeVar("R", bound=Model)


def merge(chosen: Chosen[R], *, into: int | None, choices: Mapping[str, int], by: Actor) -> Outcome:
    """Merge the chosen records into one of them and put the others in the bin.

    `into` is the id of the one to keep (None: the oldest); `choices` says per field from which record (id) its value
    comes. Fields without a choice keep their value; empty ones are filled from the others. Tags are united and the
    highest security level holds. Raises Refused when fewer than two are chosen, when one is frozen, or for a choice
    that can't be made; NotFound or NotAllowed when one is out of the actor's sight or right to change.
    """
    entity = entity_of(chosen.model)
    records = _all_or_none(chosen, entity)
    kept = _kept(records, into)
    gone = [record for record in records if record is not kept]
    values = _values(entity, kept, gone, choices, by)
    move_references(entity, kept, gone)
    kept.refresh_from_db(fields=[field.attname for field in _own_trees(entity.model)])
    write(entity, kept, values, by=by)
    _into_bin(entity.model, kept, gone)
    return Outcome(done=len(gone), records=[kept.pk], values={"into": kept.pk})


def move_references(entity: Entity, kept: Any, gone: Sequence[Any]) -> None:
    """Let everything that points at the records in `gone` point at `kept`; what can't stand there twice stays."""
    ids = [record.pk for record in gone]
    for model, field in _references_to(entity.model):
        if model is entity.model:
            _move_tree(model, field, kept.pk, ids)
        elif not getattr(model, "stays_when_merged", False):
            with moving():
                _move(model, {f"{field.name}__in": ids}, {field.attname: kept.pk})
    for model, field in _arrays_of(entity.model):
        for one in ids:
            replaced = Func(F(field.attname), Value(one), Value(kept.pk), function="array_replace")
            _move(model, {f"{field.name}__contains": [one]}, {field.attname: replaced})
    for model in HANGING:
        _move(model, {"entity": entity.key, "record_id__in": ids}, {"record_id": kept.pk})


def _all_or_none(chosen: Chosen[R], entity: Entity) -> list[Any]:
    """All chosen records, locked; refused when one of them can't be merged, for half a merge is not what was wished."""
    if len(chosen.ids) > MOST or (not chosen.ids and chosen.rows()[: MOST + 1].count() > MOST):
        raise Refused(
            _("At most %(most)s records can be merged at once.") % {"most": MOST}, field="ids", code="too_many"
        )
    records = chosen.locked()
    if len(records) < len(set(chosen.ids)):
        skipped = chosen.untouchable()
        if len(records) + len(skipped) < len(set(chosen.ids)):
            raise NotFound(_("There is no such record."), field="ids")
        frozen = str(skipped[0].reason) == str(entity.access.read_only_reason)
        refusal, code = (Refused, "read_only") if frozen else (NotAllowed, "not_allowed")
        words = _("“%(title)s” can't be merged: %(reason)s") % {"title": skipped[0].title, "reason": skipped[0].reason}
        raise refusal(words, field="ids", code=code)
    if len(records) < 2:
        raise Refused(_("Choose at least two records to merge."), field="ids", code="too_few")
    return records


def choosable(entity: Entity, by: Actor) -> dict[str, BoundField]:
    """The fields whose value a merge may take from any of the records: all that the actor may write but numbers."""
    return {name: field for name, field in entity.writable(by).items() if not _belongs_to_one(entity, name)}


def _kept(records: Sequence[Any], into: int | None) -> Any:
    if into is None:
        return records[0]
    for record in records:
        if record.pk == int(into):
            return record
    raise Refused(_("The record to keep must be one of those that are merged."), field="into", code="not_chosen")


def _values(entity: Entity, kept: Any, gone: Sequence[Any], choices: Mapping[str, int], by: Actor) -> dict[str, Any]:
    by_id = {record.pk: record for record in (kept, *gone)}
    own = choosable(entity, by)
    values: dict[str, Any] = {}
    for name, chosen in choices.items():
        if name not in own or int(chosen) not in by_id:
            words = _("The value of “%(field)s” can't be chosen.") % {
                "field": getattr(entity.fields.get(name), "label", name)
            }
            raise Refused(errors=[FieldError(name, "not_choosable", words)])
        values[name] = getattr(by_id[int(chosen)], own[name].column)
    for name, field in own.items():
        if name not in values:
            found = _united(entity, name, field.column, kept, gone)
            if found is not None:
                values[name] = found
    return values


def _belongs_to_one(entity: Entity, name: str) -> bool:
    """Numbers stay with their record."""
    field = entity.fields[name].model_field
    return field is None or field.unique or (entity.numbering is not None and entity.numbering.field == name)


def _united(entity: Entity, name: str, column: str, kept: Any, gone: Sequence[Any]) -> Any:
    """What an unchosen field becomes: arrays united, the highest security level, an empty field filled; else None."""
    everyone = [getattr(record, column) for record in (kept, *gone)]
    if isinstance(entity.fields[name].model_field, ReferencesField):
        return sorted({one for value in everyone for one in value or ()})
    if name == entity.access.level:
        return max(everyone)
    if everyone[0] not in (None, ""):
        return None
    if entity.fields[name].related_model is entity.model:
        return _outside(
            entity.model, entity.fields[name].model_field, everyone[1:], {kept.pk, *(one.pk for one in gone)}
        )
    return next((value for value in everyone[1:] if value not in (None, "")), None)


def _outside(model: type[Model], field: Any, values: Sequence[int | None], group: Collection[int]) -> int | None:
    """The first of the parents that is not itself below a merged record, so that no circle is made."""
    for value in values:
        if value is not None and not set(_upward(model, field, value)) & set(group):
            return value
    return None


def _references_to(model: type[Model]) -> Iterator[tuple[type[Model], Any]]:
    """Every foreign key that points at a model, also those that Django hides (`related_name="+"`)."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            field = relation.field  # type: ignore[union-attr]
            if field.model._meta.managed:
                yield field.model, field


def _own_trees(model: type[Model]) -> list[Any]:
    return [field for source, field in _references_to(model) if source is model]


def _arrays_of(model: type[Model]) -> Iterator[tuple[type[Model], Field[Any, Any]]]:
    for source in apps.get_models():
        for field in source._meta.concrete_fields:
            if isinstance(field, ReferencesField) and field.to == model._meta.label:
                yield source, field


def _move_tree(model: type[Model], field: Any, kept: int, gone: list[int]) -> None:
    """Hang what hung below the merged records below the kept one; the kept one hangs above all of them."""
    group = {kept, *gone}
    chain = list(_upward(model, field, kept))
    inside = [place for place, one in enumerate(chain) if one in group]
    beyond = chain[inside[-1] + 1] if inside[-1] + 1 < len(chain) else None
    if len(inside) > 1:
        _move(model, {"pk": kept}, {field.attname: beyond})
    others = model._default_manager.filter(**{f"{field.name}__in": gone}).exclude(pk__in=group)
    _move(model, {"pk__in": list(others.values_list("pk", flat=True))}, {field.attname: kept})


def _upward(model: type[Model], field: Any, start: int | None) -> Iterator[int]:
    """The record, what it hangs on, and so on to the top."""
    seen: set[int] = set()
    while start is not None and start not in seen:
        yield start
        seen.add(start)
        start = model._default_manager.filter(pk=start).values_list(field.attname, flat=True).first()


def _move(model: type[Model], where: dict[str, Any], values: dict[str, Any]) -> None:
    rows = model._default_manager.filter(**where)
    if issubclass(model, Record):
        values = {**values, "revision": F("revision") + 1}
    try:
        with transaction.atomic():
            rows.update(**values)
    except IntegrityError:
        _move_one_by_one(model, list(rows.values_list("pk", flat=True)), values)


def _move_one_by_one(model: type[Model], ids: Sequence[Any], values: dict[str, Any]) -> None:
    """Some would stand twice where only one may; those stay where they are, the others move."""
    for one in ids:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=one).update(**values)
        except IntegrityError:
            continue


def _into_bin(model: type[Model], kept: Any, gone: Sequence[Any]) -> None:
    values: dict[str, Any] = {"deleted_at": timezone.now(), "revision": F("revision") + 1}
    if any(field.name == "merged_into" for field in model._meta.concrete_fields):
        values["merged_into_id"] = kept.pk
    model._default_manager.filter(pk__in=[record.pk for record in gone]).update(**values)

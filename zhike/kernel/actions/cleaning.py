"""From values as people and programs send them to a record that is ready to be saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import ValueProblem
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.refusals import FieldError, Refused


def clean(
    entity: Entity, values: Mapping[str, Any], *, by: Actor, partial: bool = False, reading: Reading | None = None,
    leaving_out: Collection[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """Values by field name, parsed and checked; all that is wrong is said at once. Raises Refused.

    Fields in `leaving_out` are neither taken nor missed here: something else writes them.
    """
    reading = reading or reading_for(by)
    writable = {name: field for name, field in entity.writable(by).items() if name not in leaving_out}
    cleaned: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, raw in values.items():
        field = writable.get(name)
        if field is None:
            errors.append(_unwritable(entity, name, by))
            continue
        if entity.masks(name, by) and "*" in str(raw):
            message = _("“%(field)s” is shown in part: write it whole, or leave it out.") % {"field": field.label}
            errors.append(FieldError(name, "masked", message))
            continue
        try:
            cleaned[name] = field.type.parse(raw, field, reading)
        except ValueProblem as problem:
            errors.append(FieldError(name, problem.code, problem.message))
        except Refused as refused:
            errors += [FieldError(name, error.code, error.message) for error in refused.errors]
    errors += _missing(entity, cleaned, {error.field for error in errors}, writable, partial)
    if errors:
        raise Refused(errors=errors)
    return cleaned


def _missing(
    entity: Entity, cleaned: Mapping[str, Any], wrong: set[str], writable: Mapping[str, Any], partial: bool
) -> list[FieldError]:
    names = cleaned if partial else writable
    number = entity.numbering.field if entity.numbering else ""
    return [
        FieldError(name, "required", _("“%(field)s” must be filled in.") % {"field": writable[name].label})
        for name in names
        if writable[name].required and name != number and name not in wrong and cleaned.get(name) in (None, "", [])
    ]


def _unwritable(entity: Entity, name: str, by: Actor) -> FieldError:
    if name in entity.readable(by):
        label = entity.fields[name].label
        return FieldError(name, "read_only", _("“%(field)s” can't be changed by you here.") % {"field": label})
    return FieldError(name, "unknown_field", _("There is no field “%(name)s”.") % {"name": name[:60]})


def fill(entity: Entity, record: Any, cleaned: Mapping[str, Any], by: Actor) -> None:
    """Put checked values into a new record, with the defaults of what was not given."""
    for name, field in entity.fields.items():
        if field.dictionary and name not in cleaned:
            setattr(record, field.column, _default_choice(field.dictionary))
    for name, value in cleaned.items():
        # Actions also give what no form shows, so the column is the model's, not the entity's.
        setattr(record, record._meta.get_field(name).attname, value)
    record.created_by_id = by.employee_id
    if entity.access.owner == "owner" and record.owner_id is None and "owner" not in cleaned and entity.owner_is_maker:
        record.owner_id = by.employee_id
    if entity.access.department == "department" and record.department_id is None:
        record.department_id = by.department_id


def _default_choice(dictionary: str) -> int | None:
    entries = directory().dictionaries.get(dictionary, ())
    return next((choice.pk for choice in entries if choice.is_default and not choice.retired), None)


def complete(entity: Entity, record: Any, changed: frozenset[str], by: Actor) -> None:
    """Let the entity's own functions fill in and check a record before it is saved."""
    for prepare in entity.prepare:
        prepare(record, changed, by)

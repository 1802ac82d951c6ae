"""A document as far as it is typed: computed as if it were saved, and never saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.cleaning import clean, complete, fill
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.lines.sheet import Sheet
from zhike.kernel.lines.wishes import read_rows
from zhike.kernel.refusals import Refused


class Draft(NamedTuple):
    """The document in memory, and those of its lines that say something sound, by their place among the wishes."""

    document: Any
    lines: dict[int, Any]


def draft_document(
    entity: Entity, lines: Lines, values: Mapping[str, Any], wishes: Sequence[Mapping[str, Any]], *, record: Any,
    by: Actor,
) -> Draft:  # fmt: skip
    """Compute a document from raw values. What is wrong or missing is left out: it is said when saving."""
    document, cleaned = record if record is not None else entity.model(), sound(entity, values, by=by)
    if record is None:
        fill(entity, document, cleaned, by)
    else:
        for name, value in cleaned.items():
            setattr(document, entity.fields[name].column, value)
    try:
        with transaction.atomic():
            complete(entity, document, frozenset(cleaned), by)
    except Refused:
        pass  # a customer is not chosen yet, for one
    return Draft(document, _computed(entity, lines, document, dict(enumerate(wishes)), by))


def _computed(
    entity: Entity, lines: Lines, document: Any, rows: dict[int, Mapping[str, Any]], by: Actor
) -> dict[int, Any]:
    """Leave out one row after the other until the rest can be computed."""
    while rows:
        try:
            wishes = read_rows(entity.line_entity(lines), lines, list(rows.values()), by)
            sheet = Sheet(entity, document, by=by)
            sheet.apply({lines.name: wishes})
            sheet.settle()
        except Refused as refused:
            wrong = {_place(lines, error.field) for error in refused.errors} - {None}
            if not wrong:
                return {}
            places = list(rows)
            rows = {place: row for place, row in rows.items() if places.index(place) not in wrong}
        else:
            block = next(one for one in sheet.blocks if one.lines is lines)
            return dict(zip(rows, block.all, strict=True))
    return {}


def _place(lines: Lines, field: str) -> int | None:
    name, _dot, rest = field.partition(".")
    return whole_number(rest.partition(".")[0]) if name == lines.name else None


def sound(entity: Entity, values: Mapping[str, Any], *, by: Actor) -> dict[str, Any]:
    """Those of the raw values that can be read, one by one."""
    found: dict[str, Any] = {}
    for name, raw in values.items():
        try:
            found |= clean(entity, {name: raw}, by=by, partial=True)
        except Refused:
            continue
    return found


def records_of(entity: Entity, values: Mapping[str, Any], record: Any, *, by: Actor) -> dict[str, Any]:
    """Raw values as a `fill` function takes them: numbers and days, and records where a field refers to one.

    Fields that were not sent have the record's value, or the default of a new one.
    """
    read = sound(entity, values, by=by)
    start, found = record if record is not None else entity.model(), {}
    for name, bound in entity.fields.items():
        if bound.model_field is None:
            continue
        value = read.get(name, getattr(start, bound.column))
        if bound.type.name == "reference" and value is not None:
            value = bound.related_model._default_manager.filter(pk=value).first()
        found[name] = value
    return found

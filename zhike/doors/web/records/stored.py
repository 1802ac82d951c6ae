"""Values as the history keeps them, drawn as they are everywhere else: by type, under field rights and masks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.titles import titles_by_id
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.types import Reading
from zhike.kernel.timeline.sentences import Titles


def drawn(entity: Entity, name: str, value: Any, reading: Reading, titles: Titles) -> SafeString:
    """A stored value as safe HTML. `titles` are those of `titles_of`; a record that is not in it may not be seen."""
    field = entity.fields[name]
    if value in (None, "", []):
        return SafeString("")
    if field.type.name == "reference":
        return referred(field, int(value), reading, titles)
    if entity.masks(name, reading.by):
        return field.type.cell(str(value), field, reading)
    return field.type.cell(loaded(field, value), field, reading)


def referred(field: BoundField, record_id: int, reading: Reading, titles: Titles) -> SafeString:
    """A reference to a record, named only if the reader may see it."""
    title = titles.get(field.related_model, {}).get(record_id)
    if title is None:
        return format_html('<span class="muted">{}</span>', _("(not yours to see)"))
    return field.type.cell((record_id, title), field, reading)


def loaded(field: BoundField, value: Any) -> Any:
    """A value of the history's JSON as Python has it."""
    if field.model_field is None or field.model_field.is_relation:
        return value
    try:
        return field.model_field.to_python(value)
    except (ValidationError, TypeError, ValueError):
        return value  # the column had another type then: better the raw value than none


def titles_of(pairs: Iterable[tuple[BoundField, Any]], by: Actor) -> Titles:
    """The titles of all records that these fields refer to and that the reader may see: one query per kind."""
    wanted: dict[type[Model], set[int]] = defaultdict(set)
    for field, value in pairs:
        if field.type.name == "reference" and value:
            wanted[field.related_model].add(int(value))
    return {model: titles_by_id(model, ids, by) for model, ids in wanted.items()}

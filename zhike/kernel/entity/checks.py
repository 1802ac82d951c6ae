"""Checks of every declaration at start: a misspelt column is an error that names it, not a blank cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldError
from django.db.models.sql import Query

from zhike.kernel.access.powers import power_named
from zhike.kernel.actions.conditions import holds
from zhike.kernel.actions.declaration import hand_over_waiting
from zhike.kernel.dictionaries.models import Colour
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Warned
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.records import HeldRecord
from zhike.kernel.refusals import NotFound


@register()
def declarations_are_sound(**_kwargs: Any) -> list[CheckMessage]:
    """Check all entities."""
    hand_over_waiting()
    return [problem for entity in entities() for problem in problems_of(entity)]


def problems_of(entity: Entity) -> Iterator[CheckMessage]:
    """All that is wrong with one declaration."""
    yield from _access_problems(entity)
    yield from _line_problems(entity)
    yield from _tone_problems(entity)
    for place, name in _named(entity):
        if name not in entity.fields:
            yield Error(
                f"{type(entity).__name__}.{place} names “{name}”, which {entity.model.__name__} does not have.",
                id="zhike.E001",
            )
    for action in entity.actions.values():
        try:
            holds(action.when, entity.model())
        except (ValueError, AttributeError) as problem:
            yield Error(
                f"{type(entity).__name__}: the action “{action.name}” can't ask this: {problem}", id="zhike.E004"
            )
    yield from _concealed(entity)
    for related in (*entity.card.tabs, *entity.card.aside, *entity.extra_tabs):
        try:
            other = entity_named(related.entity)
        except NotFound:
            yield Error(
                f"{type(entity).__name__}.card names the entity “{related.entity}”, which is not declared.",
                id="zhike.E002",
            )
            continue
        if related.by not in other.fields:
            yield Error(f"{type(entity).__name__}.card: {related.entity} has no field “{related.by}”.", id="zhike.E003")


def _access_problems(entity: Entity) -> Iterator[CheckMessage]:
    access, name = entity.access, type(entity).__name__
    if (access.through or access.own) and not issubclass(entity.model, HeldRecord):
        yield Error(f"{name}.access: {entity.model.__name__} must be a HeldRecord to be held.", id="zhike.E008")
    if access.own and not access.through:
        yield Error(
            f"{name}.access: `own` says what is not taken from the holder: name it in `through`.", id="zhike.E005"
        )
    if access.through and access.through not in entity.fields:
        yield Error(f"{name}.access.through names “{access.through}”, which is not there.", id="zhike.E006")
    if access.read_only is not None:
        try:
            Query(entity.model).build_where(access.read_only)
        except FieldError as problem:
            yield Error(f"{name}.access.read_only must read the record's own columns: {problem}", id="zhike.E007")


def _tone_problems(entity: Entity) -> Iterator[CheckMessage]:
    """Colours are given to values that are there, and are ones that there are."""
    for name, tones in entity.tones.items():
        known = {str(value) for value, _label in entity.fields[name].choices} if name in entity.fields else set()
        for value, tone in tones.items():
            if value not in known or tone not in Colour.values:
                where = f"{type(entity).__name__}.tones"
                yield Error(f"{where}: “{name}” has no value “{value}”, or there is no tone “{tone}”.", id="zhike.E012")


def _line_problems(entity: Entity) -> Iterator[CheckMessage]:
    """Lines point to their document, have an order, live under its permission, and clash with none of its names."""
    for lines in entity.lines:
        where = f"{type(entity).__name__}.lines"
        try:
            line = entity_named(lines.entity)
        except NotFound:
            yield Error(f"{where} names the entity “{lines.entity}”, which is not declared.", id="zhike.E020")
            continue
        for name in (lines.by, *lines.columns, *lines.fills_on, *lines.sums):
            if name not in line.fields:
                yield Error(f"{where}: {lines.entity} has no field “{name}”.", id="zhike.E021")
        if "position" not in {one.name for one in line.model._meta.concrete_fields}:
            yield Error(f"{where}: {line.model.__name__} has no position to be put in order by.", id="zhike.E022")
        if line.access.through != lines.by or line.granted_by != entity.granted_by:
            yield Error(f"{where}: {lines.entity} must be held by its document and take its grants.", id="zhike.E023")
        if lines.name in entity.fields:
            yield Error(f"{where}: “{lines.name}” is a field of {entity.model.__name__} already.", id="zhike.E024")


def _named(entity: Entity) -> Iterator[tuple[str, str]]:
    places: dict[str, Any] = {
        "columns": [column.name for column in entity.columns],
        "filters": entity.filters, "kanban": entity.kanban, "kanban_shows": entity.kanban_shows,
        "masked": entity.masked, "concealed": entity.concealed, "system_fields": entity.system_fields,
        "boards": [*entity.boards, *(name for board in entity.boards.values() for name in board.names)],
        "path": [entity.path.field] if entity.path else [],
        "duplicates": [match.field for match in entity.duplicates],
        "card.figures": [name for figure in entity.card.figures for name in figure.reads],
        "card.warnings": [name for one in entity.card.warnings if isinstance(one, Warned) for name in one.reads],
        "card.header": entity.card.header, "card.badges": entity.card.badges,
        "form": [name for section in entity.form for name in section.fields],
    }  # fmt: skip
    if entity.search:
        places["search"] = [entity.search.title, *entity.search.also, *entity.search.subtitle]
    if entity.numbering:
        places["numbering"] = [entity.numbering.field]
    if entity.importing:
        own = (name for name in entity.importing.synonyms if "." not in name)
        told = (*entity.importing.match_on, *entity.importing.match_together, *entity.importing.also)
        places["importing"] = [*told, *own]
    sort = entity.default_sort.lstrip("-")
    if sort != "id":
        places["default_sort"] = [sort]
    for place, names in places.items():
        for name in names:
            yield place, name


def _concealed(entity: Entity) -> Iterator[CheckMessage]:
    """What must be kept from people can't be what a record is called, found, ordered or told apart by."""
    search = entity.search
    telling = {
        entity.title_field, entity.default_sort.lstrip("-"), *((*search.also, *search.subtitle) if search else ()),
        *(name for match in entity.duplicates for name in (match.field, *match.also)),
        *((*entity.importing.match_on, *entity.importing.match_together) if entity.importing else ()),
        *([entity.numbering.field] if entity.numbering else ()),
    }  # fmt: skip
    for name, power in entity.concealed.items():
        if name in telling:
            yield Error(
                f"{type(entity).__name__}.concealed names “{name}”, by which records are found, ordered or told apart.",
                id="zhike.E010",
            )
        if power_named(power) is None:
            yield Error(f"{type(entity).__name__}.concealed names the undeclared power “{power}”.", id="zhike.E011")

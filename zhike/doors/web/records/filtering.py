"""The filter bar: chips of what is in force, and what the editor may offer."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhike.doors.web.filters import filter_fields
from zhike.doors.web.records.asking import lookup_url, title_of
from zhike.doors.web.records.looking import Looking
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.periods import PERIODS
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.filters import Condition, Group
from zhike.kernel.filters.batches import BATCH, batch_seen
from zhike.kernel.refusals import Refused

INPUTS = {"integer": "number", "decimal": "number", "money": "number", "date": "date", "datetime": "date"}
NO_VALUE = {"empty", "filled", "me"}
DAYS = {"last_days", "next_days", "older_days"}
POINTING = {"person", "department", "region", "reference", "references", "tags"}


def operator_words() -> dict[str, str]:
    """Each operator in words."""
    return {
        "eq": _("is"), "ne": _("is not"), "in": _("is one of"), "not_in": _("is none of"), "contains": _("contains"),
        "starts": _("starts with"), "gt": _("is more than"), "gte": _("is at least"), "lt": _("is less than"),
        "lte": _("is at most"), "empty": _("is empty"), "filled": _("is filled in"), "me": _("is me"),
        "under": _("lies in"), "any": _("has one of"), "all": _("has all of"), "none": _("has none of"),
        "last_days": _("in the last days"), "next_days": _("in the next days"), "older_days": _("more days ago than"),
        "between": _("lies between"), "period": _("is in"),
    }  # fmt: skip


def days_words(operator: str) -> str:
    """A count of days from today in words, with its place."""
    return {
        "last_days": _("in the last %(days)s days"), "next_days": _("in the next %(days)s days"),
        "older_days": _("more than %(days)s days ago"),
    }[operator]  # fmt: skip


def date_words() -> dict[str, str]:
    """The comparisons of dates in words of their own."""
    return {"gt": _("is after"), "gte": _("is on or after"), "lt": _("is before"), "lte": _("is on or before")}


def editor_fields(entity: Entity, by: Actor, held: Group) -> SafeString:
    """The fields that the editor offers, with their operators and choices, as inert JSON.

    `held` is the filter in force: what its conditions point to is named, so that the editor can show it.
    """
    readable = entity.readable(by)
    offered = tuple((name, entity.masks(name, by)) for name in entity.filters if name in readable)
    names = _names_held(readable, held, by)
    return _editor_fields(entity, offered, names, _batches_held(held, by), get_language() or "", directory().stamp)


Names = tuple[tuple[str, str, str], ...]


@lru_cache(256)
def _editor_fields(
    entity: Entity,
    offered: tuple[tuple[str, bool], ...],
    names: Names,
    batches: tuple[tuple[str, str], ...],
    language: str,
    stamp: int,
) -> SafeString:
    """Drawn once for all who may filter by the same fields, until the directory changes."""
    fields = [_offered(entity.fields[name], names, masked=masked) for name, masked in offered]
    return filter_fields([*fields, *([_offered_batches(batches)] if batches else [])])


def _batches_held(held: Group, by: Actor) -> tuple[tuple[str, str], ...]:
    """The batches that the filter in force names, each with what it is called."""
    return tuple((str(one.value), _batch_name(one.value, by)) for one in held.conditions() if one.field == BATCH)


def _offered_batches(batches: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """A batch is not chosen in the editor, but one that is in force can be kept or taken out there."""
    return {
        "name": BATCH, "label": _("Came with"),
        "choices": [{"value": value, "label": name} for value, name in batches],
        "operators": [{"value": "eq", "label": operator_words()["eq"], "input": "one"}],
    }  # fmt: skip


def _names_held(readable: dict[str, BoundField], held: Group, by: Actor) -> Names:
    """Field, value and name of all that the filter in force points to."""
    return tuple(
        (one.field, value, name_of(readable[one.field], value, by))
        for one in held.conditions()
        if one.operator not in NO_VALUE and one.field in readable and readable[one.field].type.name in POINTING
        for value in flat(one.value)
    )


def _offered(field: BoundField, names: Names, *, masked: bool) -> dict[str, Any]:
    words = operator_words() | (date_words() if field.type.name in ("date", "datetime") else {})
    operators = ("eq", "empty", "filled") if masked else field.type.operators
    choices = choices_of(field)
    left_out = ("eq", "ne") if "in" in operators and (choices or field.type.name in POINTING) else ()
    offered: dict[str, Any] = {
        "name": field.name, "label": str(field.label), "choices": choices,
        "operators": [
            {"value": one, "label": words[one], "input": _input(field, one, bool(choices))}
            for one in sorted(operators, key=lambda one: one != "under") if one not in left_out
        ],
    }  # fmt: skip
    if field.type.name in ("date", "datetime"):
        offered["periods"] = [{"value": name, "label": str(label)} for name, (label, *_span) in PERIODS.items()]
    if field.type.name in POINTING:
        labels = {value: name for held_field, value, name in names if held_field == field.name}
        offered |= {"url": options_url(field), "labels": labels}
    return offered


def _input(field: BoundField, operator: str, has_choices: bool) -> str:
    if operator in NO_VALUE:
        return "none"
    if operator in DAYS:
        return "days"
    if operator == "period" or field.type.name == "boolean":
        return "one"
    if has_choices:
        return "choice"
    plain = "reference" if field.type.name in POINTING else INPUTS.get(field.type.name, "text")
    return f"{plain} {plain}" if operator == "between" else plain


def options_url(field: BoundField) -> str:
    """Where the editor looks for what a field can point to."""
    return {"tags": "/lookup/tags", "region": "/lookup/places"}.get(field.type.name) or lookup_url(field.related_model)


def choices_of(field: BoundField) -> list[dict[str, str]]:
    """The values to tick for a field with few of them."""
    match field.type.name:
        case "dictionary":
            entries = directory().dictionaries.get(field.dictionary, [])
            return [{"value": str(one.pk), "label": str(one), "code": one.code} for one in entries]
        case "choice" | "level" | "choices":
            return [{"value": str(value), "label": str(label)} for value, label in field.choices]
        case "boolean":
            return [{"value": "true", "label": _("Yes")}, {"value": "false", "label": _("No")}]
    return []


def name_of(field: BoundField, value: str, by: Actor) -> str:
    """What a condition points to is called."""
    match field.type.name:
        case "tags":
            return value
        case "region":
            return field.type.text(value, field, reading_for(by)) or value
    return title_of(field.related_model, value, by) if value.isascii() and value.isdigit() else value


def flat(values: Any) -> list[str]:
    """All single values of conditions, whose lists may also be written with commas."""
    if isinstance(values, list | tuple):
        return [one for value in values for one in flat(value)]
    return [one for one in str(values).split(",") if one]


def chips(entity: Entity, by: Actor, look: Looking) -> list[dict[str, str]]:
    """One chip for each part of the person's own filter, with the address that takes it away."""
    found = []
    for part in look.extra.parts:
        rest = Group(look.extra.join, tuple(one for one in look.extra.parts if one is not part))
        plain = {name: None for name in look.parameters if name.startswith("filter[")}
        url = look.address(filter=json.dumps(rest.json(), ensure_ascii=False) if rest.parts else None, **plain)
        found.append({"label": in_words(entity, part, by), "remove_url": url, "icon": ""})
    return found


def in_words(entity: Entity, part: Condition | Group, by: Actor) -> str:
    """A condition as people say it; a group in brackets."""
    if isinstance(part, Group):
        join = _(" or ") if part.join == "or" else _(" and ")
        return "(" + join.join(in_words(entity, one, by) for one in part.parts) + ")"
    field = entity.readable(by).get(part.field)
    if field is None:
        return f"{_('Came with')}{_(': ')}{_batch_name(part.value, by)}" if part.field == BATCH else part.field
    words = operator_words() | (date_words() if field.type.name in ("date", "datetime") else {})
    if part.operator in NO_VALUE:
        return f"{field.label} {words[part.operator]}"
    if part.operator in DAYS:
        return f"{field.label} {days_words(part.operator) % {'days': part.value}}"
    if part.operator == "between":
        least, most = [*value_words(field, part.value, by), "", ""][:2]
        return f"{field.label}{_(': ')}{least or '…'} – {most or '…'}"
    joint = _(": ") if part.operator in ("eq", "in", "any", "under", "period") else f" {words.get(part.operator, '')} "
    return f"{field.label}{joint}{_(', ').join(value_words(field, part.value, by))}"


def _batch_name(value: Any, by: Actor) -> str:
    """What a batch is called: an import by its file."""
    try:
        return batch_seen(value, by).title or str(value)
    except Refused as refused:
        return str(refused.message)


def value_words(field: BoundField, value: Any, by: Actor) -> list[str]:
    """The values of a condition in words."""
    if field.type.name in POINTING:
        return [name_of(field, one, by) for one in flat(value)]
    labels = {one["value"]: one["label"] for one in choices_of(field)}
    labels |= {one["code"]: one["label"] for one in choices_of(field) if "code" in one}
    if field.type.name in ("date", "datetime"):
        labels |= {name: str(label) for name, (label, *_span) in PERIODS.items()}
    values = value if isinstance(value, list) else str(value).split(",")
    return [labels.get(str(one).lower() if field.type.name == "boolean" else str(one), str(one)) for one in values]

"""The filter bar: chips of what is in force, and what the editor may offer."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhike.doors.web.filters import filter_fields
from zhike.doors.web.records.looking import Looking
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.filters import Condition, Group

INPUTS = {"integer": "number", "decimal": "number", "money": "number", "date": "date", "datetime": "date"}
NO_VALUE = {"empty", "filled", "me"}
DAYS = {"last_days", "next_days", "older_days"}


def operator_words() -> dict[str, str]:
    """Each operator in words."""
    return {
        "eq": _("is"), "ne": _("is not"), "in": _("is one of"), "not_in": _("is none of"), "contains": _("contains"),
        "starts": _("starts with"), "gt": _("is more than"), "gte": _("is at least"), "lt": _("is less than"),
        "lte": _("is at most"), "empty": _("is empty"), "filled": _("is filled in"), "me": _("is me"),
        "under": _("lies in"), "any": _("has one of"), "all": _("has all of"), "none": _("has none of"),
        "last_days": _("in the last days"), "next_days": _("in the next days"), "older_days": _("more days ago than"),
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


def editor_fields(entity: Entity, by: Actor) -> SafeString:
    """The fields that the editor offers, with their operators and choices, as inert JSON."""
    readable = entity.readable(by)
    return filter_fields([_offered(entity, readable[name], by) for name in entity.filters if name in readable])


def _offered(entity: Entity, field: BoundField, by: Actor) -> dict[str, Any]:
    words = operator_words() | (date_words() if field.type.name in ("date", "datetime") else {})
    operators = ("eq", "empty", "filled") if entity.masks(field.name, by) else field.type.operators
    choices = choices_of(field, by)
    return {
        "name": field.name, "label": str(field.label), "choices": choices,
        "operators": [
            {"value": one, "label": words[one], "input": _input(field, one, bool(choices))}
            for one in operators if not (choices and one in ("eq", "ne"))
        ],
    }  # fmt: skip


def _input(field: BoundField, operator: str, has_choices: bool) -> str:
    if operator in NO_VALUE:
        return "none"
    if operator in DAYS:
        return "number"
    return "choice" if has_choices else INPUTS.get(field.type.name, "text")


def choices_of(field: BoundField, by: Actor) -> list[dict[str, str]]:
    """The values to tick for a field with few of them."""
    book = directory()
    match field.type.name:
        case "dictionary":
            return [{"value": str(one.pk), "label": str(one)} for one in book.dictionaries.get(field.dictionary, [])]
        case "choice" | "level":
            return [{"value": str(value), "label": str(label)} for value, label in field.choices]
        case "boolean":
            return [{"value": "true", "label": _("Yes")}, {"value": "false", "label": _("No")}]
        case "person":
            return [{"value": str(one.id), "label": one.name} for one in book.people.values() if one.is_active][:100]
        case "department":
            return [{"value": str(one.id), "label": one.name} for one in book.departments.values()][:200]
        case "tags":
            return [{"value": tag.name, "label": tag.name} for tag in book.tags.values() if not tag.retired][:100]
        case "region":
            return [
                {"value": one.pk, "label": str(one)}
                for one in book.regions.values()
                if one.level in ("area", "province")
            ]
    return []


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
        return part.field
    words = operator_words() | (date_words() if field.type.name in ("date", "datetime") else {})
    if part.operator in NO_VALUE:
        return f"{field.label} {words[part.operator]}"
    if part.operator in DAYS:
        return f"{field.label} {days_words(part.operator) % {'days': part.value}}"
    between = _(": ") if part.operator in ("eq", "in", "any", "under") else f" {words.get(part.operator, '')} "
    return f"{field.label}{between}{value_words(field, part.value, by)}"


def value_words(field: BoundField, value: Any, by: Actor) -> str:
    """The value of a condition in words."""
    labels = {one["value"]: one["label"] for one in choices_of(field, by)}
    if field.type.name == "dictionary":
        labels |= {one.code: str(one) for one in directory().dictionaries.get(field.dictionary, [])}
    if field.type.name == "region":
        labels |= {one.pk: str(one) for one in directory().regions.values()}
    values = value if isinstance(value, list) else str(value).split(",")
    return _(", ").join(
        labels.get(str(one).lower() if field.type.name == "boolean" else str(one), str(one)) for one in values
    )

"""Checks a value against the part of JSON Schema that our own descriptions use, with an error for each field.

What the OpenAPI document says is thus what the door takes, neither more nor less.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from zhike.doors.api.calls import Schema
from zhike.doors.api.description.named import resolved
from zhike.kernel.refusals import FieldError

DEEPEST = 12


def wrong_in(value: Any, schema: Schema, field: str, depth: int = 0) -> list[FieldError]:
    """All that is wrong with a value; an empty list when it fits."""
    if depth > DEEPEST:
        return [FieldError(field, "too_deep", _("This is nested too deeply."))]
    schema = resolved(schema)
    if "anyOf" in schema:
        tries = [wrong_in(value, one, field, depth + 1) for one in schema["anyOf"]]
        return [] if not all(tries) else min(tries, key=len)
    kinds = schema.get("type")
    if kinds is not None and not any(_is(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        expected = kinds if isinstance(kinds, str) else "/".join(kinds)
        return [FieldError(field, "wrong_type", _("This must be of type %(type)s.") % {"type": expected})]
    if "enum" in schema and value not in schema["enum"]:
        known = ", ".join(str(one) for one in schema["enum"])
        return [FieldError(field, "not_a_choice", _("This must be one of: %(known)s.") % {"known": known})]
    match value:
        case str():
            return _wrong_text(value, schema, field)
        case dict():
            return _wrong_object(value, schema, field, depth)
        case list():
            return _wrong_list(value, schema, field, depth)
        case int() | float() if not isinstance(value, bool):
            return _wrong_number(value, schema, field)
    return []


def _is(value: Any, kind: str) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "integer":
            return (isinstance(value, int) and not isinstance(value, bool)) or (
                isinstance(value, float) and value.is_integer()
            )
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
    return value is None


def _wrong_text(value: str, schema: Mapping[str, Any], field: str) -> list[FieldError]:
    if len(value) > schema.get("maxLength", len(value)):
        return [FieldError(field, "too_long", _("At most %(most)s characters fit.") % {"most": schema["maxLength"]})]
    if len(value) < schema.get("minLength", 0):
        return [FieldError(field, "too_short", _("This must not be empty."))]
    if "pattern" in schema and not _compiled(schema["pattern"]).search(value):
        return [FieldError(field, "malformed", _("This is not written as expected."))]
    return []


def _wrong_number(value: float, schema: Mapping[str, Any], field: str) -> list[FieldError]:
    least, most = schema.get("minimum", value), schema.get("maximum", value)
    if not least <= value <= most:
        return [
            FieldError(
                field,
                "out_of_range",
                _("This must lie between %(least)s and %(most)s.") % {"least": least, "most": most},
            )
        ]
    return []


def _wrong_object(value: dict[str, Any], schema: Mapping[str, Any], field: str, depth: int) -> list[FieldError]:
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    errors = [
        FieldError(_under(field, name), "required", _("“%(name)s” is needed.") % {"name": name})
        for name in schema.get("required", ())
        if name not in value
    ]
    if len(value) < schema.get("minProperties", 0):
        errors.append(FieldError(field, "empty", _("This must not be empty.")))
    for name, one in value.items():
        if name in properties:
            errors += wrong_in(one, properties[name], _under(field, name), depth + 1)
        elif others is False:
            errors.append(
                FieldError(
                    _under(field, name[:80]), "unknown_field", _("There is no field “%(name)s”.") % {"name": name[:80]}
                )
            )
        elif isinstance(others, dict):
            errors += wrong_in(one, others, _under(field, name), depth + 1)
    return errors


def _wrong_list(value: list[Any], schema: Mapping[str, Any], field: str, depth: int) -> list[FieldError]:
    if len(value) > schema.get("maxItems", len(value)):
        return [FieldError(field, "too_many", _("At most %(most)s entries fit.") % {"most": schema["maxItems"]})]
    if len(value) < schema.get("minItems", 0):
        return [FieldError(field, "too_few", _("At least one entry is needed."))]
    items = schema.get("items", {})
    return [
        error for place, one in enumerate(value) for error in wrong_in(one, items, _under(field, str(place)), depth + 1)
    ]


def _under(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)

"""The arguments of an action: their JSON schema from its signature, and the Python values from the JSON that came."""

from __future__ import annotations

import enum
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.db.models import Model
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from zhike.doors.api.calls import Schema
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.declaration import Action, Parameter
from zhike.kernel.entity.registry import entity_of, has_entity
from zhike.kernel.fields import parsing
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import FieldError, Refused

PLAIN: dict[Any, Schema] = {
    str: {"type": "string", "maxLength": 10_000},
    bool: {"type": "boolean"},
    # An int may be an id, and ids are sent as strings.
    int: {"type": ["integer", "string"], "pattern": r"^-?\d{1,18}$", "minimum": -(2**53), "maximum": 2**53},
    float: {"type": "number"},
    Decimal: {"type": "string", "pattern": r"^-?\d{1,16}(\.\d{1,6})?$"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def schemas_of(action: Action) -> dict[str, Schema]:
    """The schema of each argument by name."""
    return {one.name: _described(one) for one in action.parameters}


def required_of(action: Action) -> list[str]:
    """The arguments that have no default."""
    return [one.name for one in action.parameters if one.required]


def arguments_of(action: Action, body: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """The arguments in `body` as Python values. Raises Refused with all that is wrong."""
    found, errors = {}, []
    for one in action.parameters:
        if one.name in body:
            try:
                found[one.name] = value_of(one.type, body[one.name], by)
            except (parsing.ValueProblem, Refused) as problem:
                code, message = getattr(problem, "code", "unknown_reference"), problem.message
                errors.append(FieldError(one.name, code, message))
    if errors:
        raise Refused(errors=errors)
    return found


def value_of(hint: Any, raw: Any, by: Actor) -> Any:
    """A JSON value that fits the hint's schema as the Python value that the action takes."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return value_of(inner[0], raw, by)
    if raw is None:
        return None
    if origin in (Union, types.UnionType):
        return value_of(next(one for one in inner if one is not type(None)), raw, by)
    if _many(origin):
        return [value_of(inner[0] if inner else str, one, by) for one in raw]
    if _mapping(origin or hint):
        return {key: value_of(inner[1] if inner else Any, one, by) for key, one in raw.items()}
    if isinstance(hint, type) and issubclass(hint, Model):
        return record_of(hint, raw, by)
    return _plain_value(hint, raw)


def record_of(model: type[Model], raw: str, by: Actor) -> Any:
    """The record with this id, if the actor may see it; every colleague may be named."""
    anyone = model is Employee or not has_entity(model)
    everything = model._default_manager.all()
    rows = everything.filter(deleted_at=None) if anyone else everything.visible_to(by)  # type: ignore[attr-defined]
    record_id = parsing.whole_number(raw)
    record = rows.filter(pk=record_id).first() if record_id is not None else None
    if record is None:
        what = entity_of(model).label if has_entity(model) else model._meta.verbose_name
        raise Refused(_("There is no such %(what)s.") % {"what": what}, code="unknown_reference")
    return record


def schema_of(hint: Any) -> Schema:
    """The JSON schema of a Python type."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return schema_of(inner[0])
    if origin in (Union, types.UnionType):
        schema = schema_of(next(one for one in inner if one is not type(None)))
        if type(None) not in inner:
            return schema
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        choices = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
        return schema | {"type": [*kinds, "null"]} | choices
    if origin is Literal:
        return {"type": "integer" if isinstance(inner[0], int) else "string", "enum": list(inner)}
    if _many(origin):
        return {"type": "array", "items": schema_of(inner[0] if inner else str), "maxItems": 1000}
    if _mapping(origin or hint):
        return {"type": "object", "additionalProperties": schema_of(inner[1]) if inner else {}}
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        values = [one.value for one in hint]
        return {"type": "integer" if isinstance(values[0], int) else "string", "enum": values}
    if isinstance(hint, type) and issubclass(hint, Model):
        key = entity_of(hint).key if has_entity(hint) else hint.__name__
        return {"type": "string", "maxLength": 40, "description": f"an id of {key}"}
    return dict(PLAIN.get(hint, {}))


def _described(parameter: Parameter) -> Schema:
    schema = schema_of(parameter.type)
    if parameter.ask.choices:
        schema["enum"] = [key for key, _label in parameter.ask.choices]
    words = [str(parameter.label), schema.get("description", ""), str(parameter.ask.help)]
    schema["description"] = ": ".join(word for word in words if word)
    if not parameter.required and isinstance(parameter.default, str | int | bool):
        schema["default"] = parameter.default
    return schema


def _plain_value(hint: Any, raw: Any) -> Any:
    if hint is Decimal:
        return parsing.parse_decimal(raw)
    if hint is datetime:
        return parsing.parse_datetime(raw, zone=get_current_timezone())
    if hint is date:
        return parsing.parse_date(raw)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(raw)
    return int(raw) if hint is int else raw


def _many(origin: Any) -> bool:
    return (isinstance(origin, type) and issubclass(origin, list | tuple | set | frozenset)) or getattr(
        origin, "__name__", ""
    ) == "Sequence"


def _mapping(origin: Any) -> bool:
    return origin is dict or getattr(origin, "__name__", "") == "Mapping"

"""The JSON schemas of an entity: how its records are read, created and changed, and what they can be filtered by."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str

from zhike.doors.api.calls import Schema
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.periods import PERIODS
from zhike.kernel.filters.batches import BATCH

EXPANDABLE = frozenset({"person", "department", "reference", "region", "dictionary"})
TAKES_NOTHING = frozenset({"empty", "filled", "me"})
MEANINGS = {
    "eq": "equal to",
    "ne": "not equal to",
    "in": "one of (separated by commas)",
    "not_in": "none of (separated by commas)",
    "contains": "contains",
    "starts": "begins with",
    "gt": "greater than",
    "gte": "greater than or equal to",
    "lt": "less than",
    "lte": "less than or equal to",
    "empty": "has no value",
    "filled": "has a value",
    "me": "is the caller",
    "under": "is, or lies below",
    "any": "has any of",
    "all": "has all of",
    "none": "has none of",
    "last_days": "within the last N days",
    "next_days": "within the next N days",
    "older_days": "more than N days ago",
    "between": "lies between two values, both included; one may be left open",
    "period": f"lies in one of {', '.join(PERIODS)}",
}


def name_of(entity: Entity) -> str:
    """The name of an entity's schema, such as `Customer`."""
    return entity.model.__name__


def ref(name: str) -> Schema:
    """A reference to a named schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def read_schema(entity: Entity) -> Schema:
    """A record as it is sent. Fields that the caller may not see, or did not ask for, are left out."""
    properties: Schema = {
        "id": {"type": "string", "description": "Opaque; stays the same for ever."},
        "revision": {"type": "integer", "minimum": 1, "description": "Counts the changes; the first part of the ETag."},
    }
    for name, field in entity.fields.items():
        properties[name] = _read(field)
        if has_currency_beside(field):
            properties[currency_name(name)] = {"type": "string", "description": f"The currency of {name}, by ISO 4217."}
    for lines in entity.lines:
        properties[lines.name] = {
            "type": "array", "items": ref(name_of(entity.line_entity(lines))),
            "description": f"{force_str(lines.label)}: in their order, with `expand={lines.name}`.",
        }  # fmt: skip
    return {
        "type": "object",
        "required": ["id", "revision"],
        "properties": properties,
        "description": _first_line(entity),
    }


def write_schema(entity: Entity, *, partial: bool) -> Schema:
    """What is taken to create a record, or with `partial` to change one."""
    numbered = entity.numbering.field if entity.numbering else ""
    properties = {name: write_field(field) for name, field in _writable(entity).items()}
    required = [name for name, field in _writable(entity).items() if field.required and name != numbered]
    for lines in entity.lines:
        properties[lines.name] = {
            "type": "array", "maxItems": lines.most, "items": ref(f"{name_of(entity.line_entity(lines))}Wish"),
            "description": f"{force_str(lines.label)}: all of them, in their order. One with an id keeps what is not "
            "sent of it, one without is new, and those that are not sent are removed.",
        }  # fmt: skip
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    if partial:
        return schema
    return schema | ({"required": required} if required else {})


def wish_schema(entity: Entity, lines: Lines) -> Schema:
    """A line as it is taken within its document. A new one lacks the id."""
    writable = {name: field for name, field in _writable(entity).items() if name != lines.by}
    properties: Schema = {"id": {"type": ["string", "null"], "description": "Of a line that is there already."}}
    properties |= {name: write_field(field) for name, field in writable.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def filter_schema(entity: Entity) -> Schema:
    """The conditions `filter[field]` and `filter[field__operator]`; all that are given must hold."""
    properties = {BATCH: {"type": "string", "description": "The batch, such as an import, that created or changed it"}}
    for name, field in entity.fields.items():
        for operator in field.type.operators:
            key = name if operator == "eq" else f"{name}__{operator}"
            properties[key] = {"type": "string", "description": f"{_label(field)} {MEANINGS.get(operator, operator)}"}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def write_field(field: BoundField) -> Schema:
    """One field as it is taken. An empty optional one is null, or the empty text where the column holds texts."""
    schema = dict(field.type.schema(field))
    if field.type.name == "references":
        schema["items"] = {"type": "string"}
    if field.required:
        return _described(field, _not_empty(schema))
    return _described(field, _or_nothing(schema, field))


def has_currency_beside(field: BoundField) -> bool:
    """Whether the amount is in the base currency, so that a currency must be said beside it."""
    return field.type.name == "money" and not getattr(field.model_field, "currency", "")


def currency_name(name: str) -> str:
    """The name under which the currency of an amount is sent."""
    return f"{name}_currency"


def expandable(entity: Entity) -> list[str]:
    """The fields that `expand` can turn into `{"id", "title"}`."""
    fields = [name for name, field in entity.fields.items() if field.type.name in EXPANDABLE]
    return [*fields, *(lines.name for lines in entity.lines)]


def _read(field: BoundField) -> Schema:
    schema = {
        key: value for key, value in field.type.schema(field).items() if key not in ("minimum", "maximum", "pattern")
    }
    schema = _or_nothing(schema, field)
    if field.type.name in EXPANDABLE:
        return _described(field, {"anyOf": [schema, ref("Reference")]})
    return _described(field, schema)


def _or_nothing(schema: Schema, field: BoundField) -> Schema:
    """The schema with what stands for "no value" in this column."""
    schema = dict(schema)
    if field.type.blank is None and field.nullable:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        schema["type"] = list(dict.fromkeys([*kinds, "null"]))
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    elif "enum" in schema and field.model_field is not None and field.model_field.blank and schema["type"] == "string":
        schema["enum"] = ["", *schema["enum"]]
    return schema


def _not_empty(schema: Schema) -> Schema:
    if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
        return {"minLength": 1, **schema}
    if isinstance(schema.get("type"), list):
        return {**schema, "type": [kind for kind in schema["type"] if kind != "null"]}
    return schema


def _described(field: BoundField, schema: Schema) -> Schema:
    said = [_label(field)]
    if field.dictionary:
        said.append(f"a code of the dictionary {field.dictionary}")
    elif field.related_entity is not None:
        said.append(f"an id of {field.related_entity.key}")
    elif field.type.name == "region":
        said.append("the public code of a place in China")
    elif field.type.name == "tags":
        said.append("by their names; new ones are made")
    return {**schema, "description": ": ".join(said)}


def _writable(entity: Entity) -> dict[str, BoundField]:
    return {name: one for name, one in entity.fields.items() if one.editable and name not in entity.system_fields}


def _label(field: BoundField) -> str:
    return force_str(field.label or field.name)


def _first_line(entity: Entity) -> str:
    return (type(entity).__doc__ or "").strip().split("\n")[0]


def field_facts(field: BoundField) -> dict[str, Any]:
    """What `/entities` says of the type of a field."""
    return {
        "name": field.name,
        "label": force_str(field.label),
        "type": field.type.name,
        "required": field.required,
        "operators": list(field.type.operators),
        "max_length": field.max_length,
        "dictionary": field.dictionary or None,
        "entity": field.related_entity.key if field.related_entity is not None else None,
    }

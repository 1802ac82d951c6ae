"""The schemas that have a name, by which bodies, answers and other schemas refer to them."""

from __future__ import annotations

from functools import cache

from django.utils import translation

from zhike.doors.api.calls import Schema
from zhike.doors.api.description.fields import filter_schema, name_of, read_schema, wish_schema, write_schema
from zhike.doors.api.description.shared import IMPORT, SHARED
from zhike.kernel.entity.registry import entities


@cache
def named_schemas() -> dict[str, Schema]:
    """Every named schema, described in English; the declarations don't change while the process lives."""
    found = {**SHARED, "Import": IMPORT}
    with translation.override("en"):
        for entity in entities():
            name = name_of(entity)
            found[name] = read_schema(entity)
            if entity.document is not None:
                found[f"{name}Wish"] = wish_schema(entity, entity.document[1])
            found[f"{name}New"] = write_schema(entity, partial=False)
            found[f"{name}Change"] = write_schema(entity, partial=True)
            found[f"{name}Filter"] = filter_schema(entity)
    return found


def resolved(schema: Schema) -> Schema:
    """The schema itself, or the one that it refers to."""
    return named_schemas()[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema

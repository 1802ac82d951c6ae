"""The OpenAPI 3.1 document of the whole door."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.utils import translation

from zhike.doors.api.authentication import SCHEMES
from zhike.doors.api.calls import Schema
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import filter_schema, name_of, read_schema, ref
from zhike.doors.api.interface import ninja_document
from zhike.kernel.entity.registry import entities

BASE = "/api/v1"


def document() -> dict[str, Any]:
    """The whole document, in English and always the same for the same declarations."""
    with translation.override("en"):
        made = dict(ninja_document())
        made["paths"] = {f"{BASE}{path}": methods for path, methods in made["paths"].items()}
        for methods in made["paths"].values():
            for one in methods.values():
                _tidy(one)
        made["components"] = {"schemas": _components(), "securitySchemes": SCHEMES}
        made["servers"] = [{"url": "/"}]
        made["tags"] = [{"name": entity.key, "description": str(entity.label_plural)} for entity in entities()]
    return dict(orjson.loads(orjson.dumps(made, option=orjson.OPT_NON_STR_KEYS)))


@cache
def document_bytes() -> bytes:
    """The document as it is served; the declarations don't change while the process lives."""
    return orjson.dumps(document())


def _components() -> dict[str, Schema]:
    found = dict(shared.SHARED)
    for entity in entities():
        found[name_of(entity)] = read_schema(entity)
        found[f"{name_of(entity)}Filter"] = filter_schema(entity)
    return found


def _tidy(one: dict[str, Any]) -> None:
    """Take out what django-ninja adds for answers that it does not know, and name each list's filter once."""
    ours = one["responses"]
    if not ours.get(200, {}).get("content") and any(status in ours for status in (201, 202, 204)):
        ours.pop(200, None)
    for parameter in one["parameters"]:
        parameter["schema"].pop("title", None)
        if parameter["name"] == "filter":
            parameter["schema"] = ref(f"{_entity_name(one['tags'][0])}Filter")
    one["parameters"] = sorted(one["parameters"], key=lambda each: each["in"] != "path")


def _entity_name(key: str) -> str:
    return next(name_of(entity) for entity in entities() if entity.key == key)

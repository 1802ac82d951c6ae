"""The OpenAPI 3.1 document of the whole door."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.utils import translation

from zhike.doors.api.authentication import SCHEMES
from zhike.doors.api.description.named import named_schemas
from zhike.doors.api.description.operations import REFUSED
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
        made["components"] = {"schemas": named_schemas(), "responses": REFUSED, "securitySchemes": SCHEMES}
        made["servers"] = [{"url": "/"}]
        made["tags"] = [{"name": entity.key, "description": str(entity.label_plural)} for entity in entities()]
    return dict(orjson.loads(orjson.dumps(made, option=orjson.OPT_NON_STR_KEYS)))


@cache
def document_bytes() -> bytes:
    """The document as it is served; the declarations don't change while the process lives."""
    return orjson.dumps(document())


def _tidy(one: dict[str, Any]) -> None:
    """Take out what django-ninja adds for answers that it does not know."""
    ours = one["responses"]
    if not ours.get(200, {}).get("content") and any(status in ours for status in (201, 202, 204)):
        ours.pop(200, None)
    for parameter in one["parameters"]:
        parameter["schema"].pop("title", None)
    one["parameters"] = sorted(one["parameters"], key=lambda each: each["in"] != "path")

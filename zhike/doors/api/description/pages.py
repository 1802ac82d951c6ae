"""The document as JSON and as a page for people, and the answer to addresses that lead nowhere."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhike.doors.api.answers import answer
from zhike.doors.api.description.document import document_bytes
from zhike.doors.api.description.named import resolved
from zhike.doors.api.problems import TITLES, Problem


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document. It holds no data, so it needs no token."""
    if request.method != "GET":
        raise Problem(405, "method_not_allowed", "This address answers only to GET.", headers={"Allow": "GET, HEAD"})
    made = answer(None)
    made.content = document_bytes()
    made.headers["ETag"] = f'"{hash_of(document_bytes())}"'
    return made


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page: every address with its parameters, body and answers. No script, nothing from outside."""
    made = orjson.loads(document_bytes())
    return render(request, "api/docs.html", {"info": made["info"], "tags": by_tag(made), "schemas": schemas_of(made)})


def unknown(request: HttpRequest) -> HttpResponse:
    """An address that leads nowhere."""
    raise Http404


def by_tag(made: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The operations by the thing that they are about."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, methods in made["paths"].items():
        for method, one in methods.items():
            answers = {
                status: said.get("description") or TITLES[int(status)] for status, said in one["responses"].items()
            }
            found[one["tags"][0]].append(
                {**one, "method": method.upper(), "path": path, "body": body_of(one), "answers": answers}
            )
    return sorted(found.items())


def body_of(operation: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    """The fields of a body: name, type, whether it is needed, and what it means."""
    content: dict[str, Any] = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
    return fields_of(resolved(content.get("schema", {})))


def schemas_of(made: dict[str, Any]) -> list[tuple[str, str, list[tuple[str, str, bool, str]]]]:
    """The named schemas with their fields; the filters are left to the addresses that use them."""
    named = made["components"]["schemas"]
    return [(name, one.get("description", ""), fields_of(one)) for name, one in sorted(named.items())]


def fields_of(schema: dict[str, Any]) -> list[tuple[str, str, bool, str]]:
    """The properties of an object as rows of a table."""
    required = schema.get("required", ())
    return [
        (name, type_of(one), name in required, one.get("description", ""))
        for name, one in schema.get("properties", {}).items()
    ]


def type_of(schema: dict[str, Any]) -> str:
    """A schema's type in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " or ".join(type_of(one) for one in schema["anyOf"])
    kind = schema.get("type", "any")
    words = kind if isinstance(kind, str) else " or ".join(kind)
    if words == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if "enum" in schema:
        return f"{words}: {', '.join(str(one) for one in schema['enum'])}"
    return f"{words} ({schema['format']})" if "format" in schema else words


def hash_of(content: bytes) -> str:
    """A digest for the ETag."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()

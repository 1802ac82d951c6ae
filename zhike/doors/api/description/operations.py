"""The part of the OpenAPI document that belongs to one endpoint."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from zhike.doors.api.authentication import SCHEMES
from zhike.doors.api.calls import Endpoint, Schema
from zhike.doors.api.description.fields import ref
from zhike.doors.api.problems import MEDIA_TYPE, TITLES

ALWAYS = (401, 429)
WITH_BODY = (400, 413, 415, 422)
REFUSED: dict[int, Schema] = {
    status: {"description": title, "content": {MEDIA_TYPE: {"schema": ref("Problem")}}}
    for status, title in TITLES.items()
}


def operation(endpoint: Endpoint) -> dict[str, Any]:
    """What django-ninja can't know of an endpoint: parameters, body, answers, refusals, who may call."""
    found: dict[str, Any] = {
        "parameters": [one.openapi() for one in endpoint.parameters],
        "responses": answers_of(endpoint),
        "security": [{name: []} for name in SCHEMES],
    }
    if endpoint.body is not None:
        media = "multipart/form-data" if endpoint.upload else "application/json"
        found["requestBody"] = {"required": endpoint.body_required, "content": {media: {"schema": endpoint.body}}}
    return found


def answers_of(endpoint: Endpoint) -> dict[int, Schema]:
    """The answers by status, refusals included."""
    found: dict[int, Schema] = {}
    for status, schema in endpoint.answers.items():
        found[status] = {"description": HTTPStatus(status).phrase}
        if schema is not None:
            found[status]["content"] = {endpoint.media_type: {"schema": schema}}
    refusals = {*ALWAYS, 422, *endpoint.refusals, *(WITH_BODY if endpoint.method in ("POST", "PATCH") else ())}
    if endpoint.method != "GET":
        refusals |= {400, 403}
    for status in sorted(refusals):
        found[status] = {"$ref": f"#/components/responses/{status}"}
    return found

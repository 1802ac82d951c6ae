"""Reads a request against its endpoint's description: what is not described there is refused, never ignored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhike.doors.api.calls import Endpoint, Parameter
from zhike.doors.api.conformity import wrong_in
from zhike.doors.api.problems import Problem
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import FieldError, Refused

LARGEST_JSON = getattr(settings, "API_LARGEST_JSON", 4 << 20)
LARGEST_UPLOAD = getattr(settings, "API_LARGEST_UPLOAD", 512 << 20)
MOST_PARAMETERS = 200
WHOLE = re.compile(r"-?\d{1,15}")
UNREADABLE = gettext_lazy("This text holds a character that can't be stored.")


def refuse_too_large(request: HttpRequest, endpoint: Endpoint) -> None:
    """Refuse a body by its announced length, before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = LARGEST_UPLOAD if endpoint.upload else LARGEST_JSON
    if not length.isdigit() or int(length) > most:
        raise Problem(413, "too_large", _("At most %(most)s bytes are taken here.") % {"most": most})


def read_query(
    request: HttpRequest, parameters: Iterable[Parameter]
) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """The query's parameters by name, typed by their schemas, and the `filter[…]` pairs. Refuses with all errors."""
    known = {one.name: one for one in parameters if one.place == "query"}
    found: dict[str, Any] = {}
    filters: list[tuple[str, str]] = []
    errors: list[FieldError] = []
    if sum(len(values) for values in request.GET.lists()) > MOST_PARAMETERS:
        raise Refused(_("Too many parameters."), code="too_many")
    for name, values in request.GET.lists():
        if any("\x00" in value for value in (name, *values)):
            errors.append(FieldError(name.replace("\x00", ""), "unreadable", UNREADABLE))
        elif name.startswith("filter[") and "filter" in known:
            filters += [(name, value) for value in values]
        elif name not in known or name == "filter":
            errors.append(
                FieldError(
                    name[:80], "unknown_parameter", _("There is no parameter “%(name)s” here.") % {"name": name[:80]}
                )
            )
        elif len(values) > 1:
            errors.append(FieldError(name, "repeated", _("“%(name)s” may be given once.") % {"name": name}))
        else:
            found[name] = typed(values[0], known[name].schema)
            errors += wrong_in(found[name], known[name].schema, name)
    missing = [one.name for one in known.values() if one.required and one.name not in request.GET]
    errors += [FieldError(name, "required", _("“%(name)s” is needed.") % {"name": name}) for name in missing]
    if errors:
        raise Refused(errors=errors)
    return {name: one.schema.get("default") for name, one in known.items()} | found, tuple(filters)


def typed(text: str, schema: Mapping[str, Any]) -> Any:
    """A parameter's text as its schema's type; left as text, and then refused, when it is none."""
    if schema.get("type") == "integer" and WHOLE.fullmatch(text) and text.isascii():
        return int(text)
    if schema.get("type") == "boolean" and text in ("true", "false"):
        return text == "true"
    return text


def read_body(request: HttpRequest, endpoint: Endpoint, by: Actor) -> Any:
    """The JSON body, checked against the endpoint's schema. Raises Problem (400, 415), or Refused with all errors."""
    if endpoint.upload:
        if request.content_type != "multipart/form-data":
            raise Problem(415, "unsupported_media_type", _("Send the file as multipart/form-data."))
        return None
    raw = request.body
    if endpoint.body is None or (not raw and not endpoint.body_required):
        return {}
    if not raw:
        raise Problem(400, "malformed_json", _("A body in JSON is needed."))
    if request.content_type != "application/json":
        raise Problem(415, "unsupported_media_type", _("Send JSON, with Content-Type: application/json."))
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as problem:
        raise Problem(400, "malformed_json", _("This is not JSON: %(why)s") % {"why": str(problem)[:120]}) from problem
    errors = wrong_in(body, endpoint.body, "")
    if errors:
        raise Refused(errors=[*errors, *_beside(errors, body, endpoint, by)][:100])
    return body


def _beside(errors: list[FieldError], body: Any, endpoint: Endpoint, by: Actor) -> list[FieldError]:
    """What else is wrong, in the fields of a body that the description finds nothing wrong with."""
    if endpoint.beside is None or not isinstance(body, dict):
        return []
    named = {error.field.partition(".")[0] for error in errors}
    others = endpoint.beside({name: value for name, value in body.items() if name not in named}, by)
    return [error for error in others if error.field.partition(".")[0] not in named]


def without_nul(value: Any) -> Any:
    """The value, if no text in it holds a NUL, which PostgreSQL can't compare with. Raises Refused."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str) and "\x00" in one:
            raise Refused(UNREADABLE, field="filter", code="unreadable")
        waiting += list(one.values()) + list(one) if isinstance(one, dict) else one if isinstance(one, list) else []
    return value

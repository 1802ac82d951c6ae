"""What an endpoint is, and what it gets: its address, its description for OpenAPI, and the function that answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from zhike.kernel.access.actor import Actor
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.refusals import FieldError

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter or header: its JSON schema both describes it and checks it."""

    name: str
    schema: Schema
    description: str
    place: str = "query"
    required: bool = False

    def openapi(self) -> Schema:
        """The parameter as OpenAPI describes it."""
        found: Schema = {
            "in": self.place,
            "name": self.name,
            "required": self.required,
            "description": self.description,
            "schema": self.schema,
        }
        if "$ref" in self.schema or self.schema.get("type") == "object":
            found |= {"style": "deepObject", "explode": True}
        return found


@dataclass(frozen=True, slots=True)
class Call:
    """One request to an endpoint, already authenticated, read and checked against the endpoint's description."""

    request: HttpRequest
    by: Actor
    path: Mapping[str, str]
    query: Mapping[str, Any] = field(default_factory=dict)
    filters: tuple[tuple[str, str], ...] = ()
    body: Any = None

    def id(self, name: str = "id") -> int:
        """The record's id in the address; 0, which no record has, for what can't be an id."""
        return whole_number(self.path[name]) or 0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address. `key` is the operation's id; `answers` maps statuses to schemas (None: no body).

    `needs` refuses a caller who may not do it at all, before the arguments are read: who may not ask is not told what
    is wrong with the question. `beside` says what rules find wrong with the part of a body that conforms, when
    another part does not: so all mistakes are told at once.
    """

    method: str
    path: str
    key: str
    summary: str
    tag: str
    run: Callable[[Call], HttpResponseBase]
    answers: Mapping[int, Schema | None]
    description: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Schema | None = None
    body_required: bool = True
    upload: bool = False
    media_type: str = "application/json"
    refusals: tuple[int, ...] = ()
    needs: Callable[[Actor], None] | None = None
    beside: Callable[[dict[str, Any], Actor], list[FieldError]] | None = None

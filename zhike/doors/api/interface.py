"""The REST door, put together: every endpoint of every entity, given to django-ninja."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from zhike import __version__
from zhike.doors.api.calls import Endpoint
from zhike.doors.api.description.operations import operation
from zhike.doors.api.door import respond
from zhike.doors.api.resources import (
    caller,
    exports,
    files,
    finding,
    following,
    histories,
    imports,
    insights,
    money,
    prints,
    reasons,
    records,
    reports,
    roles,
    verbs,
)
from zhike.kernel.entity.registry import entities

NAMES = re.compile(r"{(\w+)}")


@cache
def all_endpoints() -> tuple[Endpoint, ...]:
    """Every endpoint, described in English in whatever language the process was first asked."""
    with translation.override("en"):
        return tuple(_endpoints())


def _endpoints() -> Iterator[Endpoint]:
    """Fixed words in an address come before those with a place for an id."""
    yield from caller.endpoints()
    yield from finding.endpoints()
    yield from histories.batch_endpoints()
    yield from files.file_endpoints()
    yield from imports.endpoints()
    yield from exports.endpoints()
    yield from reports.endpoints()
    yield from roles.endpoints()
    yield from money.endpoints()
    for entity in entities():
        yield from records.endpoints(entity)
        yield from histories.endpoints(entity)
        yield from verbs.endpoints(entity)
        yield from files.endpoints(entity)
        if entity.document is None:
            yield from following.endpoints(entity)
        yield from reasons.endpoints(entity)
        yield from insights.endpoints(entity)
        yield from prints.endpoints(entity)


@cache
def interface() -> NinjaAPI:
    """The API, built once all areas are loaded."""
    api = NinjaAPI(
        title="Zhike",
        version=__version__,
        urls_namespace="api",
        docs_url=None,
        openapi_url=None,
        description="Customers, contacts and everything around them. Every record is seen through the caller's rights.",
    )
    for endpoint in all_endpoints():
        api.default_router.add_api_operation(
            endpoint.path,
            [endpoint.method],
            _view(endpoint),
            operation_id=endpoint.key,
            summary=endpoint.summary,
            description=endpoint.description,
            tags=[endpoint.tag],
            url_name=endpoint.key,
            openapi_extra=operation(endpoint),
        )
    return api


def ninja_document() -> OpenAPISchema:
    """What django-ninja makes of the endpoints."""
    return interface().get_openapi_schema(path_prefix="")


def _view(endpoint: Endpoint) -> Callable[..., HttpResponseBase]:
    """The view of an endpoint, with the signature by which django-ninja knows the names in its address."""

    def view(request: HttpRequest, **path: Any) -> HttpResponseBase:
        return respond(endpoint, request, path)

    names = NAMES.findall(endpoint.path)
    kinds = inspect.Parameter
    view.__name__ = endpoint.key
    view.__doc__ = endpoint.description
    view.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            kinds("request", kinds.POSITIONAL_OR_KEYWORD),
            *(kinds(name, kinds.KEYWORD_ONLY, annotation=str) for name in names),
        ]
    )
    return view

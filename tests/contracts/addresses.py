"""Every address of the pages and of the REST interface that stands for a record, read from the address maps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

from zhike.doors.api.interface import all_endpoints
from zhike.doors.web import urls as web
from zhike.kernel.entity.declaration import Entity


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """All routes of the pages, as in `<slug:key>/<int:record_id>/edit`."""
    for one in web.urlpatterns if patterns is None else patterns:
        if not isinstance(one.pattern, RoutePattern):
            continue
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route


def pages_of_a_record(entity: Entity, record_id: int) -> list[str]:
    """The addresses of all pages and fragments about one record of an entity."""
    field = next(name for name, bound in entity.fields.items() if bound.editable and name != entity.title_field)
    related = next((one.entity for one in (*entity.card.tabs, *entity.extra_tabs)), "contacts")
    found = []
    for route in routes():
        if "<slug:key>" not in route or "<int:record_id>" not in route:
            continue
        address = route.replace("<slug:key>", entity.key).replace("<int:record_id>", str(record_id))
        address = address.replace("facts/<slug:name>", f"facts/{field}").replace("cells/<slug:name>", f"cells/{field}")
        address = address.replace("related/<slug:name>", f"related/{related}")
        found.append("/" + address.replace("<slug:name>", next(iter(entity.masked), field)))
    assert found
    return [address for address in found if "<" not in address]


def calls_of_a_record(entity: Entity) -> Iterator[tuple[str, str]]:
    """Method and path of all REST calls about one record of an entity, with `{id}` in the path."""
    for endpoint in all_endpoints():
        if endpoint.path.startswith(f"/{entity.key}/{{id}}") and endpoint.path.count("{") == 1:
            yield endpoint.method, endpoint.path


def calls_of_many(entity: Entity) -> Iterator[str]:
    """The paths of all REST calls that act on many records of an entity."""
    for endpoint in all_endpoints():
        if endpoint.path.startswith(f"/{entity.key}/actions/") and endpoint.method == "POST":
            yield endpoint.path

"""Addresses of the REST door."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path, re_path

from zhike.doors.api.description.pages import docs, openapi, unknown
from zhike.doors.api.door import enter
from zhike.doors.api.interface import interface


def behind_the_door() -> Iterator[URLPattern]:
    """The addresses that django-ninja makes of the endpoints, each view wrapped."""
    for one in interface().urls[0]:
        if isinstance(one, URLPattern) and one.name != "api-root":
            yield path(f"v1/{one.pattern}", enter(one.callback), one.default_args, one.name)


urlpatterns = [
    path("v1/openapi.json", enter(openapi), name="openapi"),
    path("v1/docs", docs, name="api-docs"),
    *behind_the_door(),
    re_path("", enter(unknown)),
]

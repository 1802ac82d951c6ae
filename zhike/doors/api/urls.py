"""Addresses of the REST door."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from zhike.doors.api.description.pages import docs, openapi, unknown
from zhike.doors.api.door import enter
from zhike.doors.api.interface import interface


def entered(patterns: list[URLPattern]) -> list[URLPattern]:
    """The same addresses, with every view behind the door."""
    for pattern in patterns:
        pattern.callback = enter(pattern.callback)
    return patterns


urlpatterns = [
    path("v1/openapi.json", enter(openapi), name="openapi"),
    path("v1/docs", docs, name="api-docs"),
    *(
        path(f"v1/{one.pattern}", one.callback, one.default_args, one.name)
        for one in entered(interface().urls[0])
        if one.name != "api-root"
    ),
    re_path("", enter(unknown)),
]

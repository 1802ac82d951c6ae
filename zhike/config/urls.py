"""The address map: health, the REST door, and the pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from zhike.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
for prefix, door in (("api/", "zhike.doors.api.urls"), ("", "zhike.doors.web.urls")):
    if find_spec(door):
        urlpatterns.append(path(prefix, include(door)))

handler403 = "zhike.doors.web.problems.forbidden"
handler404 = "zhike.doors.web.problems.not_found"
handler500 = "zhike.doors.web.problems.server_error"

"""Addresses of the browser's pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = []

if settings.DEBUG or getattr(settings, "SHOW_GALLERY", False):
    urlpatterns.append(path("gallery/", include("zhike.doors.web.gallery.urls")))

urlpatterns += [
    path("", include("zhike.doors.web.public_forms.urls")),
    path("", include("zhike.doors.web.sign_in.urls")),
    path("", include("zhike.doors.web.settings.urls")),
]

# The pages that every entity has come last: their addresses begin with an entity's name, whatever it is.
urlpatterns += [
    path("", include("zhike.doors.web.jobs.urls")),
    path("", include("zhike.doors.web.money.urls")),
    path("", include("zhike.doors.web.imports.urls")),
    path("", include("zhike.doors.web.exports.urls")),
    path("", include("zhike.doors.web.reports.urls")),
    path("", include("zhike.doors.web.duplicates.urls")),
    path("", include("zhike.doors.web.records.urls")),
]

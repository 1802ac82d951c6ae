"""An address map with nothing but the gallery: what its browser tests serve."""

from django.urls import include, path

urlpatterns = [path("gallery/", include("zhike.doors.web.gallery.urls"))]

"""Addresses of imports."""

from django.urls import path

from zhike.doors.web.imports import beginning, listing, mapping, stepping

urlpatterns = [
    path("imports", listing.imports),
    path("imports/new", beginning.new),
    path("imports/<int:import_id>", stepping.one),
    path("imports/<int:import_id>/mapping", mapping.save),
    path("imports/<int:import_id>/back", stepping.back),
    path("imports/<int:import_id>/run", stepping.run),
    path("imports/<int:import_id>/stop", stepping.stop),
    path("imports/<int:import_id>/undo", stepping.undo),
    path("imports/<int:import_id>/rejects", stepping.rejects),
    path("imports/templates/<int:template_id>/forget", beginning.forget),
]

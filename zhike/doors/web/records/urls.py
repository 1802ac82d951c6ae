"""Addresses of the pages that every entity has."""

from django.urls import path

from zhike.doors.web import palette, preferences
from zhike.doors.web.lines import preview
from zhike.doors.web.records import acting, cells, forms, lists, lookups, moving, standard_acts, urls_card, views

urlpatterns = [
    *urls_card.urlpatterns,
    path("search", palette.search),
    path("preferences", preferences.preferences),
    path("lookup/regions", lookups.regions),
    path("lookup/<slug:key>", lookups.options),
    path("batches/<int:batch_id>/undo", standard_acts.undo),
    path("<slug:key>", lists.records),
    path("<slug:key>/totals", lists.totals),
    path("<slug:key>/widths", lists.widths),
    path("<slug:key>/count", lists.counted),
    path("<slug:key>/views/save", views.save),
    path("<slug:key>/views/<int:view_id>/delete", views.remove),
    path("<slug:key>/lines/<slug:name>", preview.preview),
    path("<slug:key>/new", forms.new),
    path("<slug:key>/new-dialog", forms.new_dialog),
    path("<slug:key>/check/<slug:name>", lookups.check),
    path("<slug:key>/actions/update", standard_acts.edit_many),
    path("<slug:key>/actions/delete", standard_acts.remove),
    path("<slug:key>/actions/restore", standard_acts.restore_many),
    path("<slug:key>/actions/<slug:name>", acting.act),
    path("<slug:key>/<int:record_id>/edit", forms.edit),
    path("<slug:key>/<int:record_id>/delete", standard_acts.remove_one),
    path("<slug:key>/<int:record_id>/restore", standard_acts.restore_one),
    path("<slug:key>/<int:record_id>/move", moving.move),
    path("<slug:key>/<int:record_id>/cells/<slug:name>", cells.cell),
    path("<slug:key>/<int:record_id>/facts/<slug:name>", cells.fact),
    path("<slug:key>/<int:record_id>/unmask/<slug:name>", cells.unmask),
]

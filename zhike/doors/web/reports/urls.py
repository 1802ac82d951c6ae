"""Addresses of reports."""

from django.urls import path

from zhike.doors.web.reports import plans, taking, views

urlpatterns = [
    path("reports", views.index),
    path("sales_targets/<int:record_id>/rows", plans.rows),
    path("reports/<slug:key>", views.report),
    path("reports/<slug:key>/rows", views.rows),
    path("reports/<slug:key>.xlsx", taking.xlsx),
    path("reports/<slug:key>.pdf", taking.pdf),
]

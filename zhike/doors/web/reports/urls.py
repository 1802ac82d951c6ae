"""Addresses of reports."""

from django.urls import path

from zhike.doors.web.reports import taking, views

urlpatterns = [
    path("reports", views.index),
    path("reports/<slug:key>", views.report),
    path("reports/<slug:key>/rows", views.rows),
    path("reports/<slug:key>.xlsx", taking.xlsx),
    path("reports/<slug:key>.pdf", taking.pdf),
]

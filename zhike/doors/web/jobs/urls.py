"""Addresses of jobs."""

from django.urls import path

from zhike.doors.web.jobs import watching

urlpatterns = [
    path("jobs/<int:job_id>", watching.bar),
    path("jobs/<int:job_id>/events", watching.events),
]

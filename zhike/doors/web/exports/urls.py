"""The address of exports; it stands before those of the entities' own actions."""

from django.urls import path

from zhike.doors.web.exports import taking

urlpatterns = [path("<slug:key>/actions/export", taking.export_records)]

"""Addresses of public forms."""

from django.urls import path

from zhike.doors.web.public_forms import views

urlpatterns = [path("f/<slug:key>", views.form)]

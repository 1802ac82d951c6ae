"""Api's app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Names the door for Django."""

    name = "zhike.doors.api"
    label = "api"

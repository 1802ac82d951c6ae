"""Web's app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Names the door for Django."""

    name = "zhike.doors.web"
    label = "web"

"""The web door: pages, and the pieces that pages are assembled from."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers the templates, static files and words of the browser's pages."""

    name = "zhike.doors.web"
    label = "web"

"""Command's app."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    """Names the door for Django."""

    name = "zhike.doors.command"
    label = "command"

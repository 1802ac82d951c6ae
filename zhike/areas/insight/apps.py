"""The insight area as a Django app."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class InsightConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.insight"
    label = "insight"
    verbose_name = pgettext_lazy("area", "Reports")
    default_auto_field = "django.db.models.BigAutoField"

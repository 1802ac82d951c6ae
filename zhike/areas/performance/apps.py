"""The performance area as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PerformanceConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.performance"
    label = "performance"
    verbose_name = _("Commissions and sales plans")
    default_auto_field = "django.db.models.BigAutoField"

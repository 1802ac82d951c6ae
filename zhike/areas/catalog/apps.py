"""The catalog area as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.catalog"
    label = "catalog"
    verbose_name = _("Products")
    default_auto_field = "django.db.models.BigAutoField"

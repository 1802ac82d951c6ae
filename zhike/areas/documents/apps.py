"""The documents area as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.documents"
    label = "documents"
    verbose_name = _("Documents of trade")
    default_auto_field = "django.db.models.BigAutoField"

"""The catalog area as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.catalog"
    label = "catalog"
    verbose_name = _("Products")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give a new system its units."""
        post_migrate.connect(fill, sender=self, dispatch_uid="catalog.fill")


def fill(**_kwargs: Any) -> None:
    """The rows that a new system starts with."""
    from zhike.areas.catalog.first_rows import fill_new  # noqa: PLC0415  (models are loaded after this module)

    fill_new()

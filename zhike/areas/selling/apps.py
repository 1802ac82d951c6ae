"""The selling area as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SellingConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.selling"
    label = "selling"
    verbose_name = _("Selling")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give a new system a pipeline to begin with."""
        post_migrate.connect(begin, sender=self, dispatch_uid="selling.beginnings")


def begin(**_kwargs: Any) -> None:
    """The first pipeline, until the administrator makes others."""
    from zhike.areas.selling.beginnings import fill_new  # noqa: PLC0415  (models are loaded after this module)

    fill_new()

"""The finance area as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.finance"
    label = "finance"
    verbose_name = _("Money")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give a new system its currencies."""
        post_migrate.connect(fill, sender=self, dispatch_uid="finance.fill")


def fill(**_kwargs: Any) -> None:
    """The rows that a new system starts with."""
    from zhike.areas.finance.first_rows import fill_new  # noqa: PLC0415  (models are loaded after this module)

    fill_new()

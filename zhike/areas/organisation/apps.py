"""The organisation area as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    """Names the area for Django."""

    name = "zhike.areas.organisation"
    label = "organisation"
    verbose_name = _("Organisation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Give a new system its company profile."""
        post_migrate.connect(make_company, sender=self, dispatch_uid="organisation.company")


def make_company(**_kwargs: Any) -> None:
    """The one row of the company profile, until somebody fills it in."""
    from zhike.areas.organisation.company import fill_new  # noqa: PLC0415  (models are loaded after this module)

    fill_new()

"""Free tags."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.models import Colour
from zhike.kernel.records import Record


class Tag(Record):
    """A word that people hang on records of any kind."""

    name = models.CharField(_("Name"), max_length=60, unique=True)
    colour = models.CharField(_("Colour"), max_length=10, choices=Colour, default=Colour.GREY)
    retired = models.BooleanField(_("Retired"), default=False)

    class Meta:
        db_table = "tag"
        verbose_name = _("Tag")
        verbose_name_plural = _("Tags")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

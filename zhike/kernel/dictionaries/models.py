"""The entries of every choice list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import KeyField
from zhike.kernel.records import Record


class Colour(models.TextChoices):
    """The few colours that read well in light and dark."""

    GREY = "ink", _("Grey")
    JADE = "jade", _("Jade")
    TEAL = "teal", _("Teal")
    SKY = "sky", _("Sky")
    VIOLET = "violet", _("Violet")
    AMBER = "amber", _("Amber")
    ROSE = "rose", _("Rose")


class Choice(Record):
    """One entry of a dictionary. Retired entries stay on old records and are no longer offered."""

    dictionary = KeyField(_("Dictionary"), codes="dictionaries", db_index=True)
    code = models.CharField(_("Code"), max_length=60)
    label = models.CharField(_("Chinese name"), max_length=80)
    label_en = models.CharField(_("English name"), max_length=80, blank=True)
    colour = models.CharField(_("Colour"), max_length=10, choices=Colour, default=Colour.GREY)
    position = models.PositiveIntegerField(_("Order"), default=0)
    is_default = models.BooleanField(_("Default"), default=False)
    retired = models.BooleanField(_("Retired"), default=False)

    class Meta:
        db_table = "dictionary_choice"
        verbose_name = _("Dictionary entry")
        verbose_name_plural = _("Dictionary entries")
        ordering = ["dictionary", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="one_code_per_dictionary")]

    def __str__(self) -> str:
        return self.label_en if self.label_en and (get_language() or "").startswith("en") else self.label

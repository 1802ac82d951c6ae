"""Regions as a table, so that records can point at them and lists can be filtered by any level of them."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    """A 大区, province, city or district of China. `path` holds the codes from the 大区 down, for prefix queries."""

    class Level(models.TextChoices):
        """How deep a region lies."""

        AREA = "area", _("Great area")
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        DISTRICT = "district", _("District")

    code = models.CharField(_("Code"), max_length=6, primary_key=True)
    name = models.CharField(_("Name"), max_length=60)
    short_name = models.CharField(_("Short name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    level = models.CharField(_("Level"), max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Part of")
    )
    path = models.CharField(_("Path"), max_length=40, unique=True)
    pinyin = models.CharField(_("Pinyin"), max_length=120)
    initials = models.CharField(_("Initials"), max_length=40)

    class Meta:
        app_label = "kernel"
        verbose_name = _("Region")
        verbose_name_plural = _("Regions")
        ordering = ["path"]
        indexes = [models.Index(fields=["path"], name="region_path_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        """The name in the reader's language."""
        return self.name_en if translation.get_language() == "en" else self.name

    @property
    def codes(self) -> list[str]:
        """The codes from the 大区 down to this region."""
        return self.path.split("/")

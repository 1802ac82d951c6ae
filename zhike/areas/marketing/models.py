"""What the market is made of besides customers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import DictionaryField, TagsField, WebField
from zhike.kernel.records import OwnedRecord


class Competitor(OwnedRecord):
    """A company that sells to the same customers as we do."""

    name = models.CharField(_("Competitor name"), max_length=200)
    threat = DictionaryField(_("Threat"), dictionary="competitor_threat")
    industry = DictionaryField(_("Industry"), dictionary="industry")
    region = models.ForeignKey(
        "kernel.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    home_page = WebField(_("Home page"), blank=True)
    main_products = models.CharField(_("Main products"), max_length=500, blank=True)
    background = models.TextField(_("Background"), blank=True)
    strengths = models.TextField(_("Strengths"), blank=True)
    weaknesses = models.TextField(_("Weaknesses"), blank=True)
    strategy = models.TextField(_("Our strategy"), blank=True)
    tags = TagsField(_("Tags"))

    class Meta:
        db_table = "competitor"
        verbose_name = _("Competitor")
        verbose_name_plural = _("Competitors")
        indexes = [models.Index(fields=["name", "id"], name="competitor_by_name")]

    def __str__(self) -> str:
        return self.name

"""Whom a lead goes to that nobody owns."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import FilterField, ReferencesField
from zhike.kernel.records import HeldRecord, Record


class Method(models.TextChoices):
    """How a rule chooses among its people."""

    ROUND_ROBIN = "round_robin", _("In turn")
    REGION = "region", _("By region")
    LOAD = "load", _("Who has least to do")


class AssignmentRule(Record):
    """A rule: leads that match go to one of its people. The first rule that matches and has somebody there decides.

    `turn` counts how many leads the rule has given out; whose turn it is follows from it.
    """

    name = models.CharField(_("Rule"), max_length=100)
    position = models.PositiveIntegerField(_("Order"), default=0)
    where = FilterField(_("For leads like"), of="leads")
    method = models.CharField(_("Who gets it"), max_length=12, choices=Method, default=Method.ROUND_ROBIN)
    people = ReferencesField(_("People"), to="kernel.Employee")
    active = models.BooleanField(_("In use"), default=True)
    turn = models.PositiveIntegerField(_("Given out"), default=0, editable=False)

    history_leaves_out = ("turn",)

    class Meta:
        db_table = "assignment_rule"
        verbose_name = _("Assignment rule")
        verbose_name_plural = _("Assignment rules")

    def __str__(self) -> str:
        return self.name


class AssignmentRegion(HeldRecord):
    """Who gets the leads of a region and of all that lies in it, under a rule by region. The smallest region wins."""

    rule = models.ForeignKey(AssignmentRule, models.CASCADE, related_name="regions", verbose_name=_("Rule"))
    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    region = models.ForeignKey("kernel.Region", models.PROTECT, related_name="+", verbose_name=_("Region"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Who gets them")
    )  # fmt: skip

    class Meta:
        db_table = "assignment_region"
        verbose_name = _("Region of a rule")
        verbose_name_plural = _("Regions of a rule")

    def __str__(self) -> str:
        return f"{self.region_id} {self.person_id}"

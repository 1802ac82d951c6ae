"""Judging how good a deal is, by criteria that the administrator weighs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.areas.selling.models.opportunities import Opportunity
from zhike.kernel.records import HeldRecord, Record


class Criterion(Record):
    """A question that is asked of every deal; `weight` says how much its answer counts beside the others."""

    name = models.CharField(_("Criterion"), max_length=80, unique=True)
    question = models.CharField(_("Question"), max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(_("Weight"), default=10)
    position = models.PositiveIntegerField(_("Order"), default=0)
    retired = models.BooleanField(_("Retired"), default=False)

    class Meta:
        db_table = "evaluation_criterion"
        verbose_name = _("Evaluation criterion")
        verbose_name_plural = _("Evaluation criteria")

    def __str__(self) -> str:
        return self.name


class Rating(models.IntegerChoices):
    """How well a deal meets a criterion; nothing is worth nothing, everything three thirds."""

    NOT = 0, _("Not at all")
    LITTLE = 1, _("A little")
    MOSTLY = 2, _("Mostly")
    FULLY = 3, _("Fully")


class OpportunityAnswer(HeldRecord):
    """How well a deal meets a criterion."""

    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="answers", verbose_name=_("Opportunity")
    )  # fmt: skip
    position = models.PositiveIntegerField(_("Order"), default=0, editable=False)
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("Criterion"))
    rating = models.PositiveSmallIntegerField(_("Rating"), choices=Rating, default=Rating.NOT)
    note = models.CharField(_("Why"), max_length=300, blank=True)

    class Meta:
        db_table = "opportunity_answer"
        verbose_name = _("Answer on a deal")
        verbose_name_plural = _("Answers on a deal")

    def __str__(self) -> str:
        return str(self.criterion)

"""Pipelines and their stages, as the administrator wants them, and how long deals stood in each."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.dictionaries.models import Colour
from zhike.kernel.fields.models import ChoicesField
from zhike.kernel.records import Record

REQUIRABLE = [
    ("amount", _("Amount")),
    ("contact", _("Contact")),
    ("expected_on", _("Expected close")),
    ("next_step", _("Next step")),
    ("next_on", _("Next step on")),
    ("source", _("Source")),
    ("need", _("Need")),
]
"""What a stage may require; all of them are fields of an opportunity."""


class StageKind(models.TextChoices):
    """What it means for a deal to be in a stage."""

    OPEN = "open", pgettext_lazy("deal", "Open")
    WON = "won", pgettext_lazy("deal", "Won")
    LOST = "lost", pgettext_lazy("deal", "Lost")


class Forecast(models.TextChoices):
    """How surely a deal is counted on in the forecast."""

    PIPELINE = "pipeline", _("In the pipeline")
    BEST = "best", _("Best case")
    COMMIT = "commit", _("Committed")
    OMITTED = "omitted", _("Left out")


class Pipeline(Record):
    """A way that deals of one sort go."""

    name = models.CharField(_("Pipeline name"), max_length=80, unique=True)
    position = models.PositiveIntegerField(_("Order"), default=0)
    remarks = models.CharField(_("What it is for"), max_length=300, blank=True)
    retired = models.BooleanField(_("Retired"), default=False)

    class Meta:
        db_table = "pipeline"
        verbose_name = _("Pipeline")
        verbose_name_plural = _("Pipelines")

    def __str__(self) -> str:
        return self.name


class Stage(Record):
    """A step of a pipeline. After `patience` days in it a deal is said to be stalled."""

    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="stages", verbose_name=_("Pipeline"))
    name = models.CharField(_("Stage name"), max_length=60)
    kind = models.CharField(_("Meaning"), max_length=8, choices=StageKind, default=StageKind.OPEN)
    position = models.PositiveIntegerField(_("Order"), default=0)
    probability = models.PositiveSmallIntegerField(_("Probability %"), default=10)
    forecast = models.CharField(_("Forecast"), max_length=10, choices=Forecast, default=Forecast.PIPELINE)
    patience = models.PositiveSmallIntegerField(_("Stalled after days"), null=True, blank=True)
    required = ChoicesField(_("Required fields"), choices=REQUIRABLE)
    colour = models.CharField(_("Colour"), max_length=12, choices=Colour, default=Colour.JADE)

    class Meta:
        db_table = "pipeline_stage"
        verbose_name = _("Stage")
        verbose_name_plural = _("Stages")
        constraints = [
            models.UniqueConstraint(
                fields=["pipeline", "name"], condition=models.Q(deleted_at=None), name="one_stage_of_a_name"
            ),
            models.CheckConstraint(condition=models.Q(probability__lte=100), name="a_real_probability"),
        ]

    def __str__(self) -> str:
        return self.name


class StagePeriod(models.Model):
    """From when to when a deal stood in a stage. The database keeps it, whoever moves the deal (see the migration)."""

    # The migration makes the constraint itself: a deal whose creation is undone takes its periods along.
    opportunity = models.ForeignKey(
        "selling.Opportunity", models.CASCADE, related_name="periods", db_constraint=False, db_index=False
    )
    stage = models.ForeignKey(Stage, models.CASCADE, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "opportunity_stage_period"
        indexes = [models.Index(fields=["opportunity", "entered_at"], name="period_by_opportunity")]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.stage_id} {self.entered_at:%Y-%m-%d}"

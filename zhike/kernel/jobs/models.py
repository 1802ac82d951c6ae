"""Work that goes on behind the page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.people.models import Employee


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class Job(models.Model):
    """A piece of background work whose progress a person can watch and come back to."""

    kind = models.CharField(_("Kind"), max_length=60)
    title = models.CharField(_("Title"), max_length=200)
    state = models.CharField(_("State"), max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.BigIntegerField(_("Done"), default=0)
    total = models.BigIntegerField(_("Of"), default=0)
    message = models.CharField(_("Message"), max_length=500, blank=True)
    arguments = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    started_by = models.ForeignKey(Employee, models.CASCADE, null=True, related_name="+", verbose_name=_("Started by"))
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    started_at = models.DateTimeField(_("Started"), null=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)
    beat_at = models.DateTimeField(_("Last sign of life"), null=True)

    class Meta:
        db_table = "job"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

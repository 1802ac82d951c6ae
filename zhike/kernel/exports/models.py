"""Exports, recorded: who took what out."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.people.models import Employee


class Export(models.Model):
    """One export: the filter, the columns, how many rows left, by whom and through which door."""

    entity = models.CharField(_("Record kind"), max_length=60)
    employee = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    door = models.CharField(_("Door"), max_length=20)
    format = models.CharField(_("Format"), max_length=10)
    where = models.JSONField(_("Filter"), default=dict)
    columns = ArrayField(models.CharField(max_length=60), default=list)
    rows = models.BigIntegerField(_("Rows"), null=True)
    unmasked = models.BooleanField(_("With unmasked fields"), default=False)
    at = models.DateTimeField(_("At"), auto_now_add=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)

    class Meta:
        db_table = "export"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.entity} {self.at:%Y-%m-%d %H:%M}"

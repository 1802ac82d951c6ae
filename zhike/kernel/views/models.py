"""Views of a list that people keep."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.people.models import Employee
from zhike.kernel.records import Record


class SavedView(Record):
    """Filters, columns, order and display of a list, under a name; shared ones are seen by all who see the list."""

    entity = models.CharField(_("Record kind"), max_length=60)
    name = models.CharField(_("Name"), max_length=80)
    owner = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("Owner"))
    shared = models.BooleanField(_("Shared"), default=False)
    display = models.CharField(_("Display"), max_length=60, default="table")
    where = models.JSONField(_("Filter"), default=dict, blank=True)
    sort = models.CharField(_("Sort"), max_length=80, blank=True)
    columns = ArrayField(models.CharField(max_length=60), verbose_name=_("Columns"), default=list, blank=True)
    widths = models.JSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(_("Order"), default=0)

    class Meta:
        db_table = "saved_view"
        verbose_name = _("View")
        verbose_name_plural = _("Views")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Pin(models.Model):
    """A record or a view that a person keeps at hand."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="pins")
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "pin"
        constraints = [models.UniqueConstraint(fields=["employee", "entity", "record_id"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.entity} {self.record_id}"


class ColumnWidths(models.Model):
    """How wide a person has made the columns of a list, in pixels by field."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    entity = models.CharField(max_length=60)
    widths = models.JSONField(default=dict)

    class Meta:
        db_table = "column_widths"
        constraints = [models.UniqueConstraint(fields=["employee", "entity"], name="widths_once")]

    def __str__(self) -> str:
        return f"{self.entity} {self.widths}"

"""Imports, from the file that was brought to the rows that came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.history.models import Batch
from zhike.kernel.jobs.models import Job
from zhike.kernel.people.models import Employee
from zhike.kernel.records import Record


class DuplicateRule(models.TextChoices):
    """What becomes of a row that is already in the book."""

    SKIP = "skip", _("Leave the record as it is")
    UPDATE = "update", _("Update the record")
    CREATE = "create", _("Create it all the same")
    ASK = "ask", _("Set aside for me to decide")


class ImportState(models.TextChoices):
    """How far an import has come."""

    MAPPING = "mapping", _("Mapping")
    CHECKING = "checking", _("Checking")
    READY = "ready", _("Ready")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    UNDONE = "undone", _("Undone")


class ImportTemplate(Record):
    """A mapping of columns to fields that can be used again; shared with all who may import the entity."""

    entity = models.CharField(_("Record kind"), max_length=60)
    name = models.CharField(_("Name"), max_length=80)
    owner = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("Owner"))
    mapping = models.JSONField(_("Mapping"), default=dict)
    options = models.JSONField(_("Options"), default=dict)

    class Meta:
        db_table = "import_template"
        constraints = [models.UniqueConstraint(fields=["entity", "name"], name="one_template_per_name")]

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One file on its way into the book: mapping, plan, progress and result. `next_line` is where a crash resumes."""

    entity = models.CharField(_("Record kind"), max_length=60)
    file_name = models.CharField(_("File"), max_length=255)
    file_digest = models.CharField(max_length=64)
    file_size = models.BigIntegerField(_("Size"), default=0)
    owner = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("Started by"))
    state = models.CharField(_("State"), max_length=10, choices=ImportState, default=ImportState.MAPPING)
    options = models.JSONField(_("Options"), default=dict)
    headers = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    mapping = models.JSONField(_("Mapping"), default=dict)
    duplicates = models.CharField(_("Duplicates"), max_length=10, choices=DuplicateRule, default=DuplicateRule.SKIP)
    plan = models.JSONField(_("Plan"), default=dict)
    counts = models.JSONField(_("Counts"), default=dict)
    batches = ArrayField(models.BigIntegerField(), default=list)
    next_line = models.BigIntegerField(default=0)
    total = models.BigIntegerField(_("Rows"), default=0)
    message = models.CharField(_("Message"), max_length=500, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    batch = models.ForeignKey(Batch, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)

    class Meta:
        db_table = "import"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class Reject(models.Model):
    """A row that could not be brought in, with the reason, kept so that it can be mended and brought again."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="rejects")
    line = models.BigIntegerField(_("Line"))
    column = models.CharField(_("Column"), max_length=200, blank=True)
    code = models.CharField(_("Code"), max_length=60)
    reason = models.CharField(_("Reason"), max_length=500)
    cells = models.JSONField(_("Row"), default=list)

    class Meta:
        db_table = "import_reject"
        ordering = ["line"]
        indexes = [models.Index(fields=["of", "line"], name="reject_by_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"

"""The history as Django sees it. The rows of `Change` are written by the database's triggers, never from Python."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.people.models import Employee

NEVER_WRITTEN = ("updated_at", "revision")


def left_out(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a record that its history leaves out: what tells nothing, and what nobody may read."""
    return (*NEVER_WRITTEN, *getattr(model, "history_leaves_out", ()))


class ExactDecoder(json.JSONDecoder):
    """Reads decimals as decimals: money in the history is kept to the last digit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(parse_float=Decimal, **options)


class Batch(models.Model):
    """What one call of an action did, on one record or on thousands: it is looked at and undone as one."""

    at = models.DateTimeField(_("At"), auto_now_add=True)
    actor = models.ForeignKey(Employee, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    door = models.CharField(_("Door"), max_length=20)
    request = models.CharField(max_length=40, blank=True)
    action = models.CharField(_("Action"), max_length=80)
    entity = models.CharField(_("Record kind"), max_length=60)
    title = models.CharField(_("What"), max_length=300, blank=True)
    arguments = models.JSONField(default=dict)
    done = models.PositiveIntegerField(_("Done"), default=0)
    skipped = models.PositiveIntegerField(_("Skipped"), default=0)
    undoes = models.ForeignKey("self", models.PROTECT, null=True, related_name="undone_by", verbose_name=_("Undoes"))

    class Meta:
        db_table = "history_batch"
        ordering = ["-id"]
        indexes = [models.Index(fields=["actor", "-at"], name="batch_by_actor")]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class Change(models.Model):
    """One row that was inserted, updated or deleted. The table is partitioned by month and append-only.

    `changes` holds, for an update, each changed column as `[from, to]`; for an insert or a delete, the whole row.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("At"))
    kind = models.CharField(_("Table"), max_length=63)
    record_id = models.BigIntegerField(_("Record"))
    verb = models.CharField(
        _("Verb"), max_length=1, choices=[("I", _("Created")), ("U", _("Changed")), ("D", _("Deleted"))]
    )
    changes = models.JSONField(_("Changes"), decoder=ExactDecoder)
    actor = models.ForeignKey(Employee, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("By"))
    door = models.CharField(_("Door"), max_length=20)
    request = models.CharField(max_length=40)
    batch = models.ForeignKey(Batch, models.DO_NOTHING, null=True, related_name="changes", verbose_name=_("Batch"))

    class Meta:
        db_table = "history_change"
        managed = False
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} {self.verb}"


class Block(models.Model):
    """A sealed stretch of the history: its digest covers the changes and the block before, so tampering shows."""

    first_id = models.BigIntegerField(_("First change"))
    last_id = models.BigIntegerField(_("Last change"), unique=True)
    count = models.PositiveIntegerField(_("Changes"))
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    sealed_at = models.DateTimeField(_("Sealed"), auto_now_add=True)

    class Meta:
        db_table = "history_block"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"

"""Who follows what."""

from __future__ import annotations

from django.db import models

from zhike.kernel.people.models import Employee


class Follow(models.Model):
    """A person who wants to hear of what others do to a record."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="follows")
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "follow"
        constraints = [models.UniqueConstraint(fields=["employee", "entity", "record_id"], name="followed_once")]
        indexes = [models.Index(fields=["record_id"], name="follow_by_record")]

    def __str__(self) -> str:
        return f"{self.entity} {self.record_id}"

"""What the system tells people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.people.models import Employee


class Notification(models.Model):
    """A message to one person. `message` is a msgid and `values` its words, so that it reads in their language."""

    employee = models.ForeignKey(
        Employee, models.CASCADE, related_name="notifications", verbose_name=pgettext_lazy("recipient", "To")
    )
    message = models.CharField(_("Message"), max_length=300)
    values = models.JSONField(default=dict)
    icon = models.CharField(max_length=40, default="bell")
    url = models.CharField(max_length=300, blank=True)
    entity = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("At"), auto_now_add=True)
    read_at = models.DateTimeField(_("Read"), null=True)

    class Meta:
        db_table = "notification"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["employee", "-id"], name="notification_by_employee"),
            models.Index(fields=["employee"], condition=models.Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return self.message

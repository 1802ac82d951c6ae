"""Who looked at what is guarded."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.people.models import Employee


class LookKind(models.TextChoices):
    """What the person did to see it."""

    OPEN = "open", _("Opened")
    UNMASK = "unmask", _("Unmasked")
    EXPORT = "export", _("Exported")


class Look(models.Model):
    """One look at a guarded record, or at a masked field: by whom, when, and why."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("Employee"))
    kind = models.CharField(_("Kind"), max_length=10, choices=LookKind)
    entity = models.CharField(_("Record kind"), max_length=60)
    record_id = models.BigIntegerField(_("Record"))
    field = models.CharField(_("Field"), max_length=60, blank=True)
    reason = models.CharField(_("Reason"), max_length=200, blank=True)
    door = models.CharField(_("Door"), max_length=20)
    at = models.DateTimeField(_("At"), auto_now_add=True)

    class Meta:
        db_table = "look"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["entity", "record_id", "-at"], name="look_by_record"),
            models.Index(fields=["employee", "-at"], name="look_by_employee"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.kind} {self.entity} {self.record_id}"

"""What was done with a customer, and what is to be done."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.fields.models import DictionaryField
from zhike.kernel.records import HeldRecord


class ActivityKind(models.TextChoices):
    """The sorts of entry that people write on a timeline."""

    NOTE = "note", _("Note")
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Mail")
    TASK = "task", _("Task")


class Activity(HeldRecord):
    """A note, call, visit or task. A task is open until `done_at`; the others happened at `at`.

    It may be about a record of a higher area, such as an opportunity: `about_kind` is the key of its kind, `about_id`
    its id (see `about.py`).
    """

    kind = models.CharField(_("Kind"), max_length=8, choices=ActivityKind, default=ActivityKind.NOTE)
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="activities", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="activities", verbose_name=_("Contact")
    )
    about_kind = models.CharField(_("About what"), max_length=60, blank=True, default="", db_default="")
    about_id = models.BigIntegerField(_("About which one"), null=True, blank=True)
    subject = models.CharField(_("Subject"), max_length=200, blank=True)
    body = models.TextField(_("Text"), blank=True)
    at = models.DateTimeField(_("At"), default=timezone.now)
    minutes = models.PositiveIntegerField(_("Minutes"), null=True, blank=True)
    result = DictionaryField(_("Result"), dictionary="activity_result")
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)

    class Meta:
        db_table = "activity"
        verbose_name = _("Activity")
        verbose_name_plural = _("Activities")
        indexes = [
            models.Index(fields=["customer", "at", "id"], name="activity_by_customer"),
            models.Index(fields=["contact", "at", "id"], name="activity_by_contact"),
            models.Index(fields=["at", "id"], name="activity_by_time"),
            models.Index(
                fields=["about_kind", "about_id", "at", "id"],
                name="activity_by_subject",
                condition=models.Q(about_id__isnull=False),
            ),
            models.Index(fields=["scope_owner", "at", "id"], name="activity_by_scope"),
            models.Index(fields=["owner", "due_at"], condition=models.Q(kind="task", done_at=None), name="open_tasks"),
        ]

    def __str__(self) -> str:
        return self.subject or self.body[:60]

"""A decision that somebody else takes: asked once, taken once, kept for ever."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.records import OwnedRecord


class Approval(models.TextChoices):
    """How far the decision about a record has come."""

    NONE = "", pgettext_lazy("approval", "Not asked")
    PENDING = "pending", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    RECALLED = "recalled", _("Recalled")


class ApprovalRequest(OwnedRecord):
    """What was asked about one record. The owner is the person who has to decide, so open ones are found like own work.

    `reasons` say why approval is needed, in the words of the day when it was asked; `powers` are what the one who
    decides must hold.
    """

    entity = models.CharField(_("Record kind"), max_length=60, editable=False)
    record_id = models.BigIntegerField(editable=False)
    title = models.CharField(_("What is to be approved"), max_length=200, editable=False)
    reasons = ArrayField(models.CharField(max_length=300), verbose_name=_("Reasons"), default=list, editable=False)
    powers = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    note = models.TextField(_("Note"), blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("Asked by")
    )
    state = models.CharField(
        _("State"), max_length=8, choices=Approval, default=Approval.PENDING, editable=False
    )  # fmt: skip
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False,
        verbose_name=_("Decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("Decided"), null=True, editable=False)
    comment = models.TextField(_("Comment"), blank=True, editable=False)

    class Meta:
        db_table = "approval_request"
        verbose_name = _("Approval request")
        verbose_name_plural = _("Approval requests")
        indexes = [
            models.Index(fields=["entity", "record_id", "id"], name="approval_by_record"),
            models.Index(fields=["owner", "id"], condition=models.Q(state="pending"), name="approval_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "record_id"], condition=models.Q(state="pending"), name="one_open_approval"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Approvable(models.Model):
    """What a record carries that may need approval: how far it has come, who asked and who decides.

    While it is pending the record can't be changed: its entity says so with `Access(read_only=PENDING, …)`.
    """

    approval = models.CharField(
        _("Approval"), max_length=8, choices=Approval, blank=True, default=Approval.NONE, editable=False
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Approver"),
    )  # fmt: skip
    approval_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False,
        verbose_name=_("Approval asked by"),
    )  # fmt: skip

    class Meta:
        abstract = True


TONES = {"pending": "amber", "approved": "jade", "refused": "rose", "recalled": "ink"}
PENDING = models.Q(approval=Approval.PENDING)
"""A record that waits for a decision."""

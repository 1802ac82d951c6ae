"""Records that may be the same."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.people.models import Employee


class PairState(models.TextChoices):
    """What a person said of a pair."""

    OPEN = "open", _("To review")
    DIFFERENT = "different", _("Not the same")
    MERGED = "merged", _("Merged")


class DuplicatePair(models.Model):
    """Two records that the whole-book check found alike; a person merges them or says that they differ."""

    entity = models.CharField(_("Record kind"), max_length=60)
    first_id = models.BigIntegerField(_("First record"))
    second_id = models.BigIntegerField(_("Second record"))
    score = models.FloatField(_("Likeness"))
    reasons = models.JSONField(_("Reasons"), default=list)
    state = models.CharField(_("State"), max_length=10, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(_("Found"), auto_now_add=True)
    decided_by = models.ForeignKey(Employee, models.SET_NULL, null=True, related_name="+", verbose_name=_("Decided by"))
    decided_at = models.DateTimeField(_("Decided"), null=True)

    class Meta:
        db_table = "duplicate_pair"
        constraints = [models.UniqueConstraint(fields=["entity", "first_id", "second_id"], name="one_pair")]
        indexes = [
            models.Index(fields=["entity", "state", "-score"], name="pairs_to_review"),
            models.Index(fields=["entity", "second_id"], name="pairs_by_second"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.first_id}~{self.second_id}"

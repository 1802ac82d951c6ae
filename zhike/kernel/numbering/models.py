"""How the numbers of records are made."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import KeyField
from zhike.kernel.records import Record


class NumberPattern(Record):
    """The pattern of an entity's numbers, such as `KH-{year}-{sequence:6}`; `gapless` where the law wants it."""

    entity = KeyField(_("Record kind"), codes="numbered", unique=True)
    pattern = models.CharField(_("Pattern"), max_length=80)
    gapless = models.BooleanField(_("Without gaps"), default=False)

    class Meta:
        db_table = "number_pattern"
        verbose_name = _("Numbering")
        verbose_name_plural = _("Numbering")

    def __str__(self) -> str:
        return self.pattern


class Counter(models.Model):
    """The last number given for an entity within a period."""

    entity = models.CharField(max_length=60)
    period = models.CharField(max_length=10, blank=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "number_counter"
        constraints = [models.UniqueConstraint(fields=["entity", "period"], name="one_counter_per_period")]

    def __str__(self) -> str:
        return f"{self.entity} {self.period} {self.value}"

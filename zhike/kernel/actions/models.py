"""Answers kept so that a repeated request does nothing twice."""

from django.db import models

from zhike.kernel.people.models import Employee


class IdempotentAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key, kept for 24 hours."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    headers = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        db_table = "idempotent_answer"
        constraints = [models.UniqueConstraint(fields=["employee", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return self.key

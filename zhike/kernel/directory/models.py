"""The stamp that tells every process that a small, much-read table has changed."""

from django.db import models


class Stamp(models.Model):
    """A counter that the database raises when departments, people, roles, choices or tags change."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)

    class Meta:
        db_table = "directory_stamp"

    def __str__(self) -> str:
        return f"{self.name}={self.value}"

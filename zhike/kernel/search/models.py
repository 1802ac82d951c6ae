"""What search reads."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDocument(models.Model):
    """The lexemes by which one record is found, and the keys by which its duplicates are.

    The database keeps the keys a second time, one in a row (`duplicate_key`), where they are looked up.
    """

    pk = models.CompositePrimaryKey("entity", "record_id")
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    tokens = SearchVectorField()
    keys = ArrayField(models.BigIntegerField(), db_default=[])

    class Meta:
        db_table = "search_document"
        indexes = [GinIndex(fields=["tokens"], name="search_document_tokens")]

    def __str__(self) -> str:
        return f"{self.entity} {self.record_id}"

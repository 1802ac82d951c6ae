"""Files that people attach or upload."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.records import OwnedRecord


class StoredFile(OwnedRecord):
    """A file on a record, or one that waits for an import. The bytes lie in the storage under their SHA-256."""

    entity = models.CharField(_("Record kind"), max_length=60, blank=True)
    record_id = models.BigIntegerField(_("Record"), null=True)
    name = models.CharField(_("File name"), max_length=255)
    media_type = models.CharField(_("Type"), max_length=120)
    size = models.BigIntegerField(_("Size"))
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        db_table = "stored_file"
        verbose_name = _("File")
        verbose_name_plural = _("Files")
        indexes = [models.Index(fields=["entity", "record_id"], name="file_by_record")]

    def __str__(self) -> str:
        return self.name

"""Bytes that nothing refers to any more are deleted, some time after."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from zhike.kernel.files.models import StoredFile
from zhike.kernel.files.storage import DIGEST, UNFINISHED
from zhike.kernel.imports.models import Import

BIN_KEPT = timedelta(days=90)
IMPORTS_KEPT = timedelta(days=30)
FRESH = timedelta(days=1)
AT_ONCE = 1000


def clean_files() -> int:
    """Delete the bytes of files that are long in the bin, of old imports, and of uploads that never ended.

    What was written within a day is left alone: its row may not be committed yet. Returns how many were deleted.
    """
    deleted = 0
    page: list[Path] = []
    for path in _old(Path(settings.MEDIA_ROOT)):
        page.append(path)
        if len(page) == AT_ONCE:
            deleted += _clean(page)
            page = []
    return deleted + _clean(page)


def _old(root: Path) -> Iterator[Path]:
    before = time.time() - FRESH.total_seconds()
    for path in root.rglob("*") if root.is_dir() else ():
        if path.is_file() and path.stat().st_mtime < before:
            yield path


def _clean(paths: list[Path]) -> int:
    used = _used([path.name for path in paths if DIGEST.fullmatch(path.name)])
    gone = [
        path
        for path in paths
        if path.name.startswith(UNFINISHED) or (DIGEST.fullmatch(path.name) and path.name not in used)
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _used(digests: list[str]) -> set[str]:
    """The digests that a file on a record, one lately put into the bin, or a recent import still needs."""
    now = timezone.now()
    files = StoredFile.objects.filter(digest__in=digests).filter(Q(deleted_at=None) | Q(deleted_at__gte=now - BIN_KEPT))
    imports = Import.objects.filter(file_digest__in=digests, created_at__gte=now - IMPORTS_KEPT)
    return {*files.values_list("digest", flat=True), *imports.values_list("file_digest", flat=True)}

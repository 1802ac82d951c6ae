"""Where bytes lie: each content once, under its SHA-256, written whole or not at all, readable by us alone."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from zhike.kernel.refusals import NotFound, Refused

CHUNK = 1024 * 1024
MODE, FOLDER_MODE = 0o600, 0o700
DIGEST = re.compile(r"[0-9a-f]{64}")
UNFINISHED = "incoming-"


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that have been stored: the SHA-256 under which they lie, and how many they are."""

    digest: str
    size: int

    @property
    def path(self) -> Path:
        """The file that holds them."""
        return path_of(self.digest)


def keep(chunks: Iterable[bytes], *, most_bytes: int) -> Kept:
    """Store bytes. What is there already is not written again. Raises Refused beyond `most_bytes`."""
    root = _folder(Path(settings.MEDIA_ROOT))
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, prefix=UNFINISHED, delete=False) as draft:
        path = Path(draft.name)
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > most_bytes:
                    raise too_large(most_bytes)
                digest.update(chunk)
                draft.write(chunk)
            draft.flush()
            os.fsync(draft.fileno())
            path.chmod(MODE)
            _put(path, path_of(digest.hexdigest()))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return Kept(digest.hexdigest(), size)


def path_of(digest: str) -> Path:
    """The file of a digest, which need not be there. Raises NotFound for what is no digest."""
    if not DIGEST.fullmatch(digest):
        raise NotFound(_("There is no such file."))
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def found(digest: str) -> Path:
    """The file of a digest. Raises NotFound when its bytes are gone."""
    path = path_of(digest)
    if not path.is_file():
        raise NotFound(_("The content of this file is not there any more."))
    return path


def too_large(most_bytes: int) -> Refused:
    """The refusal of a file beyond the limit."""
    megabytes = max(1, most_bytes // (1024 * 1024))
    return Refused(_("The file is larger than %(most)s MB.") % {"most": megabytes}, field="file", code="too_large")


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """Read a stream in megabytes."""
    while chunk := stream.read(CHUNK):
        yield chunk


def _put(draft: Path, place: Path) -> None:
    """Rename into place: a reader sees the whole file or none, and so does a start after a power cut."""
    _folder(place.parent.parent)
    _folder(place.parent)
    draft.replace(place)
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _folder(path: Path) -> Path:
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    return path

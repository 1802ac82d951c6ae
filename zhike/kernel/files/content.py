"""What a file is, by its bytes: its name is believed only when the bytes agree."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.kernel.refusals import Refused

HEAD = 8192
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCUMENT = "application/vnd.oasis.opendocument."
NEVER_TEXT = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"#!", b"<body", b"<iframe", b"<head")


class Sort(NamedTuple):
    """A sort of file: its media type and the test of its bytes."""

    media_type: str
    fits: Callable[[bytes, Path], bool]


def _starts(*beginnings: bytes) -> Callable[[bytes, Path], bool]:
    return lambda head, _path: head.startswith(beginnings)


def _packed(part: str) -> Callable[[bytes, Path], bool]:
    """A zip that holds this part, as office documents do."""

    def fits(head: bytes, path: Path) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(path) as package:
                return any(name.startswith(part) for name in package.namelist())
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
            return False

    return fits


def _open_document(kind: str) -> Callable[[bytes, Path], bool]:
    return lambda head, _path: head.startswith(b"PK\x03\x04") and f"mimetype{DOCUMENT}{kind}".encode() in head[:200]


def _text(head: bytes, _path: Path) -> bool:
    """Text that no browser could take for a page."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return not any(word in head.replace(b"\x00", b"").lower() for word in NEVER_TEXT)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return b"\x00" not in head and not start.startswith(NEVER_TEXT)


def _webp(head: bytes, _path: Path) -> bool:
    return head.startswith(b"RIFF") and head[8:12] == b"WEBP"


def _film(head: bytes, _path: Path) -> bool:
    return head[4:8] == b"ftyp"


SORTS: dict[str, Sort] = {
    ".pdf": Sort("application/pdf", _starts(b"%PDF-")),
    ".png": Sort("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    ".jpg": Sort("image/jpeg", _starts(b"\xff\xd8\xff")),
    ".jpeg": Sort("image/jpeg", _starts(b"\xff\xd8\xff")),
    ".gif": Sort("image/gif", _starts(b"GIF87a", b"GIF89a")),
    ".webp": Sort("image/webp", _webp),
    ".bmp": Sort("image/bmp", _starts(b"BM")),
    ".tif": Sort("image/tiff", _starts(b"II*\x00", b"MM\x00*")),
    ".tiff": Sort("image/tiff", _starts(b"II*\x00", b"MM\x00*")),
    ".docx": Sort(f"{OFFICE}wordprocessingml.document", _packed("word/")),
    ".xlsx": Sort(f"{OFFICE}spreadsheetml.sheet", _packed("xl/")),
    ".pptx": Sort(f"{OFFICE}presentationml.presentation", _packed("ppt/")),
    ".doc": Sort("application/msword", _starts(OLE)),
    ".xls": Sort("application/vnd.ms-excel", _starts(OLE)),
    ".ppt": Sort("application/vnd.ms-powerpoint", _starts(OLE)),
    ".odt": Sort(f"{DOCUMENT}text", _open_document("text")),
    ".ods": Sort(f"{DOCUMENT}spreadsheet", _open_document("spreadsheet")),
    ".odp": Sort(f"{DOCUMENT}presentation", _open_document("presentation")),
    ".wps": Sort("application/vnd.ms-works", _starts(OLE)),
    ".et": Sort("application/vnd.ms-excel", _starts(OLE)),
    ".ofd": Sort("application/ofd", _packed("OFD.xml")),
    ".zip": Sort("application/zip", _starts(b"PK\x03\x04", b"PK\x05\x06")),
    ".rar": Sort("application/vnd.rar", _starts(b"Rar!\x1a\x07")),
    ".7z": Sort("application/x-7z-compressed", _starts(b"7z\xbc\xaf\x27\x1c")),
    ".rtf": Sort("application/rtf", _starts(b"{\\rtf")),
    ".txt": Sort("text/plain", _text),
    ".md": Sort("text/plain", _text),
    ".csv": Sort("text/csv", _text),
    ".tsv": Sort("text/tab-separated-values", _text),
    ".vcf": Sort("text/vcard", _text),
    ".ics": Sort("text/calendar", _text),
    ".eml": Sort("message/rfc822", _text),
    ".mp3": Sort("audio/mpeg", _starts(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    ".wav": Sort("audio/wav", _starts(b"RIFF")),
    ".m4a": Sort("audio/mp4", _film),
    ".amr": Sort("audio/amr", _starts(b"#!AMR")),
    ".mp4": Sort("video/mp4", _film),
    ".mov": Sort("video/quicktime", _film),
    ".dwg": Sort("image/vnd.dwg", _starts(b"AC10")),
}  # fmt: skip


def media_type_of(path: Path, name: str) -> str:
    """The media type of a file that its sender calls `name`.

    Raises Refused for a type that is not taken in, for an empty file, and for one that lies about its type.
    """
    suffix = PurePath(name).suffix.lower()
    sort = SORTS.get(suffix)
    if sort is None:
        raise Refused(
            _("Files of the type “%(suffix)s” are not taken in.") % {"suffix": suffix or "?"},
            field="file",
            code="type_not_allowed",
        )
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise Refused(_("The file is empty."), field="file", code="empty")
    if not sort.fits(head, path):
        raise Refused(
            _("The file's content is not what its name “%(name)s” says.") % {"name": PurePath(name).name[:80]},
            field="file", code="type_mismatch",
        )  # fmt: skip
    return sort.media_type

"""Pictures among the files: which are taken, and how they are made small.

A record has a picture where its entity says so (`Entity.picture`); it is one of the files that are attached to it.
"""

from __future__ import annotations

import struct
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Cast, Concat, Left
from django.utils.translation import gettext_lazy as _

from zhike.kernel.files.models import StoredFile
from zhike.kernel.files.storage import path_of
from zhike.kernel.printing.typesetting import drawn
from zhike.kernel.refusals import Refused

SMALLEST, LARGEST = 16, 4000
"""Of either side, in pixels: a small file can unfold to a picture that fills the memory."""
MOST_BYTES = 3_000_000
TAKEN = ("image/png", "image/jpeg")
PNG = b"\x89PNG\r\n\x1a\n"
JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
THUMBNAIL = "kernel/files/prints/thumbnail.typ"
MARK = 16
"""So many signs of a picture's digest stand in its address, which therefore changes with the picture."""


def refuse_unfit(stored: StoredFile) -> None:
    """Raises Refused for a file that is no picture, too heavy, too large, or that can't be read."""
    if stored.media_type not in TAKEN:
        raise Refused(_("A picture is a PNG or JPEG file."), field="file", code="not_picture")
    if stored.size > MOST_BYTES:
        raise Refused(
            _("A picture has at most %(most)s KB.") % {"most": MOST_BYTES // 1000}, field="file", code="too_large"
        )
    sides = size_of(path_of(stored.digest).read_bytes())
    if sides is None:
        raise Refused(_("This picture can't be read."), field="file", code="unreadable")
    if not all(SMALLEST <= side <= LARGEST for side in sides):
        words = _(
            "Either side of a picture has from %(least)s to %(most)s pixels; this one has %(width)s × %(height)s."
        )
        places = {"least": SMALLEST, "most": LARGEST, "width": sides[0], "height": sides[1]}
        raise Refused(words % places, field="file", code="out_of_range")
    try:
        thumbnail(stored)
    except Refused as problem:
        raise Refused(_("This picture can't be read."), field="file", code="unreadable") from problem


def thumbnail(stored: StoredFile) -> bytes:
    """The picture within 144 × 144 pixels, as PNG. Raises Refused when it can't be read."""
    return drawn(THUMBNAIL, {"picture": list(path_of(stored.digest).read_bytes())}, ppi=144)


def address(key: str, name: str) -> Case:
    """Column of an entity: where the small picture of its field `name` is found; nothing without one."""
    where = Concat(
        Value(f"/{key}/"), Cast("pk", CharField()), Value("/picture/"), Left(f"{name}__digest", MARK),
        output_field=CharField(),
    )  # fmt: skip
    there = Q(**{f"{name}__isnull": False, f"{name}__deleted_at": None})
    return Case(When(there, then=where), default=Value(None), output_field=CharField())


def address_of(key: str, record: Any, name: str) -> str:
    """The same for one record in hand."""
    stored = getattr(record, name)
    found = stored is not None and stored.deleted_at is None
    return f"/{key}/{record.pk}/picture/{stored.digest[:MARK]}" if found else ""


def size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels that a PNG (its IHDR chunk) or JPEG (its SOF marker) says it has."""
    if content.startswith(PNG) and content[12:16] == b"IHDR":
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    at = 2
    while content.startswith(b"\xff\xd8") and at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in JPEG_SIZES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None

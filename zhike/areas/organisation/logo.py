"""The company's logo: which pictures are taken, and the one that the pages show now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.company import company
from zhike.areas.organisation.letterhead import MOST_BYTES, PICTURES
from zhike.kernel.files.models import StoredFile
from zhike.kernel.files.pictures import LARGEST, SMALLEST, size_of
from zhike.kernel.files.storage import path_of
from zhike.kernel.printing.typesetting import typeset
from zhike.kernel.refusals import Refused

TRIAL = "areas/organisation/prints/logo.typ"


def logo() -> StoredFile | None:
    """The logo that pages and prints show now."""
    found = company().logo
    return found if found is not None and found.deleted_at is None else None


def refuse_unfit(stored: StoredFile) -> None:
    """Raises Refused for a file that is no picture, too heavy, too large, or that can't be read."""
    if stored.media_type not in PICTURES:
        raise Refused(_("A logo is a PNG or JPEG picture."), field="file", code="not_picture")
    if stored.size > MOST_BYTES:
        raise Refused(
            _("A logo has at most %(most)s KB.") % {"most": MOST_BYTES // 1000}, field="file", code="too_large"
        )
    content = path_of(stored.digest).read_bytes()
    sides = size_of(content)
    if sides is None:
        raise Refused(_("This picture can't be read."), field="file", code="unreadable")
    if not all(SMALLEST <= side <= LARGEST for side in sides):
        words = _("Either side of a logo has from %(least)s to %(most)s pixels; this one has %(width)s × %(height)s.")
        places = {"least": SMALLEST, "most": LARGEST, "width": sides[0], "height": sides[1]}
        raise Refused(words % places, field="file", code="out_of_range")
    try:
        typeset(TRIAL, {"logo": list(content)})
    except Refused as problem:
        raise Refused(_("This picture can't be read."), field="file", code="unreadable") from problem

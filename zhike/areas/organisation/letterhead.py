"""What our own documents say at their head: the company profile, and the logo where there is one."""

from __future__ import annotations

from typing import Any

from zhike.areas.organisation.company import company
from zhike.kernel.directory import directory
from zhike.kernel.files.storage import path_of
from zhike.kernel.printing.letterhead import declare_letterhead

PICTURES = ("image/png", "image/jpeg")
MOST_BYTES = 200_000


def of_the_company(language: str) -> dict[str, Any]:
    """Name, address, phone, tax number and logo (as numbers, since JSON has no bytes)."""
    ours = company()
    regions = directory().regions
    codes = regions[ours.region_id].codes if ours.region_id in regions else []
    place = "".join(regions[code].name for code in codes if regions[code].level != "area")
    return {
        "name": ours.english_name if language == "en" and ours.english_name else ours.name,
        "address": " ".join(part for part in (f"{place}{ours.street}", ours.postcode) if part),
        "phone": ours.phone, "email": ours.email, "home_page": ours.home_page, "tax_number": ours.tax_number,
        "logo": _logo(ours),
    }  # fmt: skip


def _logo(ours: Any) -> list[int]:
    stored = ours.logo
    if stored is None or stored.deleted_at is not None or stored.media_type not in PICTURES or stored.size > MOST_BYTES:
        return []
    path = path_of(stored.digest)
    return list(path.read_bytes()) if path.exists() else []


declare_letterhead(of_the_company)

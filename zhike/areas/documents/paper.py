"""Parts that documents of trade share on paper: days, places, and who answers the phone."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format

from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.text.phones import mask


def day(value: Any) -> str:
    """A day in the short form of the reader's language; nothing for none."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def place(record: Any) -> str:
    """Where something goes: region from the province down, street and postcode, in one line."""
    regions = directory().regions
    codes = regions[record.region_id].codes if record.region_id in regions else []
    region = "".join(regions[code].name for code in codes if regions[code].level != "area")
    return " ".join(part for part in (f"{region}{record.street}", record.postcode) if part)


def phone(record: Any, name: str, by: Actor) -> str:
    """A phone number as this person may know it."""
    number = getattr(record, name)
    return mask(number) if number and entity_of(record).masks(name, by) else number

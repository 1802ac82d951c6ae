"""What a page or a file needs to show and read values, looked up once."""

from __future__ import annotations

from django.utils import timezone

from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.fields.types import Reading


def reading_for(by: Actor, *, day_first: bool | None = None) -> Reading:
    """A reading for an actor, now, in the company's time zone."""
    return Reading(by=by, directory=directory(), now=timezone.localtime(), day_first=day_first)

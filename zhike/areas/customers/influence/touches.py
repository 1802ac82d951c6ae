"""How often and how lately somebody was met or called; the area that keeps such records says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from zhike.kernel.access.actor import Actor

HALF_LIFE_DAYS = 90


class Touch(NamedTuple):
    """Calls and visits with one contact: how many, the latest, and their weight (each halves in HALF_LIFE_DAYS)."""

    times: int
    last: datetime | None
    weight: float


Touches = Callable[[Sequence[int], Actor], Mapping[int, Touch] | None]
"""Gets the ids of contacts and who asks; returns what that person may know, in one query for all; None if nothing."""

_declared: list[Touches] = []


def declare_touches(touches: Touches) -> Touches:
    """Let an area tell of meetings with contacts."""
    _declared.append(touches)
    return touches


def touches_of(contacts: Sequence[int], by: Actor) -> dict[int, Touch] | None:
    """What all areas know, added up by contact; None when the actor may know nothing of it."""
    told = [told for touches in _declared if (told := touches(contacts, by)) is not None]
    if not told:
        return None
    return {contact: _sum([one[contact] for one in told if contact in one]) for contact in contacts}


def _sum(touches: Sequence[Touch]) -> Touch:
    last = max((one.last for one in touches if one.last is not None), default=None)
    return Touch(sum(one.times for one in touches), last, sum(one.weight for one in touches))

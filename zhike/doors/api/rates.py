"""How often one caller may call: a count for each minute, shared by all processes, cheap for those who call little."""

from __future__ import annotations

import threading
import time
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from zhike.doors.api.problems import Problem

WINDOW: Final = 60
A_MINUTE: Final = getattr(settings, "API_CALLS_A_MINUTE", 30_000)
FAILURES_A_MINUTE: Final = 60
SHARES: Final = 50
MOST_CALLERS: Final = 10_000

_unshared: dict[tuple[str, int], int] = {}
_known: dict[tuple[str, int], int] = {}
_lock = threading.Lock()


def count(caller: str, limit: int) -> None:
    """Count a call, and refuse it with 429 when there were more than `limit` in this minute; 0 means no limit.

    Each process counts by itself and adds to the shared count at every fiftieth part of the limit, so most calls cost
    no query, and the limit is exact to a fiftieth for each process.
    """
    if limit <= 0:
        return
    now = time.time()
    if _counted((caller, int(now // WINDOW)), max(1, limit // SHARES)) > limit:
        raise too_many(now)


def refuse_if_exceeded(caller: str, limit: int) -> None:
    """Refuse a caller whose counted calls have reached the limit, without counting this one."""
    now = time.time()
    key = (caller, int(now // WINDOW))
    if limit > 0 and _known.get(key, 0) + _unshared.get(key, 0) >= limit:
        raise too_many(now)


def too_many(now: float) -> Problem:
    """The refusal, with the seconds until the next minute begins."""
    wait = str(int(WINDOW - now % WINDOW) + 1)
    words = _("Too many calls; wait %(seconds)s seconds.") % {"seconds": wait}
    return Problem(429, "too_many_requests", words, headers={"Retry-After": wait})


def _counted(key: tuple[str, int], share: int) -> int:
    with _lock:
        if len(_known) > MOST_CALLERS:
            _forget(key[1])
        unshared = _unshared[key] = _unshared.get(key, 0) + 1
        if unshared < share:
            return _known.get(key, 0) + unshared
        _unshared[key] = 0
    name = f"api-calls:{key[0]}:{key[1]}"
    cache.add(name, 0, WINDOW * 2)
    try:
        total = cache.incr(name, unshared)
    except ValueError:  # the shared cache was cleared in between
        total = unshared
    _known[key] = total
    return total


def _forget(window: int) -> None:
    for counts in (_unshared, _known):
        for key in [key for key in counts if key[1] != window]:
            del counts[key]

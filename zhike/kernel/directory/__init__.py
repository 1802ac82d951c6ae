"""The directory: people, departments, roles, choices, tags and regions, read from memory.

`directory()` answers from the process's own copy, which is true as long as the database's stamp has not moved. The
stamp is raised by triggers (see `history/install.py`), so a change made anywhere, even in SQL, is seen by the next
request.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from zhike.kernel.directory.snapshot import Snapshot, load

_latest: Snapshot | None = None
_pinned: ContextVar[Snapshot | None] = ContextVar("pinned_directory", default=None)


def directory() -> Snapshot:
    """The directory of now; within `pinned()`, the one that was true when the request began."""
    return _pinned.get() or _refreshed()


@contextmanager
def pinned(stamp: int | None = None) -> Iterator[Snapshot]:
    """Ask for the stamp once and answer from one snapshot until the end: what a request wants.

    A caller that has just read the stamp together with something else hands it on as `stamp`.
    """
    token = _pinned.set(_refreshed(stamp))
    try:
        yield directory()
    finally:
        _pinned.reset(token)


def renew(stamp: int | None = None) -> None:
    """Look again within a pinned request: called after an action, which may have changed the directory itself."""
    if _pinned.get() is not None:
        _pinned.set(_refreshed(stamp))


def _refreshed(stamp: int | None = None) -> Snapshot:
    global _latest  # the process's one copy; replaced whole, never changed
    if stamp is None:
        stamp = _read_stamp()
    if _latest is None or _latest.stamp != stamp:
        _latest = load(stamp, _latest)
    return _latest


def _read_stamp() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM directory_stamp WHERE name = 'directory'")
        row = cursor.fetchone()
    return int(row[0]) if row else 0

"""Three chunks under way at once: one is read, one is written, and one comes to its place in the search index."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.utils import translation

OFTEN, USUALLY = 0.0005, 0.005
"""Seconds after which one thread gives way to another."""
MOST_BEHIND = 4
"""So many chunks may wait for their place in the search index."""


class Writer:
    """Runs one piece of writing at a time in a thread with a connection of its own.

    Within a transaction of the caller it writes at once instead, since another connection could not see its rows.
    """

    def __init__(self) -> None:
        self.thread: ThreadPoolExecutor | None = None if connection.in_atomic_block else ThreadPoolExecutor(1)
        self.running: Future[None] | None = None
        self.language = translation.get_language()

    def __enter__(self) -> Self:
        # Whoever reads holds the interpreter most of the time; the writer needs it often, and each time for a moment.
        sys.setswitchinterval(OFTEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for what is under way; its failure counts unless the caller has failed already."""
        try:
            self.wait()
        except BaseException:
            if error is None:
                raise
        finally:
            sys.setswitchinterval(USUALLY)
            if self.thread is not None:
                self.thread.submit(_close).result()
                self.thread.shutdown()

    def start(self, write: Callable[..., None], *arguments: Any, **named: Any) -> None:
        """Begin to write; call `wait` before the next one."""
        if self.thread is None:
            write(*arguments, **named)
        else:
            self.running = self.thread.submit(self._written, write, *arguments, **named)

    def wait(self) -> None:
        """Wait until what was begun is written. Raises what it raised."""
        running, self.running = self.running, None
        if running is not None:
            running.result()

    def _written(self, write: Callable[..., None], *arguments: Any, **named: Any) -> None:
        with translation.override(self.language):
            write(*arguments, **named)


class Settling:
    """Brings what waits in the search index to its place beside the writing, by a connection of its own.

    What waits is found all the same, but every search has to read it; so no more than a few chunks may wait.
    """

    def __init__(self) -> None:
        self.thread: ThreadPoolExecutor | None = None if connection.in_atomic_block else ThreadPoolExecutor(1)
        self.running: Future[None] | None = None
        self.behind = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        if self.thread is not None:
            self.thread.submit(_close).result()
            self.thread.shutdown()

    def go_on(self) -> None:
        """A chunk was written: settle it, unless that is under way; wait when it can't keep pace."""
        if self.thread is None:
            return
        self.behind += 1
        if self.running is not None and (self.running.done() or self.behind > MOST_BEHIND):
            self.running.result()
            self.running = None
        if self.running is None:
            self.running, self.behind = self.thread.submit(_settle), 0


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_document_tokens')")


def _close() -> None:
    """Give the thread's own connection back; the name stands for another one in each thread."""
    connection.close()

"""Two chunks under way at once: while the database writes one, Python reads the next."""

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


def _close() -> None:
    """Give the thread's own connection back; the name stands for another one in each thread."""
    connection.close()

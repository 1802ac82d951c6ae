"""A cursor for statements whose text never changes: PostgreSQL plans them once for a connection, not at each question.

Django binds values on this side, so each question is a new text that has to be parsed and planned; for the small ones
that every page asks, that takes longer than answering. psycopg hands a text to the server after it was asked five times
on a connection (`prepare_threshold`), with its values apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper


class Logged(CursorDebugWrapper):
    """For who counts or logs statements; what was sent for a planned one is its name, so its text is told."""

    def execute(self, sql: Any, params: Any = None) -> Any:
        """Ask, and log the text as it was given."""
        with self.debug_sql(sql, params):
            return CursorWrapper.execute(self, sql, params)


@contextmanager
def planned_once() -> Iterator[Any]:
    """A cursor that binds values at the server. What depends on them and is no column needs a cast (`%s::bigint`)."""
    connection.ensure_connection()
    raw: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # (it is psycopg's cursor)
    with Logged(raw, connection) if connection.queries_logged else connection.make_cursor(raw) as cursor:
        yield cursor

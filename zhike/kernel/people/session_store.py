"""Django's sessions in the database, read in one statement with the stamp of the directory."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from zhike.kernel.statements import planned_once

SESSION_AND_STAMP = (
    "SELECT session_data, (SELECT value FROM directory_stamp WHERE name = 'directory') "
    "FROM django_session WHERE session_key = %s AND expire_date > now()"
)


class SessionStore(DatabaseSessions):
    """What Django's own does; a request needs both the session and the stamp, so they come together."""

    directory_stamp: int | None = None
    """The stamp at the moment when the session was read; None while it was not, or when there is no such session."""

    def load(self) -> dict[str, Any]:
        """The session's values; an ended or unknown session has none and loses its key."""
        with planned_once() as cursor:
            cursor.execute(SESSION_AND_STAMP, [self.session_key])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        self.directory_stamp = row[1]
        return dict(self.decode(row[0]))

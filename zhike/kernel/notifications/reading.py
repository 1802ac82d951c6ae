"""How many messages wait for a person."""

from __future__ import annotations

from zhike.kernel.statements import planned_once

MOST = 100
# Every page asks this, and making the statement anew each time takes longer than running it.
UNREAD = "SELECT count(*) FROM (SELECT 1 FROM notification WHERE employee_id = %s AND read_at IS NULL LIMIT %s) waiting"


def unread(employee_id: int) -> int:
    """How many messages a person has not read; nobody counts beyond a hundred."""
    with planned_once() as cursor:
        cursor.execute(UNREAD, [employee_id, MOST])
        return int(cursor.fetchone()[0])

"""Sealing the history: blocks of changes under digests that each cover the one before, so that tampering shows.

A block covers all changes with ids after the block before, up to its last. The digest is
SHA-256(previous digest, then one line of JSON per change in the order of ids). The head's digest, noted elsewhere, also
proves that nothing was cut off at the end. Sealing takes no lock that a writer could meet.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from zhike.kernel.entity.parts import Words
from zhike.kernel.history.models import Block

AT_ONCE = 5000
PATIENCE = 20.0
SEALER = 718_290_411
"""Any number: the advisory lock that lets one sealer work at a time."""

DIGEST = """
SELECT count(*), coalesce(min(id), 0), coalesce(max(id), 0), encode(sha256(convert_to(%s || coalesce(string_agg(
  jsonb_build_array(id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), kind, record_id, verb, changes,
                    actor_id, door, request, batch_id)::text, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')
FROM history_change WHERE id > %s AND id <= %s
"""
END_OF_BLOCK = (
    "SELECT max(id) FROM (SELECT id FROM history_change WHERE id > %s AND id <= %s ORDER BY id LIMIT %s) block"
)
WRITERS = """
SELECT coalesce(array_agg(virtualtransaction), '{}') FROM pg_locks
WHERE locktype = 'relation' AND relation = 'history_change'::regclass AND mode = 'RowExclusiveLock'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND pid IS DISTINCT FROM pg_backend_pid()
"""
"""The running transactions that have written history: each holds this lock from before it draws an id until it ends."""


class Fault(NamedTuple):
    """A block that does not fit what it seals, and how."""

    block: Block
    reason: Words


def seal(patience: float = PATIENCE) -> int:
    """Seal all changes of finished transactions and return how many were sealed.

    An id is drawn before its transaction ends, so a change may appear behind one with a higher id. Therefore only ids
    drawn before now are sealed, and only when every transaction that writes history now has ended; if one runs longer
    than `patience` seconds, the next call does it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEALER])
        if not cursor.fetchone()[0]:
            return 0
        try:
            drawn = _finished_up_to(patience)
            return _seal_up_to(drawn) if drawn else 0
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEALER])


def verify(recent: int | None = None) -> Fault | None:
    """Look for the first block that does not fit its changes or the block before; None when all is well.

    `recent` limits the look to so many blocks at the end.
    """
    blocks = Block.objects.order_by("-id")[:recent] if recent else Block.objects.order_by("-id")
    before: Block | None = None
    for block in reversed(blocks):
        previous = before or Block.objects.filter(id__lt=block.pk).order_by("-id").first()
        reason = _fault(block, previous)
        if reason:
            return Fault(block, reason)
        before = block
    return None


def head() -> str:
    """The digest of the last block: whoever keeps it elsewhere can tell whether anything before it was changed."""
    return Block.objects.order_by("-id").values_list("digest", flat=True).first() or ""


def _fault(block: Block, previous: Block | None) -> Words:
    if block.previous != (previous.digest if previous else ""):
        return _("A block before it is missing or was changed.")
    count, _first, _last, digest = _digest(block.previous, previous.last_id if previous else 0, block.last_id)
    if count != block.count:
        return _("It sealed %(sealed)s changes; now there are %(count)s.") % {"sealed": block.count, "count": count}
    return "" if digest == block.digest else _("A change that it sealed was altered.")


def _finished_up_to(patience: float) -> int:
    """The last id drawn until now, once all transactions that may hold such an id have ended; 0 if they don't end.

    Those that only read, or write in another database of the same server, are not waited for.
    """
    deadline = time.monotonic() + patience
    with connection.cursor() as cursor:
        # The ids first: whoever draws one later belongs to no block that we are about to seal.
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM history_change_id")
        (drawn,) = cursor.fetchone()
        cursor.execute(WRITERS)
        (writing,) = cursor.fetchone()
        while writing:
            if time.monotonic() >= deadline:
                return 0
            time.sleep(0.1)
            cursor.execute(WRITERS)
            writing = set(writing) & set(cursor.fetchone()[0])
    return int(drawn)


def _seal_up_to(drawn: int) -> int:
    sealed = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            previous = Block.objects.order_by("-id").first()
            after = previous.last_id if previous else 0
            cursor.execute(END_OF_BLOCK, [after, drawn, AT_ONCE])
            (last,) = cursor.fetchone()
            if last is None:
                return sealed
            chain = previous.digest if previous else ""
            count, first, last, digest = _digest(chain, after, last)
            Block.objects.create(first_id=first, last_id=last, count=count, digest=digest, previous=chain)
            sealed += count


def _digest(previous: str, after: int, last: int) -> tuple[int, int, int, str]:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [previous, after, last])
        count, first, final, digest = cursor.fetchone()
    return count, first, final, digest

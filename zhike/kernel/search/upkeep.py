"""Keeps the search documents true, in the same transaction as the change that they follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction

from zhike.kernel.search.documents import rows_of

AT_ONCE = 1000


def flush() -> None:
    """Write the documents of all records that this transaction has marked."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_stale WHERE transaction = pg_current_xact_id() RETURNING entity, record_id")
        stale = cursor.fetchall()
    write(stale)


def catch_up(most: int = 50_000) -> int:
    """Write the documents that no action wrote (a change in SQL); a job calls this. Returns how many it did."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_stale "
            "WHERE ctid = ANY(ARRAY(SELECT ctid FROM search_stale LIMIT %s FOR UPDATE SKIP LOCKED))"
            " RETURNING entity, record_id",
            [most],
        )
        stale = cursor.fetchall()
        write(stale)
    return len(stale)


def write(stale: Iterable[tuple[str, int]]) -> None:
    """Write the documents of the given records anew."""
    by_entity = defaultdict(set)
    for entity, record_id in stale:
        by_entity[entity].add(record_id)
    for entity, ids in by_entity.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), AT_ONCE):
            _upsert(entity, list(rows_of(entity, ordered[start : start + AT_ONCE])))


def _upsert(entity: str, rows: list[tuple[int, str, str]]) -> None:
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_document (entity, record_id, tokens, keys) "
            "SELECT %s, u.id, u.tokens::tsvector, u.keys::bigint[] "
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) u(id, tokens, keys) "
            "ON CONFLICT (entity, record_id) DO UPDATE SET tokens = excluded.tokens, keys = excluded.keys",
            [entity, *map(list, zip(*rows, strict=True))],
        )

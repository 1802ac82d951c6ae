"""Records by their keys: each key stands as a number in a table (see `migrations/duplicate_keys.sql`)."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from django.db import connection

SHARING = """
SELECT a.hash, k.record_id FROM unnest(%s::bigint[]) a(hash),
LATERAL (SELECT record_id FROM duplicate_key WHERE hash = a.hash LIMIT %s) k
"""


def hashed(entity: str, keys: Iterable[str]) -> list[int]:
    """The numbers of an entity's keys, in their order: 64 bits, the same in every process and version."""
    number = int.from_bytes
    return [
        number(blake2b(f"{entity}:{key}".encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)
        for key in keys
    ]


def sharing(hashes: Iterable[int], *, most: int) -> list[tuple[int, int]]:
    """The records that share each key, at most so many of a key, as pairs of the key's number and the record's id."""
    asked = list(hashes)
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(SHARING, [asked, most])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found

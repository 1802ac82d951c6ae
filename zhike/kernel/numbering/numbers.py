"""Giving numbers: never twice, and without gaps where the law wants it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.utils import timezone

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.fields.codes import declare_codes
from zhike.kernel.numbering.models import NumberPattern

PLACE = re.compile(r"\{(year|month|sequence)(?::(\d+))?\}")

declare_codes("numbered", lambda: [(one.key, str(one.label_plural)) for one in entities() if one.numbering is not None])


def next_number(entity: Entity) -> str:
    """The next number of an entity, such as `KH-2026-000318`."""
    return next(next_numbers(entity, 1))


def next_numbers(entity: Entity, count: int) -> Iterator[str]:
    """The next `count` numbers, in order. The year and month are those of the company's time zone."""
    if entity.numbering is None:
        raise ValueError(f"{entity.key} has no numbers")
    own = NumberPattern.objects.filter(entity=entity.key, deleted_at=None).values_list("pattern", "gapless").first()
    pattern, gapless = own or (entity.numbering.pattern, entity.numbering.gapless)
    today = timezone.localdate()
    period = f"{today:%Y%m}" if "{month" in pattern else f"{today:%Y}" if "{year" in pattern else ""
    form = _form(pattern, today)
    for value in _reserve(entity.key, period, count, gapless):
        yield form % {"sequence": value}


def _form(pattern: str, today: date) -> str:
    """A pattern with year and month filled in, as a format that only lacks the sequence."""
    words = {"year": str(today.year), "month": f"{today:%m}"}

    def filled(place: re.Match[str]) -> str:
        width = int(place[2] or 0)
        return f"%(sequence)0{width or 1}d" if place[1] == "sequence" else words[place[1]].zfill(width)

    return PLACE.sub(filled, pattern.replace("%", "%%"))


def next_in_period(key: str, period: str, count: int = 1) -> range:
    """The next numbers of a count that has no gaps within a period, such as entries of a ledger within a year.

    Other writers of the same count wait for this transaction, and a rollback gives the numbers back. So take them last.
    """
    found = list(_counted(key, period, count))
    return range(found[0], found[-1] + 1)


def _reserve(entity: str, period: str, count: int, gapless: bool) -> Iterator[int]:
    return _counted(entity, period, count) if gapless else _drawn(entity, period, count)


def _counted(entity: str, period: str, count: int) -> Iterator[int]:
    """From a locked row: the next writer waits for this transaction, and a rollback gives the numbers back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO number_counter (entity, period, value) VALUES (%s, %s, %s) "
            "ON CONFLICT (entity, period) DO UPDATE SET value = number_counter.value + excluded.value RETURNING value",
            [entity, period, count],
        )
        last = cursor.fetchone()[0]
    yield from range(last - count + 1, last + 1)


def _drawn(entity: str, period: str, count: int) -> Iterator[int]:
    """From a sequence: nobody waits; a rollback leaves a gap."""
    name = f"number_{entity}_{period}".rstrip("_")
    draw = "SELECT nextval(s.one) FROM to_regclass(%s) s(one), generate_series(1, %s) WHERE s.one IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(draw, [name, count])
        drawn = [row[0] for row in cursor.fetchall()]
        if not drawn and count:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
            cursor.execute(f'CREATE SEQUENCE IF NOT EXISTS "{name}" AS bigint')
            cursor.execute(draw, [name, count])
            drawn = [row[0] for row in cursor.fetchall()]
    yield from drawn

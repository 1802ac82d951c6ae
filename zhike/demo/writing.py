"""Writing thousands of records at once: by COPY, with their dates of creation as they are given."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from django.db import connection
from django.db.models import JSONField, Model
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.numbering.numbers import PLACE, next_numbers

R = TypeVar("R", bound=Model)
MANY = 100


def number(records: Sequence[R], parent: str = "") -> Sequence[R]:
    """Give unsaved records the ids under which they will be written.

    `parent` names the reference to a record of the same kind, which may be among them.
    """
    if records:
        for record, one in zip(records, _ids(type(records[0]), len(records)), strict=True):
            record.pk = one
    for record in records if parent else ():
        above = getattr(record, parent)
        setattr(record, f"{parent}_id", above.pk if above is not None else None)
    return records


def numbers_over_years(entity: Entity, days: Sequence[date]) -> list[str]:
    """A number for each day, in their order: past years are counted from where they stand, this one goes on."""
    if entity.numbering is None:
        raise ValueError(f"{entity.key} has no numbers")
    this_year = timezone.localdate().year
    current = next_numbers(entity, sum(day.year == this_year for day in days))
    past: dict[int, int] = {}
    found = []
    for day in days:
        if day.year == this_year:
            found.append(next(current))
            continue
        if day.year not in past:
            begins = entity.numbering.pattern.split("{sequence")[0].replace("{year}", str(day.year))
            past[day.year] = entity.model._default_manager.filter(number__startswith=begins).count()
        past[day.year] += 1
        found.append(_filled(entity.numbering.pattern, day, past[day.year]))
    return found


def _filled(pattern: str, day: date, sequence: int) -> str:
    words = {"year": str(day.year), "month": f"{day:%m}", "sequence": str(sequence)}

    def word(place: re.Match[str]) -> str:
        return words[place[1]].zfill(int(place[2] or 0))

    return PLACE.sub(word, pattern)


def write(entity: Entity, records: Sequence[Any]) -> int:
    """Insert numbered records, those of each person as a batch of that person. Returns how many.

    Unlike `bulk_create` it keeps `created_at`. The triggers write history and search as for any other writer.
    """
    ordered = sorted(records, key=lambda one: one.created_by_id)
    for _person, own in groupby(ordered, key=lambda one: one.created_by_id):
        lot = list(own)
        by = Actor.of(lot[0].created_by, door="import")
        with batch(by, f"{entity.key}.create", entity.key, {}) as running:
            _copy(lot)
            running.finish(Outcome(done=len(lot)))
    if len(ordered) >= MANY:
        analyse(entity.model)
    return len(ordered)


def analyse(*models: type[Model]) -> None:
    """Tell the planner what is in these tables now: until the commit nobody else does, and it takes them for empty."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _ids(model: type[Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(records: Sequence[Any]) -> None:
    # A column that the database fills by itself is not written, as Django doesn't write it.
    fields = [
        field
        for field in records[0]._meta.concrete_fields
        if not isinstance(getattr(records[0], field.attname), DatabaseDefault)
    ]
    table = connection.ops.quote_name(records[0]._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copying:
        for record in records:
            record.updated_at = record.created_at = record.created_at or timezone.now()
            copying.write_row([_plain(field, getattr(record, field.attname)) for field in fields])


def _plain(field: Any, value: Any) -> Any:
    if isinstance(field, JSONField):
        return json.dumps(value)
    return value

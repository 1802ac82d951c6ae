"""Lets append-only rows follow their record when two are merged, or when that is undone; see `moving`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def moving() -> Iterator[None]:
    """Within it, tables that refuse every change let one happen: whose a row is. They look at `zhike.moving`."""
    _set("on")
    yield
    _set("")


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhike.moving', %s, true)", [value])

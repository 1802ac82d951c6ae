"""When an action makes sense: a condition on the record itself, asked of rows in the database or of one in hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q

TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "exact": lambda value, wanted: bool(value == wanted),
    "in": lambda value, wanted: value in wanted,
    "isnull": lambda value, wanted: (value is None) is wanted,
    "gt": lambda value, wanted: value is not None and bool(value > wanted),
    "lt": lambda value, wanted: value is not None and bool(value < wanted),
}
"""What a condition may ask; anything more belongs into the action, which refuses in its own words."""


def holds(condition: Q, record: Any) -> bool:
    """Whether a record in hand meets a condition, without asking the database.

    Raises ValueError for a condition that asks more than `TESTS`, or of another record.
    """
    answers = [
        holds(part, record) if isinstance(part, Q) else _test(record, str(part[0]), part[1])  # type: ignore[index]
        for part in condition.children
    ]
    met = any(answers) if condition.connector == Q.OR and answers else all(answers)
    return met is not condition.negated


def _test(record: Any, lookup: str, wanted: Any) -> bool:
    name, _separator, test = lookup.partition("__")
    if (test or "exact") not in TESTS:
        raise ValueError(f"a condition can't ask “{lookup}”; it may ask {', '.join(TESTS)} of the record itself")
    return TESTS[test or "exact"](getattr(record, name), wanted)

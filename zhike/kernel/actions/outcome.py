"""What came of an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Skip:
    """A record that was left alone, and why."""

    id: int
    reason: str | Promise
    title: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many records were done, which were skipped and why, what to say, and the batch by which it can be undone."""

    done: int = 0
    skipped: Sequence[Skip] = ()
    message: str | Promise = ""
    records: Sequence[int] = ()
    batch: int | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def of(self, batch: int | None, also_skipped: Sequence[Skip] = ()) -> Outcome:
        """The same outcome with its batch, and with what was skipped before the action began."""
        return replace(self, batch=batch, skipped=[*also_skipped, *self.skipped])

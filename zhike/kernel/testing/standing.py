"""The company of the tests, made once and left standing from one test to the next.

It was made anew for each of two thousand tests. It stands in a transaction around the tests that ask for it; what a
test does to it is rolled back with the test's own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from zhike.kernel.testing.cast import Cast, make_cast

FRESH: Final = 30.0
"""Seconds that a company stands: the database's `now()` is the moment at which its transaction began."""


@dataclass
class Company:
    """The cast, and the transaction in which it was made; `unblocked` lets us at the database between tests."""

    unblocked: Callable[[], AbstractContextManager[None]]
    around: transaction.Atomic
    cast: Cast
    made_at: datetime = field(default_factory=timezone.now)
    began: float = field(default_factory=time.monotonic)

    def is_fresh(self) -> bool:
        """Whether the next test may meet it: young, of this hour (so of this day anywhere), its connection unbroken."""
        same_hour = self.made_at >= timezone.now().replace(minute=0, second=0, microsecond=0)
        broken = connection.closed_in_transaction or connection.needs_rollback
        return same_hour and not broken and time.monotonic() - self.began < FRESH


_standing: Company | None = None


def stand(unblocked: Callable[[], AbstractContextManager[None]]) -> None:
    """Make the company, unless it stands or somebody else has begun a transaction."""
    global _standing  # one for each process, as there is one connection
    if _standing is not None or connection.in_atomic_block:
        return
    with unblocked():
        around = transaction.atomic()
        around.__enter__()
        try:
            cast = make_cast()
            connection.check_constraints()  # those that wait for the end of a transaction
        except BaseException as error:
            around.__exit__(type(error), error, error.__traceback__)
            raise
        _standing = Company(unblocked, around, cast)


def end() -> None:
    """Roll the company back, if it stands."""
    global _standing  # see above
    if _standing is None:
        return
    company, _standing = _standing, None
    with company.unblocked():
        transaction.set_rollback(True)
        company.around.__exit__(None, None, None)


def end_unless(wanted: bool) -> None:
    """Roll the company back before a test that did not ask for it, or that would find it stale."""
    if _standing is not None and not (wanted and _standing.is_fresh()):
        end()


def standing_cast() -> Cast:
    """A copy of one's own of the cast that stands; a cast made now where none does."""
    return make_cast() if _standing is None else deepcopy(_standing.cast)

"""Reconciliation (对账): do documents, accounts and the cash book say the same, to the cent?

A check is one statement of SQL over whole tables that answers with the rows that differ: what it is about, what the
one side says, what the other says. `zhike doctor`, the page and the API run the same checks. Areas above declare
their own: `declare_check("invoices", _("Invoices equal their entries"), SQL)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from time import perf_counter
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.parts import Words
from zhike.kernel.refusals import NotAllowed

RECONCILE = declare_power("finance.reconcile", _("Reconcile the books"))
MOST_SHOWN = 50
DOCUMENTS, LEDGER = _("Documents"), _("Ledger")


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check: its key, what it makes sure of, and the statement that finds what differs.

    The statement answers with the columns `title`, `entity`, `record_id`, `ours`, `theirs`; the last two are amounts
    or counts. `left` and `right` say whose they are.
    """

    key: str
    label: Words
    sql: str
    left: Words
    right: Words


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that differs, with the record where it can be looked at."""

    title: str
    entity: str
    record_id: int | None
    ours: Decimal
    theirs: Decimal

    @property
    def gap(self) -> Decimal:
        """By how much the two sides differ."""
        return self.ours - self.theirs

    @property
    def url(self) -> str:
        """Where the record is shown."""
        return f"/{self.entity}/{self.record_id}" if self.entity and self.record_id else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how many rows differ, the first of them, and how long it took, in seconds."""

    check: Check
    count: int
    seconds: float
    differences: list[Difference] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing differs."""
        return self.count == 0


_checks: dict[str, Check] = {}


def declare_check(key: str, label: Words, sql: str, left: Words = DOCUMENTS, right: Words = LEDGER) -> None:
    """Make a check known; see `Check` for the columns that its statement answers with."""
    _checks[key] = Check(key, label, sql, left, right)


def checks() -> list[Check]:
    """All declared checks, in the order of their declaration."""
    return list(_checks.values())


def reconcile(by: Actor) -> list[Finding]:
    """Run all checks for a person. Raises NotAllowed without the power `finance.reconcile`."""
    if not by.may(RECONCILE):
        raise NotAllowed(
            _("You need the permission “%(power)s” for this.") % {"power": _("Reconcile the books")}, code="lacks_power"
        )
    return list(findings())


def findings() -> Iterator[Finding]:
    """Run all checks, one after the other."""
    return (run(check) for check in checks())


def run(check: Check) -> Finding:
    """Run one check: one statement over whole tables, of whose answer only the first rows are fetched."""
    begun = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT title, entity, record_id, ours, theirs, count(*) OVER () FROM ({check.sql}) found LIMIT %s",
            [MOST_SHOWN],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    seconds = perf_counter() - begun
    return Finding(check, rows[0][5] if rows else 0, seconds, [Difference(*row[:5]) for row in rows])

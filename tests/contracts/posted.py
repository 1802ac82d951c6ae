"""Makes the records that no form makes: what only actions of their own write, such as entries of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from tests.contracts import commissioned, ordered, stocked
from zhike.areas.finance import cash, cash_days
from zhike.areas.finance.accounts import RECEIVABLES, SALES
from zhike.areas.finance.cash import Booking, Movement
from zhike.areas.finance.models import CashAccount, CashDay, CashEntry, JournalEntry, JournalLine, OpenItem
from zhike.areas.finance.open_items import NewItem, add_many
from zhike.areas.finance.posting import Line, Posting, post
from zhike.kernel.access.actor import Actor
from zhike.kernel.people.models import Employee
from zhike.kernel.testing import Cast

DAY = date(2026, 3, 5)
SYSTEM = Actor.system()
_numbers = count(1)


def _customer(cast: Cast, owner: Employee) -> Any:
    return cast.customers.get(owner.pk) or cast.customer_of(cast.zhou)


def entry(cast: Cast, owner: Employee) -> JournalEntry:
    """An entry of the ledger about the owner's customer."""
    lines = (
        Line(RECEIVABLES, debit=Decimal(5), customer=_customer(cast, owner).pk),
        Line(SALES, credit=Decimal(5), text="销售"),
    )
    return post(Posting(DAY, "manual", lines, "期初"), by=SYSTEM)


def line(cast: Cast, owner: Employee) -> JournalLine:
    """A line of an entry."""
    return entry(cast, owner).lines.order_by("pk")[0]


def cash_entry(cast: Cast, owner: Employee) -> CashEntry:
    """What came into a till."""
    till = CashAccount.objects.create(name=f"现金{next(_numbers)}", kind="cash", currency="CNY")
    return cash.book(Booking(DAY, (Movement(till, Decimal(5)),), (Line(SALES, credit=Decimal(5)),), "零售"), by=SYSTEM)[
        0
    ]


def cash_day(cast: Cast, owner: Employee) -> CashDay:
    """A closed day of a till."""
    return cash_days.close(cash_entry(cast, owner).account, DAY, None, by=SYSTEM)


def open_item(cast: Cast, owner: Employee) -> OpenItem:
    """What the owner's customer has to pay."""
    item = NewItem(
        _customer(cast, owner).pk, "invoice", f"FP-{next(_numbers)}", DAY, DAY, "CNY", Decimal(5), Decimal(5)
    )
    found: OpenItem = OpenItem.objects.get(pk=add_many([item], by=SYSTEM)[0])
    return found


MAKERS: dict[str, Callable[[Cast, Employee], Any]] = {
    "journal_entries": entry, "journal_lines": line, "cash_entries": cash_entry, "cash_days": cash_day,
    "open_items": open_item, **stocked.MAKERS, **ordered.MAKERS, **commissioned.MAKERS,
}  # fmt: skip

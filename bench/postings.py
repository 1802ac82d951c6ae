"""How fast invoices are posted, beside a bare COPY of the same lines, and how long the reconciliation then takes.

    python -m bench.postings 1000000      # lines; into the database of ZHIKE_HOME or DATABASE_URL

Each invoice has an entry of three lines (receivable, sales, output tax) and an open item. Posting checks the accounts
and the balance of every entry, gives numbers without gaps, keeps the customers' balances, and the database checks all
of it again. The bare COPY fills a table with the same columns and indexes as the lines, without keys or triggers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Any

from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

LINES_EACH = 3
AT_ONCE = 10_000
CUSTOMERS = 20_000


def main(lines: int) -> None:
    """Post so many lines and print the figures."""
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things:
        from zhike.kernel.access.actor import Actor

        by, customers = Actor.system(), make_customers()
        count = lines // LINES_EACH
        posting = posted(count, customers, by)
        bare = copied()
        print(
            f"{count * LINES_EACH:,} lines in {count:,} entries: {count * LINES_EACH / posting:,.0f} lines/s "
            f"({posting:.1f} s, open items too), bare COPY of the lines {count * LINES_EACH / bare:,.0f} lines/s "
            f"({bare:.1f} s)",
            flush=True,
        )
        reconciled()


def make_customers() -> list[int]:
    """Customers to post to, without duplicates being looked for."""
    from zhike.areas.customers.models import Customer

    made = Customer.objects.bulk_create(
        (Customer(name=f"测试客户{place}", number=f"B-{place}") for place in range(CUSTOMERS)), batch_size=5000
    )
    return [one.pk for one in made]


def posted(count: int, customers: list[int], by: Any) -> float:
    """Seconds to post so many invoices, in transactions of ten thousand."""
    from django.db import transaction

    from zhike.areas.finance.open_items import add_many
    from zhike.areas.finance.posting import post_many

    todo = invoices(count, customers)
    begun, worked = time.perf_counter(), time.process_time()
    while lot := list(islice(todo, AT_ONCE)):
        with transaction.atomic():
            post_many((posting for posting, _item in lot), by=by)
            add_many([item for _posting, item in lot], by=by)
    print(f"the program itself worked for {time.process_time() - worked:.1f} s, the rest is the database's", flush=True)
    return time.perf_counter() - begun


def invoices(count: int, customers: list[int]) -> Iterator[tuple[Any, Any]]:
    """Invoices as postings with their open items; deterministic."""
    from zhike.areas.finance.accounts import OUTPUT_TAX, RECEIVABLES, SALES
    from zhike.areas.finance.open_items import NewItem
    from zhike.areas.finance.posting import Line, Posting

    chance, first = Random(count), date(2024, 1, 1)
    for place in range(count):
        customer, net = chance.choice(customers), Decimal(chance.randint(100, 9_999_999)) / 100
        tax = (net * 13 / 100).quantize(Decimal("0.01"))
        day = first + timedelta(days=place * 700 // count)
        lines = (
            Line(RECEIVABLES, debit=net + tax, customer=customer), Line(SALES, credit=net),
            Line(OUTPUT_TAX, credit=tax),
        )  # fmt: skip
        item = NewItem(
            customer, "invoice", f"FP-{place}", day, day + timedelta(days=30), "CNY", net + tax, net + tax, "invoices",
            place,
        )  # fmt: skip
        yield Posting(day, "invoice", lines, "销售发票", "invoices", place), item


def copied() -> float:
    """Seconds that COPY takes to fill a bare table with the lines that were just posted."""
    from django.db import connection

    with connection.cursor() as cursor:
        with cursor.copy("COPY journal_line TO STDOUT") as copy:
            pieces = [bytes(piece) for piece in copy]
        cursor.execute("CREATE TABLE bare_line (LIKE journal_line INCLUDING INDEXES INCLUDING DEFAULTS)")
        begun = time.perf_counter()
        with cursor.copy("COPY bare_line FROM STDIN") as copy:
            for piece in pieces:
                copy.write(piece)
        seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE bare_line")
    return seconds


def reconciled() -> None:
    """Run all checks and print how long each took."""
    from django.db import connection

    from zhike.areas.finance.reconciling import findings

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found = list(findings())
    print(f"reconciliation: {sum(one.seconds for one in found):.2f} s in {len(found)} checks, "
          f"{sum(one.count for one in found)} differences")  # fmt: skip
    for one in found:
        print(f"  {one.seconds:6.2f} s  {one.check.key}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "").replace("_", "")) if len(sys.argv) > 1 else 1_000_000)

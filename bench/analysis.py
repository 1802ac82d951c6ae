"""How long the pages of the sales analysis take over a large book of invoices: p50 and p95 of each.

    python -m bench.analysis 1000000      # lines; into the database of ZHIKE_HOME or DATABASE_URL

The lines are loaded, not posted: four to an invoice, over three years, of 20,000 customers, 500 products in 20
categories and 200 sellers; one invoice in fifty is a credit note. `bench.postings` measures the posting.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db.models import NOT_PROVIDED

from bench.machine import say, say_load
from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready

LINES_EACH = 4
CUSTOMERS, PRODUCTS, CATEGORIES = 20_000, 500, 20
FIRST, DAYS = date(2024, 1, 1), 1_060
ROUNDS = 12
PAGES = {
    "this year by month": "/reports/sales?by=month",
    "all years by product": "/reports/sales?by=product&period=all",
    "all years by month and person": "/reports/sales?by=month&split=owner&period=all",
    "this year by province": "/reports/sales?by=province",
    "this year by department and quarter": "/reports/sales?by=department&split=quarter",
    "this year by customer": "/reports/sales?by=customer",
}


def main(lines: int) -> None:
    """Load so many lines and print how long each page takes, for the chief and for a seller with own rows."""
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things:
        from bench.book import load_customers, without_indexes, without_triggers
        from bench.people import company
        from bench.works import pages_of
        from zhike.kernel.people.models import Employee

        people = company()
        with without_triggers("customer"), without_indexes("customer"):
            load_customers(CUSTOMERS, people)
        begun = time.perf_counter()
        for table, load in (("invoice", load_invoices), ("invoice_line", load_lines)):
            with without_triggers(table), without_indexes(table):
                load(lines, people)
        settle()
        say(f"sales analysis over {lines:,} invoice lines (loaded in {time.perf_counter() - begun:.0f} s)")
        chief = pages_of(Employee.objects.get(username="bench"))
        for name, address in PAGES.items():
            measured(name, chief, address)
        say_load()


def load_invoices(lines: int, people: list[tuple[int, int]]) -> None:
    """One invoice for four lines."""
    from zhike.areas.billing.models import Invoice

    chance = Random(5)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(1, lines // LINES_EACH + 1):
            owner, department = people[chance.randrange(len(people))]
            kind = "credit_note" if number % 50 == 0 else "invoice"
            dated = FIRST + timedelta(days=chance.randrange(DAYS))
            yield (
                number, f"B-{number}", kind, "issued", chance.randrange(1, CUSTOMERS + 1), dated, "CNY", owner,
                department, owner, department, 0, True, False,
            )  # fmt: skip

    copied(
        Invoice,
        "id, number, kind, state, customer_id, dated, currency, owner_id, department_id, scope_owner,"
        " scope_department, scope_level, scope_open, scope_frozen",
        rows(),
    )


def load_lines(lines: int, people: list[tuple[int, int]]) -> None:
    """Four lines of each invoice, under the scope of their invoice."""
    from zhike.areas.billing.models import InvoiceLine
    from zhike.areas.catalog.models import Product, ProductCategory, Unit

    categories = [ProductCategory.objects.create(name=f"类别{number}") for number in range(CATEGORIES)]
    piece = Unit.objects.first() or Unit.objects.create(name="件")
    products = Product.objects.bulk_create(
        Product(name=f"产品{number}", number=f"B-{number}", unit=piece, category=categories[number % CATEGORIES])
        for number in range(PRODUCTS)
    )
    chance = Random(6)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(lines):
            price = chance.randrange(10, 2000)
            quantity = chance.randrange(1, 20)
            net = price * quantity
            yield (
                1 + number // LINES_EACH, number % LINES_EACH, products[chance.randrange(PRODUCTS)].pk, quantity, price,
                13, net, net * 13 / 100, net * 113 / 100, price * 7 / 10,
            )  # fmt: skip

    copied(
        InvoiceLine,
        "invoice_id, position, product_id, quantity, price, tax_rate, net, tax, total, cost",
        rows(),
    )
    scoped()


def scoped() -> None:
    """Give the lines the scope of their invoice, as the triggers do when lines are written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE invoice_line l SET scope_owner = i.scope_owner, scope_department = i.scope_department,"
            " scope_level = i.scope_level, scope_open = i.scope_open, scope_frozen = i.scope_frozen"
            " FROM invoice i WHERE i.id = l.invoice_id"
        )


def copied(model: Any, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """COPY rows into a model's table; what is not named is nothing, or what the model says."""
    from django.db import connection, transaction
    from django.utils import timezone

    named = {one.strip() for one in columns.split(",")}
    rest = {
        field.column: timezone.now() if field.name in ("created_at", "updated_at") else field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in named and not field.null and not field.primary_key and field.db_default is NOT_PROVIDED
    }
    same = tuple(rest.values())
    with transaction.atomic(), connection.cursor() as cursor:
        statement = f"COPY {model._meta.db_table} ({', '.join([columns, *rest])}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row + same)


def settle() -> None:
    """What the database does by itself in a quiet hour."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("customer", "product", "invoice", "invoice_line"):
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def measured(name: str, client: Any, address: str) -> None:
    """Open a page a dozen times and print its times."""
    times = []
    for _round in range(ROUNDS + 1):
        begun = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        times.append((time.perf_counter() - begun) * 1000)
    warm = times[1:]
    p95 = statistics.quantiles(warm, n=20)[-1]
    print(f"{name:<40}{statistics.median(warm):>9.0f} ms p50{p95:>9.0f} ms p95", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)

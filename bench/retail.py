"""How fast a shop's whole book comes in: the 541,909 lines of Online Retail as orders, then as issued invoices.

    python -m bench.retail [--lines 40000]      # into the database of ZHIKE_HOME or DATABASE_URL

The customers and products of the file are brought in first. Each pass reads the file, brings the rows of a document
together, checks and computes it, and writes documents and lines with their history and search documents, in chunks that
commit; invoices and credit notes are issued, posted to the ledger and added to the open items at once. At the end what
came in is compared with the file, to the penny.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from decimal import Decimal
from itertools import islice
from pathlib import Path

from bench.imports import MIB, Memory, Servers, importer
from zhike.doors.command.answer import Needs
from zhike.doors.command.readiness import make_ready


def main() -> None:
    """Bring the lists and the file in, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.retail")
    parser.add_argument("--lines", type=int, default=0, help="only the first so many lines of the file")
    chosen = parser.parse_args()
    things = ExitStack()
    make_ready(Needs.MIGRATED, things)
    with things, tempfile.TemporaryDirectory() as folder:
        bring(chosen.lines or None, Path(folder))


def bring(most: int | None, folder: Path) -> None:
    """The lists first, then orders, then invoices; each line of figures stands for one pass."""
    from zhike.areas.billing.models import Invoice
    from zhike.areas.billing.tests import retail
    from zhike.areas.orders.models import Order
    from zhike.areas.organisation.models import Parameters
    from zhike.kernel.actions.standard import create
    from zhike.kernel.entity.registry import entity_named

    Parameters.objects.update_or_create(defaults={"order_places": 3})  # some prices have parts of a penny
    create(entity_named("units"), {"name": retail.UNIT}, by=importer())
    for kind, text in (("customers", retail.customers(rows(most))), ("products", retail.products(rows(most)))):
        print(passed(kind, written(folder, kind, text)), flush=True)
    file = written(folder, "retail", retail.as_csv(rows(most)))
    print(passed("orders", file), flush=True)
    orders = dict(Order.objects.values_list("number", "total"))
    expected = retail.totals(one for one in rows(most) if one["CustomerID"] and not one["InvoiceNo"].startswith("C"))
    print(f"orders: {len(orders):,} come to {sum(orders.values()):,.2f}; as in the file: {orders == expected}")
    print(passed("invoices", file, finish=True), flush=True)
    invoices = {one.number: one.total * one.sign for one in Invoice.objects.filter(state="issued").iterator()}
    known = retail.totals(one for one in rows(most) if one["CustomerID"])
    expected = {number: total for number, total in known.items() if total}
    whole = sum(invoices.values(), Decimal(0))
    print(f"invoices: {len(invoices):,} come to {whole:,.2f}; as in the file: {invoices == expected}")
    reconciled()


def rows(most: int | None) -> Iterator[Mapping[str, str]]:
    """The lines of the file, or the first of them."""
    from zhike.areas.billing.tests import retail

    folder = Path(os.environ.get("ZHIKE_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    return islice(retail.rows_of(folder.joinpath(*retail.PARTS)), most)


def written(folder: Path, name: str, text: str) -> Path:
    """A text as a file."""
    target = folder / f"{name}.csv"
    target.write_text(text, encoding="utf-8")
    return target


def passed(kind: str, source: Path, **options: object) -> str:
    """One file, brought in; returns the figures in words."""
    from zhike.kernel.entity.registry import entity_named
    from zhike.kernel.files.storage import chunks_of
    from zhike.kernel.imports import service

    by, wished = importer(), {"alike": 0, **options}
    with source.open("rb") as stream:
        importing = service.begin(entity_named(kind), chunks_of(stream), source.name, by=by, options=wished)
    memory, servers = Memory(), Servers()
    begun, own = time.perf_counter(), time.process_time()
    with servers:
        service.run_now(importing, by=by, progress=memory)
    seconds, python = time.perf_counter() - begun, time.process_time() - own
    counts = {name: many for name, many in importing.counts.items() if isinstance(many, int) and many}
    return (
        f"{kind}: {importing.total:,} rows, {importing.total / seconds:,.0f} rows/s ({seconds:.1f} s), "
        f"{importing.total / (python + servers.seconds):,.0f} rows per CPU second (Python {python:.1f} s, PostgreSQL "
        f"{servers.seconds:.1f} s), load {os.getloadavg()[0]:.1f}; peak memory {memory.peak / MIB:.0f} MiB, "
        f"{memory.early / MIB:.0f} MiB after a tenth; {counts}"
    )


def reconciled() -> None:
    """Whether the books tie out, and how long it takes to see."""
    from zhike.areas.finance.reconciling import reconcile

    begun = time.perf_counter()
    found = reconcile(importer())
    wrong = [one.check.key for one in found if not one.well]
    print(f"reconciled: {len(found)} checks in {time.perf_counter() - begun:.1f} s, {wrong or 'nothing differs'}")


if __name__ == "__main__":
    main()

"""What documents have earned by the end of a month: how much of each line of an invoice or credit note counts.

On money received, a line counts in the share in which its document is settled: what pays an invoice counts for it, and
what uses a credit note up (another invoice that it pays, or a refund) counts against it. So a credit note for what was
never paid takes nothing away in sum, one for what was paid takes it back, and a receipt that is reversed or unmatched
counts no longer. On what was invoiced, a document counts whole from the day on which it is dated.

Shares of a document are of its amount without tax in the base currency; the lines' parts always add up to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import connection

from zhike.areas.billing.models import Invoice, InvoiceLine
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.money import ZERO, half_up, places_of, split, to_base
from zhike.areas.organisation.models import CommissionBasis

AT_ONCE: Final = 500
HUNDRED: Final = Decimal(100)

RECEIVED = """
WITH effect AS (
  SELECT i.document_id, s.amount, s.dated, s.reversed_at, s.created_at
  FROM settlement s JOIN open_item i ON i.id = s.debit_id
  WHERE i.kind = 'invoice' AND i.document_entity = 'invoices' AND s.dated <= %(last)s
  UNION ALL
  SELECT i.document_id, s.amount, s.dated, s.reversed_at, s.created_at
  FROM settlement s JOIN open_item i ON i.id = s.credit_id
  WHERE i.kind = 'credit_note' AND i.document_entity = 'invoices' AND s.dated <= %(last)s)
SELECT document_id, coalesce(sum(amount) FILTER (WHERE reversed_at IS NULL AND dated >= %(start)s), 0)
FROM effect GROUP BY document_id
HAVING max(greatest(dated, (created_at AT TIME ZONE %(zone)s)::date,
                    (reversed_at AT TIME ZONE %(zone)s)::date)) >= %(first)s
ORDER BY document_id
"""
INVOICED = """
SELECT id, total FROM invoice
WHERE state = 'issued' AND deleted_at IS NULL AND dated BETWEEN %(start)s AND %(last)s
  AND greatest(dated, (issued_at AT TIME ZONE %(zone)s)::date) >= %(first)s
ORDER BY id
"""
"""Both look at the documents about which something became known from the first day of the month on; what was known
before stands in earlier statements."""


@dataclass(frozen=True, slots=True)
class Earned:
    """How much of a line counts up to the end of a month, in the base currency, below nothing for credit notes.

    `whole` and `profit` are of the whole line; the profit is None when its cost is not known. `origin` is the line
    whose terms hold, and `dated` the day of its document.
    """

    invoice: Invoice
    line: InvoiceLine
    origin: InvoiceLine
    dated: date
    whole: Decimal
    counts: Decimal
    profit: Decimal | None

    @property
    def margin(self) -> Decimal | None:
        """The gross profit in per cent of the amount, with two decimals."""
        if self.profit is None or not self.whole:
            return None
        return half_up(self.profit / self.whole * HUNDRED)


def earned(basis: str, start: date, first: date, last: date) -> Iterator[list[Earned]]:
    """The lines of all documents of which something became known from `first` on, as they count by `last`.

    `start` is the first day that counts at all. They come in groups of some hundred documents.
    """
    documents = _documents(basis, start, first, last)
    for place in range(0, len(documents), AT_ONCE):
        yield list(_lines_of(dict(documents[place : place + AT_ONCE])))


def _documents(basis: str, start: date, first: date, last: date) -> list[tuple[int, Decimal]]:
    """Documents, and how much of their total counts, in their own currency."""
    statement = RECEIVED if basis == CommissionBasis.RECEIVED else INVOICED
    with connection.cursor() as cursor:
        cursor.execute(statement, {"start": start, "first": first, "last": last, "zone": settings.TIME_ZONE})
        return [(int(document), Decimal(amount)) for document, amount in cursor.fetchall()]


@dataclass(slots=True)
class Originals:
    """The invoice lines that credit notes credit, by id."""

    by_id: dict[int, InvoiceLine] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[InvoiceLine]) -> Originals:
        """Those of some lines; one statement."""
        ids = {one.source_line for one in lines if one.source_entity == "invoice_lines" and one.source_line}
        rows = InvoiceLine.objects.filter(pk__in=ids).select_related("invoice")
        return cls({one.pk: one for one in rows})

    def for_line(self, line: InvoiceLine) -> InvoiceLine:
        """The line that a line goes back to: itself, unless it credits another."""
        if line.source_entity != "invoice_lines":
            return line
        return self.by_id.get(line.source_line or 0, line)


def _lines_of(counting: dict[int, Decimal]) -> Iterator[Earned]:
    """The lines of documents, of which so much counts; three statements for all of them."""
    related = ("customer", "order")
    documents = {one.pk: one for one in Invoice.objects.filter(pk__in=counting).select_related(*related)}
    lines = defaultdict(list)
    rows = InvoiceLine.objects.filter(invoice__in=counting, deleted_at=None).select_related("product__category")
    for one in rows.order_by("invoice", "position", "pk"):
        lines[one.invoice_id].append(one)
    places = places_of(base_currency())
    originals = Originals.of(one for some in lines.values() for one in some)
    for pk, amount in counting.items():
        document = documents[pk]
        net = to_base(document.net, document.rate) * document.sign
        of_lines = parts(net, [one.net for one in lines[pk]], amount, document.total, places)
        for line, whole, counts in zip(lines[pk], *of_lines, strict=True):
            origin = originals.for_line(line)
            if whole:
                dated = document.dated if origin is line else origin.invoice.dated
                yield Earned(document, line, origin, dated, whole, counts, _profit(document, line, whole))


def parts(
    net: Decimal, weights: Sequence[Decimal], amount: Decimal, total: Decimal, places: int
) -> tuple[list[Decimal], list[Decimal]]:  # fmt: skip
    """Each line's whole amount, and as much of it as counts when `amount` of the document's `total` does.

    `net` is the document's amount without tax in the base currency, below nothing for a credit note; lines are
    weighed by `weights`. The wholes add up to it, and what counts to its share, to the last of so many `places`.
    """
    if not any(weights):
        return [ZERO] * len(weights), [ZERO] * len(weights)
    counts = half_up(net * amount / total, places) if total else ZERO
    return split(net, weights, places), split(counts, weights, places)


def _profit(document: Invoice, line: InvoiceLine, whole: Decimal) -> Decimal | None:
    if line.cost is None:
        return None
    return whole - half_up(line.quantity * line.cost, places_of(base_currency())) * document.sign

"""The one way into the ledger: whole, balanced entries, added and never changed.

    post(Posting(dated, "invoice", (Line(RECEIVABLES, debit=total, customer=7), Line(SALES, credit=net), …)), by=by)

Everything happens in the caller's transaction, so a document and its entry are kept together or not at all. Post last:
from then on other writers of the same year wait for the commit, because numbers have no gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.accounts import account
from zhike.areas.finance.balances import lock
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.models import JournalEntry, JournalLine
from zhike.areas.finance.money import ZERO, check_amount
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.copying import Copier
from zhike.kernel.directory import pinned
from zhike.kernel.numbering.numbers import next_in_period
from zhike.kernel.refusals import Refused

AT_ONCE = 20_000
"""Entries that `post_many` writes at once."""
EMPTY: Mapping[str, Any] = {"deleted_at": None, "revision": 1}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: an account by its code, a debit or a credit in the base currency, and whose it is (a customer's id).

    In another currency, `amount` is the same in `currency`, debit above zero.
    """

    account: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    customer: int | None = None
    currency: str = ""
    amount: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One entry to be posted: its day, its kind (`EntryKind`), its lines, and the document that it is posted for."""

    dated: date
    kind: str
    lines: Sequence[Line]
    text: str = ""
    document_entity: str = ""
    document_id: int | None = None
    reverses: int | None = None


def post(posting: Posting, *, by: Actor) -> JournalEntry:
    """Post one entry and return it. Raises Refused when it does not balance or a line is not right."""
    (entry_id,) = post_many([posting], by=by)
    return JournalEntry.objects.get(pk=entry_id)


def post_many(postings: Iterable[Posting], *, by: Actor) -> list[int]:
    """Post many entries in one transaction; returns their ids in order. Raises Refused, and nothing is written."""
    posted: list[int] = []
    todo = iter(postings)
    # Pinned: accounts and currencies are looked up for each line, and must not ask for the stamp each time.
    with transaction.atomic(), pinned():
        while lot := list(islice(todo, AT_ONCE)):
            posted += _post_lot(lot, by)
    return posted


def reverse(entry: JournalEntry, *, dated: date | None = None, text: str = "", by: Actor) -> JournalEntry:
    """Post the same entry with debit and credit exchanged, today or on another day. Raises Refused if done before."""
    lines = list(entry.lines.order_by("pk").select_related("account"))
    refuse_second_reversal(entry)
    turned = [
        Line(
            one.account.code, debit=one.credit, credit=one.debit, customer=one.customer_id, currency=one.currency,
            amount=-one.amount, text=one.text,
        )
        for one in lines
    ]  # fmt: skip
    words = text or str(_("Reversal of %(number)s") % {"number": entry.number})
    return post(
        Posting(
            dated or timezone.localdate(), entry.kind, turned, words, entry.document_entity, entry.document_id, entry.pk
        ),
        by=by,
    )


def refuse_second_reversal(entry: JournalEntry) -> None:
    """Raises Refused when an entry has been reversed already, or is a reversal itself."""
    # The lock lets two people who reverse the same entry go one after the other.
    found = JournalEntry.objects.select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if found is None or found.reverses_id is not None:
        raise Refused(_("A reversal is not reversed again: post what is right."), code="reversal")
    if JournalEntry.objects.filter(reverses=entry).exists():
        raise Refused(_("%(number)s has been reversed already.") % {"number": entry.number}, code="reversed_already")


def _post_lot(lot: Sequence[Posting], by: Actor) -> list[int]:
    base = base_currency()
    rows = [_checked(posting, base) for posting in lot]
    lock(line["customer_id"] for lines in rows for line in lines if line["customer_id"])
    ids, now = _ids(JournalEntry, len(lot)), timezone.now()
    numbers = _numbers(lot)
    stamp: dict[str, Any] = {**EMPTY, "created_at": now, "updated_at": now, "created_by_id": by.employee_id}
    entries = [
        _entry_row(posting, own, number, pk) | stamp
        for posting, own, number, pk in zip(lot, rows, numbers, ids, strict=True)
    ]
    # Made before the COPY begins: it keeps the connection for itself, and the lines draw ids.
    lines = list(_line_rows(lot, rows, ids, stamp))
    with connection.cursor() as cursor:
        _copy(cursor, JournalEntry, entries)
        _copy(cursor, JournalLine, lines)
    return ids


def _checked(posting: Posting, base: str) -> list[dict[str, Any]]:
    """The rows of an entry's lines. Raises Refused for what the database would refuse, and for too many decimals."""
    rows = [_line_row(line, base) for line in posting.lines]
    debit, credit = sum((one["debit"] for one in rows), ZERO), sum((one["credit"] for one in rows), ZERO)
    if debit != credit or len(rows) < 2:
        raise Refused(
            _("An entry must balance: debit is %(debit)s, credit is %(credit)s.")
            % {"debit": f"{debit:.2f}", "credit": f"{credit:.2f}"},
            code="unbalanced",
        )
    return rows


def _line_row(line: Line, base: str) -> dict[str, Any]:
    on = account(line.account)
    if line.debit < 0 or line.credit < 0 or (line.debit and line.credit):
        raise Refused(_("A line is a debit or a credit, and neither is below zero."), code="not_line")
    if on.customer_side and not line.customer:
        raise Refused(_("A line on “%(account)s” needs a customer.") % {"account": on}, code="no_customer")
    check_amount(line.debit + line.credit, base)
    currency = line.currency or base
    amount = line.debit - line.credit if line.amount is None or currency == base else line.amount
    if currency != base:
        check_amount(amount, currency)
    return {
        "account_id": on.pk, "customer_id": line.customer, "debit": line.debit, "credit": line.credit,
        "currency": currency, "amount": amount, "text": line.text[:200],
    }  # fmt: skip


def _numbers(lot: Sequence[Posting]) -> Iterator[str]:
    """The numbers of the entries, in order, each from the count of its year; the years in order, so none deadlock."""
    years = Counter(posting.dated.year for posting in lot)
    counts = {year: iter(next_in_period("journal", str(year), many)) for year, many in sorted(years.items())}
    return (f"{posting.dated.year}-{next(counts[posting.dated.year]):06d}" for posting in lot)


def _entry_row(posting: Posting, lines: Sequence[Mapping[str, Any]], number: str, pk: int) -> dict[str, Any]:
    return {
        "id": pk, "number": number, "dated": posting.dated, "kind": str(posting.kind), "text": posting.text[:300],
        "document_entity": posting.document_entity, "document_id": posting.document_id,
        "reverses_id": posting.reverses, "line_count": len(lines), "total": sum((one["debit"] for one in lines), ZERO),
    }  # fmt: skip


def _line_rows(
    lot: Sequence[Posting], rows: Sequence[list[dict[str, Any]]], ids: Sequence[int], stamp: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    line_ids = iter(_ids(JournalLine, sum(map(len, rows))))
    for posting, lines, entry_id in zip(lot, rows, ids, strict=True):
        for line in lines:
            yield {"id": next(line_ids), "entry_id": entry_id, "dated": posting.dated, **line, **stamp}


def _ids(model: type[Any], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(cursor: Any, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    Copier(model, names).write(cursor, rows)

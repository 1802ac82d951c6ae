"""Open items: added with a document, matched with one another, and the match taken back.

    items = add_many([NewItem(customer, "invoice", "FP-2026-001", day, due, "CNY", total, total, "invoices", 7)], by=by)
    settle_many([Match(invoice_item, receipt_item, amount)], dated=today, by=by)

Add an item whenever something is posted to the receivables or advances of a customer, with the same amount; the
reconciliation compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.finance.accounts import EXCHANGE, RECEIVABLES
from zhike.areas.finance.models import EntryKind, JournalEntry, OpenItem, Settlement
from zhike.areas.finance.money import check_amount, rounded
from zhike.areas.finance.posting import Line, Posting, post_many, reverse
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.copying import Copier
from zhike.kernel.directory import pinned
from zhike.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to be added; what the customer owes is above zero, a receipt or a credit note below."""

    customer: int
    kind: str
    number: str
    dated: date
    due: date
    currency: str
    amount: Decimal
    amount_base: Decimal
    document_entity: str = ""
    document_id: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """So much of a debit item to be settled with a credit item, in their currency; ids of open items.

    `dated` is its own day, where it is another one than that of all matches written with it.
    """

    debit: int
    credit: int
    amount: Decimal
    dated: date | None = None


def add_many(items: Sequence[NewItem], *, by: Actor) -> list[int]:
    """Add items, set-based; returns their ids in order. Raises Refused for an amount with too many decimals."""
    with pinned():
        for one in items:
            check_amount(one.amount, one.currency)
    ids, now = _ids(OpenItem, len(items)), timezone.now()
    rows = [
        {
            "id": pk, "customer_id": one.customer, "kind": str(one.kind), "number": one.number[:60],
            "document_entity": one.document_entity, "document_id": one.document_id, "dated": one.dated, "due": one.due,
            "currency": one.currency, "amount": one.amount, "amount_base": one.amount_base, "open_amount": one.amount,
            "open_base": one.amount_base, "owner_id": None, "department_id": None,
        }
        # Customers are locked while their items are written: in the order of their ids, so that none deadlock.
        for pk, one in sorted(zip(ids, items, strict=True), key=lambda pair: pair[1].customer)
    ]  # fmt: skip
    _copy(OpenItem, rows, now, by)
    return ids


def settle_many(matches: Sequence[Match], *, dated: date, by: Actor) -> list[int]:
    """Match debits with credits; returns the ids of the settlements. Raises Refused for more than is open."""
    with transaction.atomic(), pinned():
        items = _locked({one for match in matches for one in (match.debit, match.credit)})
        worths = [_settled(items, match) for match in matches]
        entries = iter(post_many(
            [_exchange(items, match, match.dated or dated, *worth) for match, worth in zip(matches, worths, strict=True)
             if worth[0] != worth[1]], by=by,
        ))  # fmt: skip
        ids = _ids(Settlement, len(matches))
        rows = [
            {
                "id": pk, "debit_id": match.debit, "credit_id": match.credit, "dated": match.dated or dated,
                "amount": match.amount,
                "debit_base": debit, "credit_base": credit, "entry_id": next(entries) if debit != credit else None,
                "reversed_at": None,
            }
            for pk, match, (debit, credit) in zip(ids, matches, worths, strict=True)
        ]  # fmt: skip
        _copy(Settlement, rows, timezone.now(), by)
        return ids


def take_back(settlements: Iterable[int], *, dated: date | None = None, by: Actor) -> int:
    """Open again what these settlements had settled; those taken back already are left. Returns how many."""
    with transaction.atomic():
        rows = Settlement.objects.filter(pk__in=list(settlements), reversed_at=None)
        found = list(rows.select_for_update(of=("self",)).order_by("pk"))
        _locked({one for row in found for one in (row.debit_id, row.credit_id)})
        for entry in JournalEntry.objects.filter(pk__in=[one.entry_id for one in found if one.entry_id]):
            reverse(entry, dated=dated, by=by)
        Settlement.objects.filter(pk__in=[one.pk for one in found]).update(
            reversed_at=timezone.now(), revision=2, updated_at=timezone.now()
        )
        return len(found)


def settlements_of(document_entity: str, document_id: int) -> list[int]:
    """The ids of the settlements, not taken back, of the items of a document."""
    items = OpenItem.objects.filter(document_entity=document_entity, document_id=document_id)
    rows = Settlement.objects.filter(reversed_at=None)
    return list((rows.filter(debit__in=items) | rows.filter(credit__in=items)).values_list("pk", flat=True))


def guess(credit: OpenItem, *, most: int = 200) -> list[Match]:
    """Which debits a receipt most likely pays: those that together are exactly its amount, else the longest due.

    A single debit of the same amount comes first; of two, the one due earlier. Nothing is written.
    """
    left = -credit.open_amount
    debits = list(
        OpenItem.objects.filter(customer_id=credit.customer_id, currency=credit.currency, open_amount__gt=0)
        .order_by("due", "pk")[:most]
    )  # fmt: skip
    same = next((one for one in debits if one.open_amount == left), None)
    found: list[Match] = []
    for one in [same] if same else debits:
        if left <= 0:
            break
        part = min(left, one.open_amount)
        found.append(Match(one.pk, credit.pk, part))
        left -= part
    return found


def _locked(ids: set[int]) -> dict[int, OpenItem]:
    rows = OpenItem.objects.filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows.select_for_update(of=("self",))}


def _settled(items: dict[int, OpenItem], match: Match) -> tuple[Decimal, Decimal]:
    """The worths in base currency of the two sides, with the items in memory moved on. Raises Refused."""
    debit, credit = items.get(match.debit), items.get(match.credit)
    if debit is None or credit is None or debit.customer_id != credit.customer_id or debit.currency != credit.currency:
        raise Refused(_("Only amounts of one customer in one currency are matched."), code="not_matching")
    check_amount(match.amount, debit.currency)
    if match.amount <= 0 or match.amount > debit.open_amount or match.amount > -credit.open_amount:
        raise Refused(
            _("Only %(open)s is open between %(debit)s and %(credit)s.")
            % {"open": max(Decimal(0), min(debit.open_amount, -credit.open_amount)), "debit": debit, "credit": credit},
            field="amount", code="more_than_open",
        )  # fmt: skip
    return _worth(debit, match.amount), _worth(credit, match.amount)


def _worth(item: OpenItem, amount: Decimal) -> Decimal:
    """What an amount of an item is worth in base currency: its share, and at the end all that is left."""
    whole = amount == abs(item.open_amount)
    worth = abs(item.open_base) if whole else rounded(abs(item.open_base) * amount / abs(item.open_amount))
    sign = 1 if item.amount > 0 else -1
    item.open_amount -= sign * amount
    item.open_base -= sign * worth
    return worth


def _exchange(
    items: dict[int, OpenItem], match: Match, dated: date, debit_base: Decimal, credit_base: Decimal
) -> Posting:
    """The entry for what the rates made of a matched pair: the receivable goes to nothing in base currency too."""
    debit, gap = items[match.debit], credit_base - debit_base
    gain, loss = max(gap, Decimal(0)), max(-gap, Decimal(0))
    lines = (
        Line(RECEIVABLES, debit=gain, credit=loss, customer=debit.customer_id, currency=debit.currency,
             amount=Decimal(0)),
        Line(EXCHANGE, debit=loss, credit=gain),
    )  # fmt: skip
    return Posting(dated, EntryKind.EXCHANGE, lines, debit.number, "settlements")


def _ids(model: type[Any], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(model: type[Any], rows: Sequence[dict[str, Any]], now: Any, by: Actor) -> None:
    stamp = {
        "created_at": now, "updated_at": now, "created_by_id": by.employee_id, "revision": 1, "deleted_at": None,
        "scope_owner": None, "scope_department": None, "scope_level": 0, "scope_open": True, "scope_frozen": False,
    }  # fmt: skip
    names = [field.attname for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        Copier(model, names).write(cursor, (stamp | row for row in rows))

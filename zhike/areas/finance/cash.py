"""The one way into the cash book: what moved in cash and bank accounts, each time with its entry in the ledger.

    book(Booking(day, (Movement(account, Decimal("500")),), (Line(SALES, credit=Decimal("500")),), "零售"), by=by)

A transfer is one booking of two movements. Amounts are in the currency of their account; what comes in is above zero.
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

from zhike.areas.finance import accounts, posting
from zhike.areas.finance.currencies import base_currency, rate_on
from zhike.areas.finance.following import follow
from zhike.areas.finance.models import CashAccount, CashDay, CashEntry, CashKind, CashKindOfEntry, JournalEntry
from zhike.areas.finance.money import ZERO, check_amount, to_base
from zhike.areas.finance.posting import Line, Posting
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.copying import Copier
from zhike.kernel.directory import pinned
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.numbering.numbers import next_numbers
from zhike.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Movement:
    """What moved in one account, in its currency; `base` is its worth in the base currency if the caller knows it."""

    account: CashAccount
    amount: Decimal
    customer: int | None = None
    base: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Booking:
    """What is written at once: movements, and the lines of the ledger that stand against them."""

    dated: date
    movements: Sequence[Movement]
    against: Sequence[Line]
    text: str = ""
    kind: str = CashKindOfEntry.RECEIPT
    posted_as: str = "cash"
    method: str = ""
    document_entity: str = ""
    document_id: int | None = None
    reverses: int | None = None


def book(booking: Booking, *, by: Actor) -> list[CashEntry]:
    """Write one booking and return its entries. Raises Refused on a closed day and for what the ledger refuses."""
    ids = book_many([booking], by=by)
    return list(CashEntry.objects.filter(pk__in=ids).order_by("pk"))


def book_many(bookings: Sequence[Booking], *, by: Actor) -> list[int]:
    """Write many bookings in one transaction, set-based; returns the ids of the cash entries in order."""
    with transaction.atomic(), pinned():
        lock(one.account.pk for booking in bookings for one in booking.movements)
        refuse_closed(bookings)
        posted = posting.post_many([_posting(one) for one in bookings], by=by)
        return _write(bookings, posted, by)


def reverse(entry: CashEntry, *, dated: date, reason: str, by: Actor) -> list[CashEntry]:
    """Write the opposite of all that was booked together with an entry. Raises Refused for a second time."""
    with transaction.atomic():
        together = list(CashEntry.objects.filter(entry_id=entry.entry_id).select_related("account").order_by("pk"))
        lock(one.account_id for one in together)
        _refuse_closed_pairs({(one.account_id, dated) for one in together})
        turned = posting.reverse(JournalEntry.objects.get(pk=entry.entry_id), dated=dated, text=reason, by=by)
        movements = [Movement(one.account, -one.amount, one.customer_id) for one in together]
        opposite = Booking(
            dated, movements, (), reason, CashKindOfEntry.REVERSAL, document_entity=entry.document_entity,
            document_id=entry.document_id,
        )  # fmt: skip
        ids = _write([opposite], [turned.pk], by, reverses=[one.pk for one in together])
        if not entry.document_entity:
            follow([turned], by=by)
        return list(CashEntry.objects.filter(pk__in=ids).order_by("pk"))


def lock(account_ids: Iterable[int]) -> None:
    """Let others who write into these accounts, or close their days, wait; in the order of ids."""
    rows = CashAccount.objects.filter(pk__in=set(account_ids)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def refuse_closed(bookings: Iterable[Booking]) -> None:
    """Raises Refused when a booking falls on or before a closed day of one of its accounts."""
    _refuse_closed_pairs({(one.account.pk, booking.dated) for booking in bookings for one in booking.movements})


def closed_until(account_ids: Iterable[int]) -> dict[int, date]:
    """The last closed day of each of these accounts; those without one are not in it."""
    rows = CashDay.objects.filter(account_id__in=set(account_ids), reopened_at=None).order_by("account_id", "-day")
    return dict(rows.distinct("account_id").values_list("account_id", "day"))


def ledger_code(account: CashAccount) -> str:
    """The code of the ledger account in which the money of a cash account stands."""
    if account.ledger_account_id is not None and account.ledger_account is not None:
        return account.ledger_account.code
    return {CashKind.CASH: accounts.CASH, CashKind.BANK: accounts.BANK}.get(CashKind(account.kind), accounts.TRANSIT)


def ledger_codes() -> set[str]:
    """The codes of the ledger accounts that the cash book keeps: nobody else posts to them."""
    own = CashAccount.objects.exclude(ledger_account=None).values_list("ledger_account__code", flat=True)
    return {accounts.CASH, accounts.BANK, accounts.TRANSIT, *own}


def line_of(movement: Movement, dated: date) -> Line:
    """The ledger line of a movement; in another currency at the rate of the day, unless its worth is given."""
    account = movement.account
    worth = movement.base
    if worth is None:
        known = account.currency == base_currency()
        worth = movement.amount if known else to_base(movement.amount, rate_on(account.currency, dated))
    came = movement.amount > 0
    return Line(
        ledger_code(account), debit=abs(worth) if came else ZERO, credit=ZERO if came else abs(worth),
        customer=movement.customer, currency=account.currency, amount=movement.amount,
    )  # fmt: skip


def _posting(booking: Booking) -> Posting:
    for one in booking.movements:
        _refuse_wrong(one)
    lines = [*(line_of(one, booking.dated) for one in booking.movements), *booking.against]
    return Posting(booking.dated, booking.posted_as, lines, booking.text, booking.document_entity, booking.document_id)


def _refuse_wrong(movement: Movement) -> None:
    if movement.account.retired:
        raise Refused(
            _("“%(account)s” is no longer used.") % {"account": movement.account}, field="account", code="retired"
        )
    if movement.amount == ZERO:
        raise Refused(_("An amount is above zero."), field="amount", code="out_of_range")
    check_amount(movement.amount, movement.account.currency)


def _refuse_closed_pairs(pairs: set[tuple[int, date]]) -> None:
    closed = closed_until(account for account, _day in pairs)
    for account_id, day in sorted(pairs):
        if account_id in closed and day <= closed[account_id]:
            raise Refused(
                _("%(account)s is closed until %(until)s: nothing can be written on %(day)s.")
                % {"account": CashAccount.objects.get(pk=account_id), "until": closed[account_id], "day": day},
                field="dated", code="closed_day",
            )  # fmt: skip


def _write(bookings: Sequence[Booking], posted: Sequence[int], by: Actor, reverses: Sequence[int] = ()) -> list[int]:
    count = sum(len(one.movements) for one in bookings)
    numbers, ids, now = next_numbers(entity_of(CashEntry), count), _ids(count), timezone.now()
    rows: list[dict[str, Any]] = []
    turned = iter(reverses)
    for booking, entry_id in zip(bookings, posted, strict=True):
        counter = accounts.account(booking.against[0].account).pk if booking.against else None
        for one in booking.movements:
            rows.append({
                "id": ids[len(rows)], "number": next(numbers), "account_id": one.account.pk, "dated": booking.dated,
                "kind": str(booking.kind), "amount": one.amount, "currency": one.account.currency, "balance": ZERO,
                "customer_id": one.customer, "text": booking.text[:300], "method": booking.method[:40],
                "entry_id": entry_id, "counter_id": counter, "reverses_id": next(turned, None),
                "document_entity": booking.document_entity, "document_id": booking.document_id,
                "created_at": now, "updated_at": now, "created_by_id": by.employee_id, "revision": 1,
                "deleted_at": None,
            })  # fmt: skip
    with connection.cursor() as cursor:
        Copier(CashEntry, [field.attname for field in CashEntry._meta.concrete_fields]).write(cursor, rows)
    return ids


def _ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('cash_entry', 'id')) FROM generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]

"""The money that came for what was sold: booked and matched with invoices; some is noted only, some is too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from zhike.areas.billing.models import Receipt, ReceiptKind, ReceiptState
from zhike.areas.billing.planning import Part, write_many
from zhike.areas.billing.receiving import booking_of, item_of
from zhike.areas.finance import cash
from zhike.areas.finance.models import CashAccount, CashEntry, JournalEntry, JournalLine, OpenItem
from zhike.areas.finance.open_items import Match, add_many, settle_many
from zhike.demo import seasons
from zhike.demo.matching import Open, Pair, matched
from zhike.demo.sales import Bill, Payment, Sale
from zhike.demo.staff import Crew
from zhike.demo.writing import analyse, number, numbers_over_years, write
from zhike.kernel.access.actor import Actor
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named

SEED = 20250801
NOTED = timedelta(days=3)
"""What came so lately is noted by the seller, and not booked yet."""
ROUNDED_UP = 0.02
REFUNDED_AFTER = timedelta(days=20)
ACCOUNTS = {"USD": 2, "cash": 3, "mobile": 4}
THOUSAND = Decimal(1000)


def make(crew: Crew, sales: Sequence[Sale], bills: Sequence[Bill], items: Mapping[int, int], today: date) -> int:
    """Write receipts and refunds with their entries, and match them. Returns how many.

    `items` are the open items of the invoices, by the invoice's id.
    """
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    by = Actor.of(crew.everyone["zhengwen"], door="import")
    accounts = list(CashAccount.objects.order_by("pk"))
    receipts, pairs = _planned(random, sales, bills, accounts, crew, today)
    receipts.sort(key=lambda one: one.dated)
    entity = entity_named("receipts")
    for receipt, own in zip(receipts, numbers_over_years(entity, [one.dated for one in receipts]), strict=True):
        receipt.number = own
    write(entity, number(receipts))
    booked = [one for one in receipts if one.state == ReceiptState.BOOKED]
    bookings = [booking_of(one) for one in booked]
    cash.book_many(bookings, by=by)
    added = add_many([item_of(one, booking) for one, booking in zip(booked, bookings, strict=True)], by=by)
    analyse(CashEntry, JournalEntry, JournalLine, OpenItem)
    own_items = {id(one): item for one, item in zip(booked, added, strict=True)}
    own_items |= {id(bill.invoice): items[bill.invoice.pk] for bill in bills}
    found = [Match(own_items[id(one.debit)], own_items[id(one.credit)], one.amount, one.day) for one in pairs]
    settle_many(found, dated=today, by=by)
    write_many(_of_the_plan(sales, receipts), by=by)
    return len(receipts)


def _of_the_plan(sales: Sequence[Sale], receipts: Sequence[Receipt]) -> list[tuple[Receipt, Part, date]]:
    """The instalments of contracts are paid in their order by what came for their sales."""
    booked: dict[int, list[Receipt]] = {}
    for receipt in receipts:
        if receipt.state == ReceiptState.BOOKED and receipt.kind == ReceiptKind.RECEIPT:
            booked.setdefault(receipt.sale, []).append(receipt)  # type: ignore[attr-defined]
    found = []
    for sale in sales:
        for receipt in booked.get(id(sale), ()) if sale.instalments else ():
            left = receipt.amount
            for one in sale.instalments:
                part = min(left, one.amount - one.paid)
                if part > 0:
                    found.append((receipt, Part(one, part), receipt.dated))
                    one.paid += part
                    left -= part
    return found


def _planned(
    random: Random, sales: Sequence[Sale], bills: Sequence[Bill], accounts: Sequence[CashAccount], crew: Crew,
    today: date,
) -> tuple[list[Receipt], list[Pair]]:  # fmt: skip
    """All receipts, and what each pays for; credit notes that nothing was left to pay with are paid back later."""
    papers: dict[int, list[Any]] = {}
    for bill in bills:
        papers.setdefault(bill.invoice.order_id or 0, []).append(bill.invoice)
    receipts: list[Receipt] = []
    pairs: list[Pair] = []
    for sale in sales:
        own = [_receipt(random, sale, one, accounts, crew, today) for one in sale.payments]
        found, left = matched([*papers.get(sale.order.pk, ()), *own])
        paid_back = list(_refunds(left, accounts, crew, today))
        receipts += [*own, *(one.debit for one in paid_back)]
        pairs += [*found, *paid_back]
    return receipts, pairs


def _receipt(
    random: Random, sale: Sale, payment: Payment, accounts: Sequence[CashAccount], crew: Crew, today: date
) -> Receipt:
    order, amount = sale.order, payment.amount
    if order.currency == "CNY" and amount > THOUSAND and random.random() < ROUNDED_UP:
        amount = (amount / THOUSAND).to_integral_value("ROUND_CEILING") * THOUSAND
    account = accounts[ACCOUNTS.get(order.currency, ACCOUNTS.get(payment.method, int(random.random() < 0.12)))]
    noted = payment.day > today - NOTED
    receipt = _filled(
        Receipt(
            amount=amount, method=_method(payment.method),
            reference=f"{payment.day:%Y%m%d}{random.randrange(10**8):08d}",
            cash_account=None if noted else account, created_by=order.owner if noted else crew.everyone["zhengwen"],
            state=ReceiptState.NOTED if noted else ReceiptState.BOOKED, payer=order.customer.name,
        ), order, payment.day,
    )  # fmt: skip
    receipt.sale = id(sale)  # type: ignore[attr-defined]
    return receipt


def _refunds(left: Sequence[Open], accounts: Sequence[CashAccount], crew: Crew, today: date) -> Iterator[Pair]:
    for one in left:
        note = one.paper
        day = seasons.working(note.dated + REFUNDED_AFTER)
        if day > today or note.pk % 2:
            continue
        account = accounts[ACCOUNTS.get(note.currency, 0)]
        refund = Receipt(
            kind=ReceiptKind.REFUND, amount=one.left, method=_method("transfer"), cash_account=account,
            created_by=crew.everyone["zhengwen"], state=ReceiptState.BOOKED, payer=note.customer.name,
            remarks=f"退还 {note.number}",
        )  # fmt: skip
        yield Pair(_filled(refund, note, day), note, one.left, day)


def _filled(receipt: Receipt, document: Any, day: date) -> Receipt:
    receipt.customer, receipt.currency, receipt.dated = document.customer, document.currency, day
    receipt.owner, receipt.department_id = document.owner, document.department_id
    receipt.created_at = seasons.at(Random(document.pk), day)  # noqa: S311  (a demo book holds no secrets)
    return receipt


def _method(code: str) -> Choice | None:
    return directory().choice("payment_method", code)

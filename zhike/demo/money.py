"""The books of the demo company: rates, cash accounts with two years of entries, and what customers owed at the start.

Invoices and receipts of the trade itself come from the areas that issue them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from zhike.areas.finance import cash, cash_days
from zhike.areas.finance.accounts import (
    EQUITY,
    EXPENSES,
    INPUT_TAX,
    OPENING,
    OTHER_INCOME,
    PAYABLES,
    RECEIVABLES,
    SELLING,
)
from zhike.areas.finance.cash import Booking, Movement
from zhike.areas.finance.models import CashAccount, CashKindOfEntry, EntryKind, ExchangeRate, ItemKind
from zhike.areas.finance.money import half_up
from zhike.areas.finance.open_items import Match, NewItem, add_many, settle_many
from zhike.areas.finance.posting import Line, Posting, post_many
from zhike.demo.staff import Crew
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import batch

SEED = 20240611
MONTHS = 24
OWING = 60
TAX = Decimal("0.13")
"""Customers with an opening balance."""
RATES = {"USD": "7.12", "EUR": "7.86", "HKD": "0.912", "JPY": "0.0478", "GBP": "9.24"}
ACCOUNTS = (
    ("工商银行基本户", "bank", "CNY", "中国工商银行苏州园区支行", "1102020309001234567", "9860000"),
    ("招商银行一般户", "bank", "CNY", "招商银行苏州分行", "512902345610801", "1245000"),
    ("中国银行美元户", "bank", "USD", "中国银行苏州分行", "488558801234", "86500"),
    ("现金", "cash", "CNY", "", "", "12800"),
    ("支付宝", "wallet", "CNY", "", "junhe@pay.example", "36200"),
)
# What goes out or comes in every month: day, account, amount, counter account, words.
MONTHLY = (
    (5, 0, "-286400", EXPENSES, "员工工资"), (8, 0, "-62000", EXPENSES, "厂房租金"),
    (10, 1, "-18650", EXPENSES, "电费"), (12, 3, "-1260", SELLING, "差旅费报销"),
    (15, 4, "4380", OTHER_INCOME, "备件零售"), (20, 1, "-35800", SELLING, "展会费用"),
    (21, 0, "2156.38", OTHER_INCOME, "存款利息"), (25, 3, "-680.50", EXPENSES, "办公用品"),
)  # fmt: skip


def keep(crew: Crew, customers: Sequence[Any], now: datetime) -> int:
    """Write rates, cash accounts, entries and openings as the bookkeeper; returns the number of cash entries."""
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    by, today = Actor.of(crew.everyone["zhengwen"], door="import"), now.date()
    start = first_of_month(today, MONTHS)
    with batch(by, "cash_entries.import", "cash_entries", {}) as running:
        by = running.by
        _rates(random, start, today, by)
        accounts = _accounts(by)
        written = cash.book_many([*_openings(accounts, start), *_year(random, accounts, start, today)], by=by)
        _owed(random, customers, accounts[0], today, by)
        running.finish(Outcome(done=len(written)))
    return len(written)


def close(crew: Crew, now: datetime) -> None:
    """Close the months that are over, when all that belongs into them is written."""
    by = Actor.of(crew.everyone["zhengwen"], door="import")
    for account in CashAccount.objects.order_by("pk"):
        cash_days.close(account, first_of_month(now.date(), 0) - timedelta(days=1), None, by=by)


def pay_suppliers(crew: Crew, bought: Mapping[date, Decimal], now: datetime) -> int:
    """Pay in the middle of each month what was bought in the one before, at its net cost. Returns how many payments."""
    by, bank = Actor.of(crew.everyone["zhengwen"], door="import"), CashAccount.objects.order_by("pk")[0]
    bookings = []
    for month, worth in sorted(bought.items()):
        dated = (month + timedelta(days=31)).replace(day=18)
        if dated > now.date() or not worth:
            continue
        net = half_up(worth)
        tax = half_up(net * TAX)
        against = (Line(PAYABLES, debit=net), Line(INPUT_TAX, debit=tax))
        bookings.append(
            Booking(dated, (Movement(bank, -net - tax),), against, "支付供应商货款", CashKindOfEntry.PAYMENT)
        )
    return len(cash.book_many(bookings, by=by))


def first_of_month(day: date, months_before: int) -> date:
    """The first day of the month so many months before the month of a day."""
    month = day.year * 12 + day.month - 1 - months_before
    return date(month // 12, month % 12 + 1, 1)


def _rates(random: Random, start: date, today: date, by: Actor) -> None:
    rates = []
    for code, first in RATES.items():
        rate = Decimal(first)
        for place in range(MONTHS + 1):
            day = first_of_month(today, MONTHS - place)
            rates.append(
                ExchangeRate(currency=code, day=day, rate=rate, source="中国人民银行", created_by_id=by.employee_id)
            )
            rate = half_up(rate * Decimal(10_000 + random.randint(-90, 90)) / 10_000, 6)
    ExchangeRate.objects.bulk_create(rates)


def _accounts(by: Actor) -> list[CashAccount]:
    return CashAccount.objects.bulk_create(
        CashAccount(
            name=name, kind=kind, currency=currency, bank=bank, bank_number=number, created_by_id=by.employee_id
        )
        for name, kind, currency, bank, number, _opening in ACCOUNTS
    )


def _openings(accounts: Sequence[CashAccount], start: date) -> Iterator[Booking]:
    for account, (*_rest, opening) in zip(accounts, ACCOUNTS, strict=True):
        movement = Movement(account, Decimal(opening))
        own = cash.line_of(movement, start)
        against = Line(EQUITY, credit=own.debit, currency=account.currency, amount=-movement.amount)
        yield Booking(start, (movement,), (against,), "期初余额", CashKindOfEntry.OPENING, EntryKind.OPENING)


def _year(random: Random, accounts: Sequence[CashAccount], start: date, today: date) -> Iterator[Booking]:
    for place in range(MONTHS + 1):
        month = first_of_month(today, MONTHS - place)
        for day, which, amount, counter, words in MONTHLY:
            dated = month.replace(day=day)
            if dated > today:
                continue
            worth = half_up(Decimal(amount) * random.randint(88, 112) / 100)
            against = Line(counter, debit=max(-worth, Decimal(0)), credit=max(worth, Decimal(0)))
            kind = CashKindOfEntry.RECEIPT if worth > 0 else CashKindOfEntry.PAYMENT
            yield Booking(dated, (Movement(accounts[which], worth),), (against,), words, kind)
        dated = month.replace(day=9)
        if dated <= today:
            both = Movement(accounts[0], Decimal(-3000)), Movement(accounts[3], Decimal(3000))
            yield Booking(dated, both, (), "提取备用金", CashKindOfEntry.TRANSFER)


def _owed(random: Random, customers: Sequence[Any], bank: CashAccount, today: date, by: Actor) -> None:
    """What customers owed when the books were opened, and what some of them have paid since."""
    owing = random.sample(list(customers), min(OWING, len(customers)))
    days = [today - timedelta(days=random.randint(20, 200)) for _one in owing]
    amounts = [Decimal(random.randint(80, 9000)) * 50 for _one in owing]
    post_many(
        (
            Posting(day, EntryKind.OPENING, (
                Line(RECEIVABLES, debit=amount, customer=one.pk), Line(OPENING, credit=amount),
            ), "期初应收")
            for one, day, amount in zip(owing, days, amounts, strict=True)
        ), by=by,
    )  # fmt: skip
    ids = add_many(
        [
            NewItem(one.pk, ItemKind.OPENING, f"QC-{place:04d}", day, day + timedelta(days=random.choice((30, 60, 90))),
                    "CNY", amount, amount)
            for place, (one, day, amount) in enumerate(zip(owing, days, amounts, strict=True), 1)
        ], by=by,
    )  # fmt: skip
    paid = [place for place in range(len(owing)) if place % 3 == 0]
    dates = [min(today, days[place] + timedelta(days=random.randint(15, 40))) for place in paid]
    parts = [half_up(amounts[place] * random.choice((Decimal(1), Decimal("0.5"), Decimal("0.3")))) for place in paid]
    cash.book_many(
        [
            Booking(
                day, (Movement(bank, part, owing[place].pk),),
                (Line(RECEIVABLES, credit=part, customer=owing[place].pk),), "收回货款", posted_as=EntryKind.RECEIPT,
            )
            for place, day, part in zip(paid, dates, parts, strict=True)
        ], by=by,
    )  # fmt: skip
    receipts = add_many(
        [
            NewItem(owing[place].pk, ItemKind.RECEIPT, f"QS-{place:04d}", day, day, "CNY", -part, -part)
            for place, day, part in zip(paid, dates, parts, strict=True)
        ], by=by,
    )  # fmt: skip
    matches = [Match(ids[place], receipt, part) for place, receipt, part in zip(paid, receipts, parts, strict=True)]
    settle_many(matches, dated=today, by=by)

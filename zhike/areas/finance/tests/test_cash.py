"""The cash book: what came in and went out, a balance that is always right, and days that stay closed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.contracts.doors import Pages, Programs
from zhike.areas.finance import cash
from zhike.areas.finance.accounts import EXPENSES, SALES
from zhike.areas.finance.cash import Booking, Movement
from zhike.areas.finance.models import CashAccount, CashDay, CashEntry, JournalEntry, JournalLine, LedgerAccount
from zhike.areas.finance.posting import Line
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
DAY = date(2026, 3, 5)


def new_account(name: str, currency: str = "CNY", kind: str = "bank") -> CashAccount:
    made = create(entity_named("cash_accounts"), {"name": name, "currency": currency, "kind": kind}, by=SYSTEM)
    found: CashAccount = CashAccount.objects.get(pk=made.records[0])
    return found


def received(account: CashAccount, amount: str, day: date = DAY) -> CashEntry:
    worth = Decimal(amount)
    side = {"credit": worth} if worth > 0 else {"debit": -worth}
    (entry,) = cash.book(Booking(day, (Movement(account, worth),), (Line(SALES, **side),), "零售"), by=SYSTEM)
    return entry


def sheet(account: CashAccount) -> list[tuple[Decimal, Decimal]]:
    rows = CashEntry.objects.filter(account=account).order_by("dated", "pk")
    return list(rows.values_list("amount", "balance"))


@pytest.fixture
def bank(cast: Cast) -> CashAccount:
    return new_account("工商银行")


@pytest.fixture
def wang(cast: Cast) -> Any:
    return cast.person("wang", cast.office, "bookkeeper", name="王会计")


def test_every_entry_posts_to_the_ledger_and_the_balance_runs(bank: CashAccount) -> None:
    first, second = received(bank, "100.00"), received(bank, "-30.50")
    assert sheet(bank) == [(Decimal("100.00"), Decimal("100.00")), (Decimal("-30.50"), Decimal("69.50"))]
    assert first.number[:3] == "LS-"
    lines = (
        JournalLine.objects.filter(entry=second.entry).order_by("pk").values_list("account__code", "debit", "credit")
    )
    assert list(lines) == [("1002", 0, Decimal("30.50")), (SALES, Decimal("30.50"), 0)]


def test_what_is_entered_for_an_earlier_day_moves_the_later_balances(bank: CashAccount) -> None:
    received(bank, "10", DAY)
    received(bank, "20", DAY + timedelta(days=2))
    received(bank, "-5", DAY + timedelta(days=1))
    received(bank, "1", DAY - timedelta(days=9))
    assert sheet(bank) == [(1, 1), (10, 11), (-5, 6), (20, 26)]


def test_a_bookkeeper_receives_pays_and_transfers_by_page_and_program(cast: Cast, bank: CashAccount, wang: Any) -> None:
    till, program, pages = new_account("现金", kind="cash"), Programs(cast, wang), Pages(wang)
    sales, costs = LedgerAccount.objects.get(code=SALES), LedgerAccount.objects.get(code=EXPENSES)
    body = {"amount": "500.00", "dated": "2026-03-05", "counter": str(sales.pk), "text": "零售"}
    answer = program.post(f"/cash_accounts/{bank.pk}/actions/receive", body)
    assert answer.status_code == 200, answer.json()
    form = {
        "ids": str(bank.pk),
        "amount": "120",
        "dated": "2026-03-05",
        "counter": str(costs.pk),
        "text": "水电",
        "save": "1",
    }
    assert pages.post("/cash_accounts/actions/pay", form).status_code in (200, 204)
    answer = program.post(
        f"/cash_accounts/{bank.pk}/actions/transfer_money",
        {"to": str(till.pk), "amount": "80", "dated": "2026-03-06"},
    )
    assert answer.status_code == 200, answer.json()
    assert sheet(bank) == [(500, 500), (-120, 380), (-80, 300)]
    assert sheet(till) == [(80, 80)]
    transfer = CashEntry.objects.get(account=till)
    assert CashEntry.objects.filter(entry=transfer.entry).count() == 2


def test_a_reversal_takes_both_halves_of_a_transfer_back_once(cast: Cast, bank: CashAccount, wang: Any) -> None:
    till, program = new_account("现金", kind="cash"), Programs(cast, wang)
    received(bank, "100")
    program.post(
        f"/cash_accounts/{bank.pk}/actions/transfer_money", {"to": str(till.pk), "amount": "80", "dated": "2026-03-06"}
    )
    half = CashEntry.objects.get(account=till)
    wish = {"reason": "记错", "dated": "2026-03-07"}
    assert program.post(f"/cash_entries/{half.pk}/actions/reverse", wish).status_code == 200
    assert sheet(bank)[-1] == (80, 100)
    assert sheet(till)[-1] == (-80, 0)
    assert program.post(f"/cash_entries/{half.pk}/actions/reverse", wish).status_code == 422


def test_money_in_another_currency_is_posted_at_the_rate_of_the_day(cast: Cast, bank: CashAccount) -> None:
    create(entity_named("exchange_rates"), {"currency": "USD", "day": "2026-01-01", "rate": "7.1"}, by=SYSTEM)
    dollars = new_account("中行美元", "USD")
    (entry,) = cash.book(
        Booking(DAY, (Movement(dollars, Decimal(100)),), (Line(SALES, credit=Decimal(710)),)), by=SYSTEM
    )
    line = JournalLine.objects.get(entry=entry.entry, currency="USD")
    assert (line.debit, line.amount) == (Decimal(710), Decimal(100))


@pytest.mark.parametrize(("currency", "amount"), [("CNY", "1.005"), ("JPY", "1.5")])
def test_an_amount_with_too_many_decimals_is_refused(cast: Cast, wang: Any, currency: str, amount: str) -> None:
    create(entity_named("exchange_rates"), {"currency": "JPY", "day": "2026-01-01", "rate": "0.05"}, by=SYSTEM)
    account = new_account("某行", currency)
    sales = LedgerAccount.objects.get(code=SALES)
    answer = Programs(cast, wang).post(
        f"/cash_accounts/{account.pk}/actions/receive",
        {"amount": amount, "dated": "2026-03-05", "counter": str(sales.pk), "text": "x"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "too_many_decimals"


def test_nothing_is_written_on_a_closed_day_or_before_it_not_even_in_sql(
    cast: Cast, bank: CashAccount, wang: Any
) -> None:
    received(bank, "100")
    entry = received(bank, "-40")
    program = Programs(cast, wang)
    assert program.post(f"/cash_accounts/{bank.pk}/actions/close_day", {"day": "2026-03-05"}).status_code == 200
    day = CashDay.objects.get()
    assert (day.opening, day.received, day.paid, day.closing) == (0, 100, 40, 60)
    for on in (DAY, DAY - timedelta(days=30)):
        with pytest.raises(Refused) as refused:
            received(bank, "1", on)
        assert refused.value.errors[0].code == "closed_day"
    with pytest.raises(Refused):
        cash.reverse(entry, dated=DAY, reason="x", by=SYSTEM)
    columns = (
        "created_at, updated_at, dated, kind, amount, currency, text, method, document_entity, account_id, entry_id, "
        "number"
    )
    with pytest.raises(IntegrityError, match="the day is closed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO cash_entry ({columns}, balance) SELECT {columns.replace('number', 'reverse(number), 0')} "
            "FROM cash_entry LIMIT 1"
        )
    assert received(bank, "1", DAY + timedelta(days=1)).balance == 0 or sheet(bank)[-1] == (1, 61)


def test_only_the_power_reopens_and_only_the_last_day(cast: Cast, bank: CashAccount, wang: Any) -> None:
    received(bank, "100")
    program, admin = Programs(cast, wang), Programs(cast, cast.administrator)
    for day in ("2026-03-05", "2026-03-06"):
        assert program.post(f"/cash_accounts/{bank.pk}/actions/close_day", {"day": day}).status_code == 200
    for day in ("2026-03-06", "2026-03-01", "2999-01-01"):
        assert program.post(f"/cash_accounts/{bank.pk}/actions/close_day", {"day": day}).status_code == 422
    wish = {"reason": "漏记一笔"}
    assert program.post(f"/cash_accounts/{bank.pk}/actions/reopen_day", wish).status_code == 403
    with pytest.raises(IntegrityError, match="later one is closed"), transaction.atomic():
        CashDay.objects.filter(day=DAY).update(reopened_at="2026-03-07T00:00:00Z")
    assert admin.post(f"/cash_accounts/{bank.pk}/actions/reopen_day", wish).status_code == 200
    with pytest.raises(Refused):
        received(bank, "1", DAY)
    assert admin.post(f"/cash_accounts/{bank.pk}/actions/reopen_day", wish).status_code == 200
    received(bank, "1", DAY)
    assert program.post(f"/cash_accounts/{bank.pk}/actions/close_day", {"day": "2026-03-05"}).status_code == 200


def test_a_till_is_closed_with_the_money_that_was_counted(cast: Cast, wang: Any) -> None:
    till, program = new_account("现金", kind="cash"), Programs(cast, wang)
    received(till, "99.90")
    path = f"/cash_accounts/{till.pk}/actions/close_day"
    assert program.post(path, {"day": "2026-03-05", "counted": "99.80"}).status_code == 422
    assert program.post(path, {"day": "2026-03-05", "counted": "99.90"}).status_code == 200


def test_entries_and_days_are_neither_changed_nor_removed(cast: Cast, bank: CashAccount) -> None:
    entry, by = received(bank, "100"), cast.actor(cast.administrator)
    for statement in (
        "UPDATE cash_entry SET amount = 1", "UPDATE cash_entry SET balance = 7", "DELETE FROM cash_entry",
        "SET LOCAL zhike.strict = 'on'; TRUNCATE cash_entry CASCADE",
    ):  # fmt: skip
        refused = pytest.raises(IntegrityError, match="what is posted stays")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(statement)
    with pytest.raises(Refused):
        update(Chosen.of(entry, by=by), {"text": "x"}, by=by)
    with pytest.raises(NotAllowed):
        delete(Chosen.of(entry, by=by), by=by)
    with pytest.raises(NotAllowed):
        create(entity_named("cash_entries"), {"text": "x"}, by=by)
    program = Programs(cast, cast.administrator)
    assert program.patch(f"/cash_entries/{entry.pk}", {"text": "x"}).status_code in (403, 422)
    assert program.delete(f"/cash_entries/{entry.pk}").status_code in (403, 404, 405)
    with pytest.raises(Refused):
        delete(Chosen.of(bank, by=by), by=by)
    with pytest.raises(Refused):
        update(Chosen.of(bank, by=by), {"currency": "USD"}, by=by)


def test_what_was_booked_is_not_undone(cast: Cast, bank: CashAccount, wang: Any) -> None:
    sales = LedgerAccount.objects.get(code=SALES)
    answer = Programs(cast, wang).post(
        f"/cash_accounts/{bank.pk}/actions/receive",
        {"amount": "5", "dated": "2026-03-05", "counter": str(sales.pk), "text": "x"},
    )
    with pytest.raises(Refused):
        undo_batch(answer.json()["batch"], by=cast.actor(wang))
    assert (CashEntry.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_a_seller_opens_the_cash_book_by_no_door(cast: Cast, bank: CashAccount) -> None:
    entry = received(bank, "100")
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    for key, pk in (("cash_accounts", bank.pk), ("cash_entries", entry.pk), ("cash_days", 1)):
        for path in (f"/{key}", f"/{key}/{pk}", f"/{key}/{pk}/panel", f"/{key}/new", f"/{key}/actions/export"):
            assert pages.get(path).status_code in (403, 404), path
        assert program.get(f"/{key}").status_code in (403, 404) or program.get(f"/{key}").json()["items"] == []
        assert program.get(f"/{key}/{pk}").status_code == 404
    for name in ("receive", "pay", "transfer_money", "close_day", "reopen_day"):
        assert program.post(f"/cash_accounts/{bank.pk}/actions/{name}", {}).status_code in (403, 404, 422), name
        assert pages.post(f"/cash_accounts/actions/{name}", {"ids": str(bank.pk)}).status_code in (403, 404), name
    assert "/cash_entries" not in pages.get("/").content.decode()
    assert CashEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_balance_is_right_under_parallel_load(cast: Cast) -> None:
    banks = [new_account("甲行"), new_account("乙行")]

    def work(seed: int) -> None:
        try:
            for turn in range(5):
                day = DAY + timedelta(days=(seed * 3 + turn) % 4)
                source, to = banks[seed % 2], banks[(seed + 1) % 2]
                cash.book(
                    Booking(day, (Movement(source, Decimal(-7)), Movement(to, Decimal(7))), (), "t", "transfer"),
                    by=SYSTEM,
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    assert CashEntry.objects.count() == 60
    for account in banks:
        total = Decimal(0)
        for amount, balance in sheet(account):
            total += amount
            assert balance == total
    numbers = sorted(CashEntry.objects.values_list("number", flat=True))
    assert [int(one[-6:]) for one in numbers] == list(range(1, 61))

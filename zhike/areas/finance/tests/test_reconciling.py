"""Documents, accounts and cash book say the same; what does not is found and shown with its rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from tests.contracts.doors import Programs
from tests.contracts.posted import cash_entry, entry
from zhike.areas.finance import statements
from zhike.areas.finance.accounts import EXPENSES, OPENING, RECEIVABLES, SALES
from zhike.areas.finance.models import CashAccount, CashEntry, JournalEntry, LedgerAccount, OpenItem
from zhike.areas.finance.open_items import NewItem, add_many
from zhike.areas.finance.reconciling import findings, reconcile
from zhike.areas.finance.tests.test_open_items import owe
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import NotAllowed, NotFound
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def wrong() -> list[str]:
    return [one.check.key for one in findings() if not one.well]


def test_books_that_were_kept_by_the_rules_agree(cast: Cast) -> None:
    owe(cast.customer_of(cast.zhou).pk, "100")
    cash_entry(cast, cast.zhou)
    assert wrong() == []


def test_postings_by_hand_and_money_of_customers_keep_the_open_items_true(cast: Cast) -> None:
    program = Programs(cast, cast.person("wang", cast.office, "bookkeeper"))
    customer = cast.customer_of(cast.zhou)
    known = {one.code: one.pk for one in LedgerAccount.objects.all()}
    body = {"dated": "2026-03-05", "text": "期初", "customer": str(customer.pk)}
    answer = program.post(
        f"/ledger_accounts/{known[RECEIVABLES]}/actions/post_by_hand",
        body | {"credit": str(known[OPENING]), "amount": "300"},
    )
    assert answer.status_code == 200, answer.json()
    till = CashAccount.objects.create(name="现金", kind="cash", currency="CNY")
    answer = program.post(
        f"/cash_accounts/{till.pk}/actions/receive", body | {"counter": str(known[RECEIVABLES]), "amount": "120"}
    )
    assert answer.status_code == 200, answer.json()
    assert sorted(OpenItem.objects.values_list("open_amount", flat=True)) == [-120, 300]
    assert wrong() == []
    one = CashEntry.objects.get()
    wish = {"reason": "退回", "dated": "2026-03-06"}
    assert program.post(f"/cash_entries/{one.pk}/actions/reverse", wish).status_code == 200
    hand = JournalEntry.objects.get(kind="manual")
    assert program.post(f"/journal_entries/{hand.pk}/actions/reverse", {"reason": "错"}).status_code == 200
    assert set(OpenItem.objects.values_list("open_amount", flat=True)) == {0}
    assert wrong() == []


def test_nobody_posts_by_hand_to_what_the_cash_book_keeps(cast: Cast) -> None:
    program = Programs(cast, cast.person("wang", cast.office, "bookkeeper"))
    known = {one.code: one.pk for one in LedgerAccount.objects.all()}
    for debit, credit in (("1002", SALES), (EXPENSES, "1001")):
        answer = program.post(
            f"/ledger_accounts/{known[debit]}/actions/post_by_hand",
            {"credit": str(known[credit]), "amount": "1", "dated": "2026-03-05", "text": "x"},
        )
        assert answer.status_code == 422


@pytest.mark.parametrize(("damage", "found"), [
    ("UPDATE customer_balance SET receivable = receivable + 1", {
        "balances_equal_ledger", "open_items_equal_receivables"}),
    ("UPDATE journal_line SET debit = debit + 1 WHERE debit > 0", {
        "entries_balance", "ledger_balances", "balances_equal_ledger"}),
    ("UPDATE open_item SET open_amount = open_amount - 1", {
        "settlements_equal_open_items", "open_items_equal_receivables"}),
    ("UPDATE cash_entry SET balance = balance + 1", {"cash_balances_run"}),
    ("UPDATE cash_entry SET amount = amount + 1, balance = balance + 1", {"cash_book_equals_ledger"}),
    ("UPDATE journal_entry SET number = left(number, 5) || '999999'", {"numbers_have_no_gap"}),
])  # fmt: skip
def test_a_row_that_was_tampered_with_is_found(cast: Cast, damage: str, found: set[str]) -> None:
    owe(cast.customer_of(cast.zhou).pk, "100")
    cash_entry(cast, cast.zhou)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        table = damage.split()[1]
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(damage + (" WHERE id = (SELECT max(id) FROM journal_entry)" if table == "journal_entry" else ""))
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert set(wrong()) == found


def test_a_difference_names_the_record_and_both_sides(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    entry(cast, cast.zhou)
    day = date(2026, 3, 5)
    add_many([NewItem(customer.pk, "invoice", "X", day, day, "CNY", Decimal(7), Decimal(7))], by=SYSTEM)
    difference = next(one for one in findings() if not one.well).differences[0]
    assert (difference.ours, difference.theirs, difference.gap) == (7, 5, 2)
    assert difference.url == f"/customers/{customer.pk}"
    assert customer.name in difference.title


def test_a_seller_does_not_reconcile(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        reconcile(cast.actor(cast.zhou))


def test_a_statement_opens_with_what_was_owed_and_closes_with_what_is(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    for amount in ("100", "-30"):
        owe(customer.pk, amount)
    (before,) = statements.statements(customer, date(2026, 1, 1), date(2026, 3, 4))
    assert (before.opening, before.closing, before.moves) == (0, 0, [])
    (during,) = statements.statements(customer, date(2026, 3, 5), date(2026, 3, 31))
    assert [(one.debit, one.credit, one.balance) for one in during.moves] == [(100, 0, 100), (0, 30, 70)]
    (after,) = statements.statements(customer, date(2026, 4, 1), date(2026, 4, 30))
    assert (after.opening, after.closing) == (70, 70)


def test_what_is_owed_ages_by_the_day_it_was_due(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou)
    for amount, due in (
        ("1", "2026-06-30"), ("2", "2026-06-29"), ("4", "2026-05-31"), ("8", "2026-05-30"), ("16", "2026-04-30"),
        ("32", "2026-03-31"), ("64", "2025-01-01"), ("-5", "2026-01-01"),
    ):  # fmt: skip
        owe(customer.pk, amount, due=date.fromisoformat(due))
    found = statements.ageing_of(customer, date(2026, 6, 30))
    assert found.buckets == (1, 2 + 4, 8, 16, 32 + 64)
    assert (found.credit, found.net) == (5, 122)


def test_sellers_see_the_ageing_of_their_own_customers_only(cast: Cast) -> None:
    own, other = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    owe(own.pk, "100")
    owe(other.pk, "900")
    listed, whole, count = statements.ageing(cast.actor(cast.zhou))
    assert ([one["name"] for one in listed], whole.owed, count) == ([own.name], 100, 1)
    assert statements.ageing(cast.actor(cast.administrator))[1].owed == 1000
    with pytest.raises(NotFound):
        statements.customer_of(other.pk, cast.actor(cast.zhou))
    with pytest.raises(NotFound):
        statements.customer_of(own.pk, cast.actor(cast.person("fu", cast.office, "service")))

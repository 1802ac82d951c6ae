"""What is posted stays, balances, and has numbers without gaps, at every door and straight in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.contracts.doors import Pages, Programs
from zhike.areas.finance import credit
from zhike.areas.finance.accounts import ADVANCES, BANK, EXPENSES, OPENING, OUTPUT_TAX, RECEIVABLES, SALES
from zhike.areas.finance.balances import Balance, balance
from zhike.areas.finance.models import CustomerBalance, JournalEntry, JournalLine, LedgerAccount
from zhike.areas.finance.posting import Line, Posting, post, post_many, reverse
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Batch
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 5)
SYSTEM = Actor.system()


def invoice(customer: int, total: str = "113.00", day: date = DAY) -> Posting:
    """An invoice over a total with 13 % tax."""
    whole = Decimal(total)
    net = (whole / Decimal("1.13")).quantize(Decimal("0.01"))
    return Posting(day, "invoice", (
        Line(RECEIVABLES, debit=whole, customer=customer), Line(SALES, credit=net),
        Line(OUTPUT_TAX, credit=whole - net),
    ), "发票", "invoices", 1)  # fmt: skip


def sql(statement: str, values: Sequence[Any] = ()) -> None:
    """Straight in SQL, checked at once as at a commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def customer(cast: Cast) -> int:
    return int(cast.customer_of(cast.zhou).pk)


def test_an_entry_is_posted_whole_and_moves_the_balance(customer: int) -> None:
    entry = post(invoice(customer), by=SYSTEM)
    assert entry.number == "2026-000001"
    assert [(one.account.code, one.debit, one.credit) for one in entry.lines.order_by("pk")] == [
        (RECEIVABLES, Decimal("113.00"), 0), (SALES, 0, Decimal("100.00")), (OUTPUT_TAX, 0, Decimal("13.00")),
    ]  # fmt: skip
    assert balance(customer) == Balance(Decimal("113.00"), Decimal(0))


def test_a_receipt_that_is_too_much_leaves_an_advance(customer: int) -> None:
    post(invoice(customer), by=SYSTEM)
    post(Posting(DAY, "receipt", (
        Line(BANK, debit=Decimal(150)), Line(RECEIVABLES, credit=Decimal(113), customer=customer),
        Line(ADVANCES, credit=Decimal(37), customer=customer),
    )), by=SYSTEM)  # fmt: skip
    assert balance(customer) == Balance(Decimal(0), Decimal(37))
    assert balance(customer).open == Decimal(-37)


def test_a_reversal_takes_the_amounts_back_and_happens_once(customer: int) -> None:
    entry = post(invoice(customer), by=SYSTEM)
    turned = reverse(entry, dated=DAY, by=SYSTEM)
    assert balance(customer) == Balance(Decimal(0), Decimal(0))
    assert turned.reverses == entry
    for again in (entry, turned):
        with pytest.raises(Refused):
            reverse(again, by=SYSTEM)


@pytest.mark.parametrize(("lines", "code"), [
    ((Line(BANK, debit=Decimal(10)), Line(SALES, credit=Decimal(9))), "unbalanced"),
    ((Line(BANK, debit=Decimal(0)),), "unbalanced"),
    ((Line(BANK, debit=Decimal("1.005")), Line(SALES, credit=Decimal("1.005"))), "too_many_decimals"),
    ((Line(RECEIVABLES, debit=Decimal(1)), Line(SALES, credit=Decimal(1))), "no_customer"),
    ((Line(BANK, debit=Decimal(-1)), Line(SALES, credit=Decimal(-1))), "not_line"),
    ((Line("8888", debit=Decimal(1)), Line(SALES, credit=Decimal(1))), "unknown_account"),
    ((Line(BANK, debit=Decimal(1), currency="JPY", amount=Decimal("20.5")), Line(SALES, credit=Decimal(1))),
     "too_many_decimals"),
])  # fmt: skip
def test_what_is_not_right_is_refused_in_words_and_leaves_no_gap(
    customer: int, lines: Sequence[Line], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        post(Posting(DAY, "manual", lines), by=SYSTEM)
    assert refused.value.errors[0].code == code
    assert post(invoice(customer), by=SYSTEM).number == "2026-000001"


def test_numbers_count_anew_each_year(customer: int) -> None:
    days = (date(2025, 12, 31), DAY, date(2025, 1, 1), DAY)
    ids = post_many((invoice(customer, day=day) for day in days), by=SYSTEM)
    numbers = dict(JournalEntry.objects.values_list("pk", "number"))
    assert [numbers[one] for one in ids] == ["2025-000001", "2026-000001", "2025-000002", "2026-000002"]


NEW_LINE = (
    "INSERT INTO journal_line (created_at, updated_at, dated, debit, credit, currency, amount, text, account_id, "
    "entry_id, customer_id) SELECT now(), now(), e.dated, {debit}, {credit}, 'CNY', 1, '', a.id, e.id, {customer} "
    "FROM journal_entry e, ledger_account a WHERE a.code = '{account}' AND e.id = {entry}"
)
NEW_ENTRY = (
    "INSERT INTO journal_entry (created_at, updated_at, number, dated, kind, text, document_entity, line_count, total)"
    " VALUES (now(), now(), '2026-999999', '2026-03-05', 'manual', '', '', {lines}, {total})"
)


def test_an_unbalanced_entry_is_refused_straight_in_sql(customer: int) -> None:
    line = "SELECT now(), now(), e.dated, {debit}, {credit}, 'CNY', 1, '', a.id, e.id FROM e, ledger_account a"
    for lines, total, debits in ((2, 100, (100, 99)), (2, 50, (100, 100)), (3, 100, (100, 100)), (1, 0, (0, 0))):
        with pytest.raises(IntegrityError, match=r"not balanced|is whole"), transaction.atomic():
            sql(
                f"WITH e AS ({NEW_ENTRY.format(lines=lines, total=total)} RETURNING id, dated) "
                "INSERT INTO journal_line "
                "(created_at, updated_at, dated, debit, credit, currency, amount, text, account_id, entry_id) "
                f"{line.format(debit=debits[0], credit=0)} WHERE a.code = '1002' UNION ALL "
                f"{line.format(debit=0, credit=debits[1])} WHERE a.code = '6001'"
            )
    with pytest.raises(IntegrityError, match="not balanced"):
        sql(NEW_ENTRY.format(lines=2, total=0))
    assert not JournalEntry.objects.exists()


def test_nothing_is_added_to_a_posted_entry_not_even_what_balances(customer: int) -> None:
    entry = post(invoice(customer), by=SYSTEM)
    for debit, credit_ in ((0, 0), (5, 0)):
        with pytest.raises(IntegrityError, match="is whole"):
            sql(NEW_LINE.format(debit=debit, credit=credit_, customer="NULL", account=BANK, entry=entry.pk))


def test_posted_rows_are_neither_changed_nor_removed_nor_emptied_straight_in_sql(customer: int) -> None:
    entry = post(invoice(customer), by=SYSTEM)
    for statement in (
        "UPDATE journal_entry SET text = 'x'", "UPDATE journal_entry SET deleted_at = now()",
        "DELETE FROM journal_entry", "UPDATE journal_line SET debit = 1", "UPDATE journal_line SET customer_id = NULL",
        f"UPDATE journal_line SET customer_id = {customer}", "DELETE FROM journal_line",
        "SET LOCAL zhike.strict = 'on'; TRUNCATE journal_line",
        "SET LOCAL zhike.strict = 'on'; TRUNCATE journal_entry CASCADE",
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="what is posted stays"):
            sql(statement)
    assert JournalLine.objects.filter(entry=entry).count() == 3


def test_a_posted_entry_is_neither_edited_nor_deleted_at_any_door(cast: Cast, customer: int) -> None:
    entry = post(invoice(customer), by=SYSTEM)
    entity, by = entity_named("journal_entries"), cast.actor(cast.administrator)
    with pytest.raises(Refused):
        update(Chosen.of(entry, by=by), {"text": "x"}, by=by)
    with pytest.raises(NotAllowed):
        delete(Chosen.of(entry, by=by), by=by)
    with pytest.raises(NotAllowed):
        create(entity, {"text": "x"}, by=by)
    pages, program = Pages(cast.administrator), Programs(cast, cast.administrator)
    for path, values in (
        ("edit", {"text": "x", "shown": ["text"]}), ("delete", {}), ("facts/text", {"text": "x"}),
        ("cells/text", {"text": "x"}),
    ):  # fmt: skip
        assert pages.post(f"/journal_entries/{entry.pk}/{path}", values).status_code in (403, 404, 422), path
    chosen = {"ids": str(entry.pk), "save": "1", "field": "text", "text": "x"}
    for name in ("update", "delete"):
        assert pages.post(f"/journal_entries/actions/{name}", chosen).status_code in (200, 403, 404, 422), name
    assert program.patch(f"/journal_entries/{entry.pk}", {"text": "x"}).status_code in (403, 422)
    assert program.delete(f"/journal_entries/{entry.pk}").status_code in (403, 404, 405)
    assert program.post("/journal_entries/actions/delete", {"ids": [str(entry.pk)]}).status_code in (403, 404, 405)
    assert program.post("/journal_entries", {"text": "x"}).status_code in (403, 422)
    assert list(JournalEntry.objects.values_list("pk", "text", "deleted_at")) == [(entry.pk, "发票", None)]


def test_what_was_posted_by_hand_is_reversed_but_never_undone(cast: Cast) -> None:
    wang = cast.person("wang", cast.office, "bookkeeper")
    program = Programs(cast, wang)
    costs, opening = LedgerAccount.objects.get(code=EXPENSES), LedgerAccount.objects.get(code=OPENING)
    body = {"credit": str(opening.pk), "amount": "88.80", "dated": "2026-03-05", "text": "办公用品"}
    answer = program.post(f"/ledger_accounts/{costs.pk}/actions/post_by_hand", body)
    assert answer.status_code == 200, answer.json()
    batch = Batch.objects.get(pk=answer.json()["batch"])
    with pytest.raises(Refused):
        undo_batch(batch.pk, by=cast.actor(wang))
    entry = JournalEntry.objects.get()
    assert program.post(f"/journal_entries/{entry.pk}/actions/reverse", {"reason": "记错"}).status_code == 200
    assert program.post(f"/journal_entries/{entry.pk}/actions/reverse", {"reason": "再来"}).status_code == 422
    assert JournalEntry.objects.count() == 2


def test_a_seller_opens_the_ledger_by_no_door(cast: Cast, customer: int) -> None:
    entry = post(invoice(customer), by=SYSTEM)
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    for key, pk in (
        ("journal_entries", entry.pk), ("journal_lines", entry.lines.all()[0].pk), ("ledger_accounts", 1),
    ):  # fmt: skip
        for path in (f"/{key}", f"/{key}/{pk}", f"/{key}/{pk}/panel", f"/{key}/new", f"/{key}/actions/export"):
            assert pages.get(path).status_code in (403, 404), path
        assert program.get(f"/{key}").status_code in (403, 404) or program.get(f"/{key}").json()["items"] == []
        assert program.get(f"/{key}/{pk}").status_code == 404
    found = program.get("/search", q=entry.number).json()["items"]
    assert "journal_entries" not in [one["entity"] for one in found]
    assert "/journal_entries" not in pages.get("/").content.decode()


def test_merged_customers_have_one_account_and_get_their_own_back(cast: Cast, customer: int) -> None:
    other = cast.customer("苏州金鸡湖机械", cast.zhou)
    post_many([invoice(customer), invoice(other.pk, "226.00")], by=SYSTEM)
    by = cast.actor(cast.administrator)
    merge = entity_named("customers").actions["merge"]
    answer = Programs(cast, cast.administrator).post(
        f"/customers/actions/{merge.name}", {"ids": [str(customer), str(other.pk)], "into": str(customer)}
    )
    assert answer.status_code == 200, answer.json()
    assert balance(customer).receivable == Decimal("339.00")
    assert balance(other.pk).receivable == 0
    undo_batch(answer.json()["batch"], by=by)
    assert (balance(customer).receivable, balance(other.pk).receivable) == (Decimal("113.00"), Decimal("226.00"))


def test_a_balance_in_another_currency_is_kept_in_both(customer: int) -> None:
    post(Posting(DAY, "invoice", (
        Line(RECEIVABLES, debit=Decimal(700), customer=customer, currency="USD", amount=Decimal(100)),
        Line(SALES, credit=Decimal(700), currency="USD", amount=Decimal(-100)),
    )), by=SYSTEM)  # fmt: skip
    kept = (
        CustomerBalance.objects.filter(customer_id=customer)
        .exclude(receivable=0)
        .values_list("currency", "receivable", "advance")
    )
    assert list(kept) == [("USD", Decimal(100), Decimal(0))]
    assert balance(customer).receivable == Decimal(700)


def test_credit_is_the_limit_less_what_is_owed_and_bound(
    cast: Cast, customer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(credit, "_commitments", {"orders": lambda ids: dict.fromkeys(ids, Decimal("50.00"))})
    assert credit.credit_of(customer).free is None
    entity_named("customers").model.objects.filter(pk=customer).update(credit_limit=Decimal(200))
    post(invoice(customer), by=SYSTEM)
    found = credit.credit_of(customer)
    assert (found.used, found.free, found.over) == (Decimal(163), Decimal(37), 0)
    zhou = cast.actor(cast.zhou)
    credit.require_credit({customer: Decimal(37)}, by=zhou)
    with pytest.raises(Refused) as refused:
        credit.require_credit({customer: Decimal("37.01")}, by=zhou)
    assert refused.value.errors[0].code == "over_credit"
    credit.require_credit({customer: Decimal(9999)}, by=cast.actor(cast.administrator))


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_and_balances_no_loss_under_parallel_load(cast: Cast) -> None:
    customers = [cast.customer_of(one).pk for one in (cast.zhou, cast.li, cast.manager)]

    def work(seed: int) -> int:
        done = 0
        try:
            for turn in range(6):
                try:
                    with transaction.atomic():
                        post_many(
                            [invoice(customers[(seed + turn) % 3]), invoice(customers[(seed * 2 + turn) % 3])],
                            by=SYSTEM,
                        )
                        if (seed + turn) % 4 == 0:
                            raise Refused("changed my mind")
                        done += 2
                except Refused:
                    continue
        finally:
            connection.close()
        return done

    with ThreadPoolExecutor(8) as pool:
        posted = sum(pool.map(work, range(8)))
    numbers = sorted(JournalEntry.objects.values_list("number", flat=True))
    assert numbers == [f"2026-{place:06d}" for place in range(1, posted + 1)]
    assert sum(CustomerBalance.objects.values_list("receivable", flat=True)) == posted * Decimal(113)


@pytest.mark.django_db(transaction=True)
def test_a_credit_limit_is_not_passed_by_sellers_who_sell_at_the_same_moment(cast: Cast) -> None:
    customer = cast.customer_of(cast.zhou).pk
    entity_named("customers").model.objects.filter(pk=customer).update(credit_limit=Decimal(500))
    zhou = cast.actor(cast.zhou)

    def sell(_turn: int) -> int:
        try:
            with transaction.atomic():
                credit.require_credit({customer: Decimal(113)}, by=zhou)
                post(invoice(customer), by=SYSTEM)
        except Refused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(sell, range(12))) == 4
    assert balance(customer).receivable == Decimal(452)

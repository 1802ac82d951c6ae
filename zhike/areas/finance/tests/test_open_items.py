"""What is still to be paid: matched, taken back, never more than is open, and seen only by whom the customer is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from tests.contracts.doors import Pages, Programs
from zhike.areas.finance.accounts import BANK, RECEIVABLES, SALES
from zhike.areas.finance.balances import balance
from zhike.areas.finance.models import OpenItem, Settlement
from zhike.areas.finance.open_items import Match, NewItem, add_many, guess, settle_many, take_back
from zhike.areas.finance.posting import Line, Posting, post
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
DAY = date(2026, 3, 5)


def owe(customer: int, amount: str, number: str = "FP-1", due: date = DAY, rate: str = "1", code: str = "CNY") -> int:
    """An item with what stands behind it in the ledger; below zero it is a receipt."""
    whole = Decimal(amount)
    base = (whole * Decimal(rate)).quantize(Decimal("0.01"))
    sides = {"debit": base} if whole > 0 else {"credit": -base}
    counter = {"credit": base} if whole > 0 else {"debit": -base}
    post(Posting(DAY, "invoice", (
        Line(RECEIVABLES, **sides, customer=customer, currency=code, amount=whole),
        Line(SALES if whole > 0 else BANK, **counter, currency=code, amount=-whole),
    )), by=SYSTEM)  # fmt: skip
    kind = "invoice" if whole > 0 else "receipt"
    return add_many([NewItem(customer, kind, number, DAY, due, code, whole, base)], by=SYSTEM)[0]


def open_amounts() -> dict[int, Decimal]:
    return dict(OpenItem.objects.values_list("pk", "open_amount"))


@pytest.fixture
def customer(cast: Cast) -> int:
    return int(cast.customer_of(cast.zhou).pk)


def test_a_receipt_pays_an_invoice_in_part_and_the_rest_later(customer: int) -> None:
    invoice, first, second = owe(customer, "100"), owe(customer, "-60", "SK-1"), owe(customer, "-50", "SK-2")
    settle_many([Match(invoice, first, Decimal(60))], dated=DAY, by=SYSTEM)
    assert open_amounts() == {invoice: 40, first: 0, second: -50}
    settle_many([Match(invoice, second, Decimal(40))], dated=DAY, by=SYSTEM)
    assert open_amounts() == {invoice: 0, first: 0, second: -10}
    assert sum(open_amounts().values()) == balance(customer).open


def test_a_match_taken_back_opens_both_again_and_only_once(customer: int) -> None:
    invoice, receipt = owe(customer, "100"), owe(customer, "-60", "SK-1")
    ids = settle_many([Match(invoice, receipt, Decimal(60))], dated=DAY, by=SYSTEM)
    assert take_back(ids, by=SYSTEM) == 1
    assert open_amounts() == {invoice: 100, receipt: -60}
    assert take_back(ids, by=SYSTEM) == 0
    settle_many([Match(invoice, receipt, Decimal(1))], dated=DAY, by=SYSTEM)
    assert open_amounts() == {invoice: 99, receipt: -59}


@pytest.mark.parametrize("amount", ["60.01", "0", "-1", "1.005"])
def test_no_more_than_is_open_is_matched(customer: int, amount: str) -> None:
    invoice, receipt = owe(customer, "100"), owe(customer, "-60", "SK-1")
    with pytest.raises(Refused):
        settle_many([Match(invoice, receipt, Decimal(amount))], dated=DAY, by=SYSTEM)
    with pytest.raises(Refused):
        settle_many([Match(invoice, receipt, Decimal(40)), Match(invoice, receipt, Decimal(40))], dated=DAY, by=SYSTEM)
    assert open_amounts() == {invoice: 100, receipt: -60}


def test_amounts_of_two_customers_are_never_matched_not_even_in_sql(cast: Cast, customer: int) -> None:
    invoice, other = owe(customer, "100"), owe(cast.customer_of(cast.li).pk, "-60", "SK-9")
    with pytest.raises(Refused):
        settle_many([Match(invoice, other, Decimal(1))], dated=DAY, by=SYSTEM)
    own = owe(customer, "-60", "SK-1")
    for debit, credit, amount, words in (
        (invoice, other, 1, "one customer"), (own, invoice, 1, "one customer"), (invoice, own, 61, "within_amount"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            Settlement.objects.create(
                debit_id=debit, credit_id=credit, dated=DAY, amount=amount, debit_base=amount, credit_base=amount
            )
    for statement in (
        "UPDATE open_item SET open_amount = 0",
        "UPDATE open_item SET amount = 9",
        "DELETE FROM open_item",
    ):
        refused = pytest.raises(IntegrityError, match="what is posted stays")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_the_rates_made_of_it_is_posted_and_taken_back(cast: Cast, customer: int) -> None:
    create(entity_named("exchange_rates"), {"currency": "USD", "day": "2026-01-01", "rate": "7"}, by=SYSTEM)
    invoice, receipt = owe(customer, "100", rate="7", code="USD"), owe(customer, "-100", "SK-1", rate="7.1", code="USD")
    ids = settle_many([Match(invoice, receipt, Decimal(100))], dated=DAY, by=SYSTEM)
    assert balance(customer).open == 0
    entry = Settlement.objects.get().entry
    assert entry is not None
    assert [(one.account.code, one.debit, one.credit) for one in entry.lines.order_by("pk")] == [
        (RECEIVABLES, 10, 0), ("6061", 0, 10),
    ]  # fmt: skip
    take_back(ids, dated=DAY, by=SYSTEM)
    assert balance(customer).open == sum(OpenItem.objects.values_list("open_base", flat=True)) == -10


def test_a_receipt_is_guessed_to_pay_the_same_amount_else_the_longest_due(customer: int) -> None:
    late, same, later = (
        owe(customer, "100", "FP-1", date(2026, 1, 1)), owe(customer, "70", "FP-2", date(2026, 3, 1)),
        owe(customer, "50", "FP-3", date(2026, 2, 1)),
    )  # fmt: skip
    exact = OpenItem.objects.get(pk=owe(customer, "-70", "SK-1"))
    assert guess(exact) == [Match(same, exact.pk, Decimal(70))]
    more = OpenItem.objects.get(pk=owe(customer, "-120", "SK-2"))
    assert guess(more) == [Match(late, more.pk, Decimal(100)), Match(later, more.pk, Decimal(20))]


def test_sellers_see_what_their_customers_owe_and_nothing_of_others(cast: Cast, customer: int) -> None:
    mine, theirs = owe(customer, "100", "FP-7001"), owe(cast.customer_of(cast.li).pk, "60", "FP-7002")
    program, pages = Programs(cast, cast.zhou), Pages(cast.zhou)
    assert [one["id"] for one in program.get("/open_items").json()["items"]] == [str(mine)]
    assert program.get(f"/open_items/{theirs}").status_code == 404
    listed = pages.get("/open_items").content.decode()
    assert "FP-7001" in listed
    assert "FP-7002" not in listed
    card = pages.get(f"/customers/{customer}").content.decode()
    assert "100.00" in card
    assert program.patch(f"/open_items/{mine}", {"number": "x"}).status_code in (403, 422)
    program.post(f"/open_items/{mine}/actions/delete", {})
    assert OpenItem.objects.filter(deleted_at=None).count() == 2


def test_the_card_warns_of_overdue_money_and_of_a_passed_limit(cast: Cast, customer: int) -> None:
    entity_named("customers").model.objects.filter(pk=customer).update(credit_limit=Decimal(80))
    owe(customer, "100", due=date(2026, 1, 1))
    card = Pages(cast.zhou).get(f"/customers/{customer}").content.decode()
    assert "逾期" in card
    assert "超出信用额度" in card
    service = cast.person("fu", cast.office, "service")
    assert "逾期" not in Pages(service).get(f"/customers/{customer}").content.decode()

"""The receipt plan: what of the instalments of contracts has been paid, by which receipt, and what is late."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.contracts.doors import Programs
from zhike.areas.billing import planning
from zhike.areas.billing.actions import (
    book_receipt,
    match_receipt,
    pay_instalment,
    remind,
    reverse_receipt,
    unmatch_receipt,
    unpay_instalment,
)
from zhike.areas.billing.models import InstalmentPayment, Receipt, Reminder
from zhike.areas.contracts.actions import amend, sign
from zhike.areas.contracts.card import next_instalment, next_of_customer, overdue
from zhike.areas.contracts.models import Contract, Instalment
from zhike.areas.contracts.tests.test_contracts import a_contract
from zhike.areas.finance.models import CashAccount
from zhike.areas.finance.reconciling import findings
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(cast):
    return cast.actor(cast.person("qian", cast.office, "bookkeeper", name="钱进"))


@pytest.fixture
def contract(cast):
    """A contract over 2,260.00 in force: 678.00 at once, 1,356.00 some day, 226.00 that should have been paid."""
    made = a_contract(cast)
    sign(made, by=cast.actor(cast.zhou))
    return Contract.objects.get(pk=made.pk)


@pytest.fixture
def bank(cast):
    return CashAccount.objects.create(name="工商银行", kind="bank", currency="CNY")


def received(contract, bank, amount, by, *, match=True, customer=None):
    values = {
        "customer": str(customer or contract.customer_id), "amount": amount, "cash_account": str(bank.pk),
        "owner": str(contract.owner_id),
    }  # fmt: skip
    receipt = Receipt.objects.get(pk=create(entity_named("receipts"), values, by=by).records[0])
    book_receipt(receipt, match=match, by=by)
    receipt.refresh_from_db()
    return receipt


def standing(contract):
    rows = contract.instalments.order_by("position")
    return [(one.label, str(one.paid), one.standing) for one in rows]


def all_tie():
    assert {one.check.key: one.differences for one in findings() if not one.well} == {}


def test_a_receipt_pays_the_instalment_of_the_same_amount(contract, bank, clerk):
    received(contract, bank, "1356.00", clerk)
    assert standing(contract) == [
        ("预付款", "0.00", "open"), ("发货款", "1356.00", "paid"), ("质保金", "0.00", "open"),
    ]  # fmt: skip
    all_tie()


def test_else_it_pays_those_that_come_due_first_and_the_last_in_part(contract, bank, clerk):
    received(contract, bank, "500.00", clerk)
    assert standing(contract) == [
        ("预付款", "274.00", "part"), ("发货款", "0.00", "open"), ("质保金", "226.00", "paid"),
    ]  # fmt: skip
    all_tie()


def test_what_was_guessed_wrong_is_taken_back_and_said_by_hand(contract, bank, clerk):
    receipt = received(contract, bank, "226.00", clerk)
    guessed = InstalmentPayment.objects.get()
    unpay_instalment(guessed, by=clerk)
    first = contract.instalments.get(label="预付款")
    pay_instalment(first, receipt=receipt, amount=Decimal(200), by=clerk)
    assert [row[1:] for row in standing(contract)] == [("200.00", "part"), ("0.00", "open"), ("0.00", "open")]
    with pytest.raises(Refused):
        unpay_instalment(guessed, by=clerk)
    with pytest.raises(Refused) as refused:
        pay_instalment(first, receipt=receipt, amount=Decimal(27), by=clerk)
    assert refused.value.errors[0].code == "more_than_open"
    all_tie()


def test_matching_names_the_instalments_or_takes_all_back(contract, bank, clerk):
    receipt = received(contract, bank, "1000.00", clerk, match=False)
    assert {row[2] for row in standing(contract)} == {"open"}
    last = contract.instalments.get(label="发货款")
    match_receipt(receipt, instalments={str(last.pk): Decimal(1000)}, by=clerk)
    assert standing(contract)[1][1:] == ("1000.00", "part")
    unmatch_receipt(receipt, by=clerk)
    assert {row[2] for row in standing(contract)} == {"open"}
    all_tie()


def test_a_receipt_that_is_reversed_pays_nothing_any_more(contract, bank, clerk):
    receipt = received(contract, bank, "678.00", clerk)
    reverse_receipt(receipt, reason="退票", by=clerk)
    assert {row[2] for row in standing(contract)} == {"open"}
    with pytest.raises(Refused):
        pay_instalment(contract.instalments.first(), receipt=receipt, by=clerk)
    all_tie()


def test_nobody_pays_with_the_money_of_another_customer_or_more_than_is_asked(cast, contract, bank, clerk):
    foreign = received(contract, bank, "50.00", clerk, customer=cast.customer_of(cast.li).pk)
    part = contract.instalments.get(label="质保金")
    with pytest.raises(Refused) as refused:
        pay_instalment(part, receipt=foreign, by=clerk)
    assert refused.value.errors[0].code == "not_matching"
    own = received(contract, bank, "5000.00", clerk, match=False)
    for amount, code in (("227", "more_than_open"), ("0", "more_than_open"), ("1.001", "too_many_decimals")):
        with pytest.raises(Refused) as refused:
            pay_instalment(part, receipt=own, amount=Decimal(amount), by=clerk)
        assert refused.value.errors[0].code == code


def test_a_seller_sees_what_is_paid_of_her_contracts_and_matches_nothing(cast, contract, bank, clerk):
    receipt = received(contract, bank, "678.00", clerk)
    seller, other = cast.actor(cast.zhou), cast.actor(cast.li)
    assert InstalmentPayment.objects.visible_to(seller).count() == 1
    assert not InstalmentPayment.objects.visible_to(other).exists()
    assert not Instalment.objects.visible_to(other).exists()
    for person in (seller, other):
        with pytest.raises((NotAllowed, NotFound)):
            unpay_instalment(InstalmentPayment.objects.get(), by=person)
        with pytest.raises((NotAllowed, NotFound)):
            pay_instalment(contract.instalments.last(), receipt=receipt, by=person)


def test_cards_and_lists_tell_what_is_next_and_what_is_late(cast, contract, bank, clerk):
    seller, customer = cast.actor(cast.zhou), contract.customer
    late = contract.instalments.get(label="质保金")
    assert [next_of_customer(customer, seller).value, next_instalment(contract, seller).tone] == [
        "CNY 226.00",
        "danger",
    ]
    assert "226.00" in str(overdue(late, seller)[0].message)
    found = Programs(cast, cast.zhou).get("/contract_instalments", **{"filter[overdue]": "true"}).json()["items"]
    assert [one["label"] for one in found] == ["质保金"]
    received(contract, bank, "226.00", clerk)
    assert not overdue(Instalment.objects.get(pk=late.pk), seller)
    assert next_of_customer(customer, seller).value == "CNY 678.00"
    assert next_of_customer(customer, cast.actor(cast.li)) is None
    received(contract, bank, "2034.00", clerk)
    assert next_of_customer(customer, seller) is None


def test_customers_are_reminded_of_instalments_before_anything_is_invoiced(contract, clerk):
    remind(contract.customer, by=clerk)
    first = Reminder.objects.get()
    assert (first.amount_base, first.items, first.step) == (226, [], 1)
    assert first.instalments == [contract.instalments.get(label="质保金").pk]
    Reminder.objects.update(dated=timezone.localdate() - timedelta(days=8))
    remind(contract.customer, by=clerk)
    assert Reminder.objects.latest("pk").step == 2


def test_a_draft_asks_for_nothing(cast, bank, clerk):
    draft = a_contract(cast)
    received(draft, bank, "678.00", clerk)
    assert {row[2] for row in standing(draft)} == {"open"}
    assert next_of_customer(draft.customer, cast.actor(cast.zhou)) is None


def refunded(contract, bank, amount, by):
    values = {
        "customer": str(contract.customer_id), "amount": amount, "kind": "refund", "cash_account": str(bank.pk),
    }  # fmt: skip
    refund = Receipt.objects.get(pk=create(entity_named("receipts"), values, by=by).records[0])
    book_receipt(refund, by=by)
    return refund


def test_a_refund_takes_from_what_was_paid_and_its_reversal_gives_it_again(contract, bank, clerk):
    received(contract, bank, "1000", clerk)
    before = standing(contract)
    refund = refunded(contract, bank, "300", clerk)
    assert sum(one.paid for one in contract.instalments.all()) == 700
    assert planning.unplanned(refund) == 0
    all_tie()
    reverse_receipt(Receipt.objects.get(pk=refund.pk), reason="退错", by=clerk)
    assert standing(contract) == before
    all_tie()


def test_what_was_paid_goes_along_to_an_amendment(cast, contract, bank, clerk):
    received(contract, bank, "1000", clerk)
    refunded(contract, bank, "100", clerk)
    seller = cast.actor(cast.zhou)
    new = Contract.objects.get(pk=amend(contract, by=seller).records[0])
    sign(new, by=seller)
    assert {one.paid for one in contract.instalments.all()} == {0}
    assert sum(one.paid for one in new.instalments.all()) == 900
    assert InstalmentPayment.objects.filter(instalment__contract=new, taken_back_at=None).exists()
    all_tie()

"""From the order to the money in the bank: invoices, credit notes, receipts, and what they do to the books."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from zhike.areas.billing.actions import (
    book_receipt,
    credit,
    invoice,
    issue_invoice,
    match_receipt,
    remind,
    reverse_receipt,
    unmatch_receipt,
)
from zhike.areas.billing.models import Invoice, InvoiceState, Receipt, ReceiptState, Reminder
from zhike.areas.billing.printing import data_of_invoice
from zhike.areas.billing.settled import settled
from zhike.areas.finance.balances import balance
from zhike.areas.finance.models import CashAccount, JournalEntry, OpenItem
from zhike.areas.finance.reconciling import findings
from zhike.areas.orders.actions import confirm, pack, send_off
from zhike.areas.orders.models import Order, OrderState, Shipment
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.printing.making import printed
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
TOTAL = Decimal("2260.00")


@pytest.fixture
def clerk(cast):
    return cast.actor(cast.person("qian", cast.office, "bookkeeper", name="钱进"))


@pytest.fixture
def order(cast):
    made = an_order(cast, cast.zhou, a_product(cast))
    confirm(made, by=cast.actor(cast.zhou))
    return Order.objects.get(pk=made.pk)


@pytest.fixture
def bank(cast):
    values = {"name": "工商银行", "kind": "bank", "currency": "CNY"}
    made = create(entity_named("cash_accounts"), values, by=cast.actor(cast.administrator))
    return CashAccount.objects.get(pk=made.records[0])


def invoiced(order, by, **how):
    outcome = invoice(order, by=by, **how)
    return Invoice.objects.get(pk=int(outcome.values["invoice"]))


def paid(customer, bank, amount, by, kind="receipt"):
    values = {"customer": str(customer), "kind": kind, "amount": amount, "cash_account": str(bank.pk)}
    made = create(entity_named("receipts"), values, by=by)
    receipt = Receipt.objects.get(pk=made.records[0])
    book_receipt(receipt, by=by)
    receipt.refresh_from_db()
    return receipt


def open_of(record):
    key = "invoices" if isinstance(record, Invoice) else "receipts"
    return sum(
        OpenItem.objects.filter(document_entity=key, document_id=record.pk).values_list("open_amount", flat=True)
    )


def books_tie():
    assert {finding.check.key: finding.differences for finding in findings() if not finding.well} == {}


def test_an_invoice_is_owed_from_the_day_it_is_issued(order, clerk):
    made = invoiced(order, clerk)
    assert made.state == InvoiceState.ISSUED
    assert made.number == f"FP-{made.dated.year}-000001"
    assert balance(order.customer_id).receivable == TOTAL
    order.refresh_from_db()
    assert (order.invoiced, order.invoiced_base) == (TOTAL, TOTAL)
    assert JournalEntry.objects.get(document_entity="invoices", document_id=made.pk).total == TOTAL
    books_tie()


def test_nothing_is_invoiced_twice_and_parts_are(order, clerk):
    line = order.lines.get()
    first = invoiced(order, clerk, quantities={str(line.pk): Decimal(1)})
    assert first.total == TOTAL / 2
    second = invoiced(order, clerk)
    assert second.total == TOTAL / 2
    with pytest.raises(Refused):
        invoice(order, by=clerk)


def test_an_order_is_done_when_it_is_shipped_and_invoiced(cast, order, clerk):
    by = cast.actor(cast.zhou)
    shipment = Shipment.objects.get(pk=int(pack(order, by=by).values["shipment"]))
    invoiced(order, clerk)
    send_off(shipment, by=by)
    assert Order.objects.get(pk=order.pk).state == OrderState.DONE


def test_a_draft_can_be_changed_and_has_no_issued_number_until_it_is_issued(order, clerk):
    draft = invoiced(order, clerk, issue_at_once=False)
    assert draft.number.startswith("DRAFT-")
    assert not JournalEntry.objects.filter(document_entity="invoices").exists()
    update(Chosen.of(draft, by=clerk), {"remarks": "随货"}, by=clerk)
    issue_invoice(draft, by=clerk)
    assert Invoice.objects.get(pk=draft.pk).number.startswith("FP-")


def test_what_is_issued_can_be_neither_changed_nor_deleted(order, clerk):
    made = invoiced(order, clerk)
    for attempt in (
        lambda: update(Chosen.of(made, by=clerk), {"remarks": "x"}, by=clerk),
        lambda: delete(Chosen.of(made, by=clerk, verb="delete"), by=clerk),
        lambda: issue_invoice(made, by=clerk),
    ):
        with pytest.raises(Refused):
            attempt()
    assert Invoice.objects.get(pk=made.pk, deleted_at=None).remarks == ""


def test_a_credit_note_takes_back_what_was_invoiced_and_settles_it(order, clerk):
    made = invoiced(order, clerk)
    outcome = credit(made, reason="退货", by=clerk)
    note = Invoice.objects.get(pk=int(outcome.values["invoice"]))
    assert note.number == f"HZ-{note.dated.year}-000001"
    assert (open_of(made), open_of(note)) == (0, 0)
    assert balance(order.customer_id).open == 0
    order.refresh_from_db()
    assert order.invoiced == 0
    with pytest.raises(Refused):
        credit(made, reason="再退", by=clerk)
    books_tie()


def test_a_receipt_pays_for_the_invoice_of_the_same_amount(order, bank, clerk):
    made = invoiced(order, clerk)
    receipt = paid(order.customer_id, bank, "2260.00", clerk)
    assert receipt.state == ReceiptState.BOOKED
    assert (open_of(made), open_of(receipt)) == (0, 0)
    assert balance(order.customer_id).open == 0
    books_tie()


def test_an_invoice_and_its_receipt_name_each_other_to_who_may_see_them(cast, order, bank, clerk):
    made = invoiced(order, clerk)
    receipt = paid(order.customer_id, bank, "1000.00", clerk)
    (row,) = settled(receipt, clerk)["rows"]
    assert (row["number"], row["amount"]) == (made.number, "1000.00")
    (row,) = settled(made, cast.actor(cast.zhou))["rows"]
    assert row["url"] == f"/receipts/{receipt.pk}"
    (row,) = settled(made, cast.actor(cast.stranger))["rows"]
    assert row["url"] == ""
    assert receipt.number not in row["number"]


def test_a_receipt_belongs_to_whom_its_customer_belongs_whoever_notes_it(cast, bank, clerk):
    receipt = paid(cast.customer_of(cast.zhou).pk, bank, "20", clerk)
    assert (receipt.owner, receipt.department) == (cast.zhou, cast.east)
    seen = Receipt.objects.visible_to
    assert seen(cast.actor(cast.zhou)).filter(pk=receipt.pk).exists()
    assert not seen(cast.actor(cast.li)).filter(pk=receipt.pk).exists()


def test_a_prepayment_waits_and_is_matched_later(order, bank, clerk):
    receipt = paid(order.customer_id, bank, "3000.00", clerk)
    assert open_of(receipt) == -3000
    made = invoiced(order, clerk)
    match_receipt(receipt, by=clerk)
    assert (open_of(made), open_of(receipt)) == (0, -740)
    unmatch_receipt(receipt, by=clerk)
    assert (open_of(made), open_of(receipt)) == (TOTAL, -3000)
    books_tie()


def test_a_refund_pays_a_prepayment_back(order, bank, clerk):
    receipt = paid(order.customer_id, bank, "500.00", clerk)
    refund = paid(order.customer_id, bank, "500.00", clerk, kind="refund")
    assert (open_of(receipt), open_of(refund)) == (0, 0)
    assert balance(order.customer_id).open == 0
    books_tie()


def test_a_receipt_that_was_wrong_is_reversed_and_the_invoice_is_open_again(order, bank, clerk):
    made = invoiced(order, clerk)
    receipt = paid(order.customer_id, bank, "2260.00", clerk)
    reverse_receipt(receipt, reason="退票", by=clerk)
    assert open_of(made) == TOTAL
    assert open_of(receipt) == 0
    assert balance(order.customer_id).open == TOTAL
    with pytest.raises(Refused):
        reverse_receipt(receipt, reason="再来", by=clerk)
    books_tie()


def test_an_amount_with_too_many_decimals_is_refused(order, bank, clerk):
    with pytest.raises(Refused):
        paid(order.customer_id, bank, "1.005", clerk)


def test_a_seller_can_neither_issue_nor_book_nor_see_what_is_not_hers(cast, order, bank, clerk):
    seller, other = cast.actor(cast.zhou), cast.actor(cast.li)
    with pytest.raises(NotAllowed):
        invoice(order, by=seller)
    made = invoiced(order, clerk)
    assert Invoice.objects.visible_to(seller).filter(pk=made.pk).exists()
    assert not Invoice.objects.visible_to(other).exists()
    with pytest.raises(NotAllowed):
        credit(made, reason="x", by=seller)
    with pytest.raises((NotFound, NotAllowed)):
        credit(made, reason="x", by=other)
    values = {"customer": str(order.customer_id), "amount": "1"}
    noted = create(entity_named("receipts"), values, by=cast.actor(cast.manager))
    with pytest.raises(NotAllowed):
        book_receipt(Receipt.objects.get(pk=noted.records[0]), by=cast.actor(cast.manager))
    book_receipt(Receipt.objects.get(pk=noted.records[0]), into=bank, by=clerk)


def test_customers_are_reminded_step_by_step_and_not_too_often(cast, order, clerk):
    invoiced(order, clerk)
    OpenItem.objects.update(due=timezone.localdate() - timedelta(days=3))
    outcome = remind(order.customer, by=clerk)
    assert outcome.done == 1
    first = Reminder.objects.get()
    assert (first.step, first.amount_base, first.customer_id) == (1, TOTAL, order.customer_id)
    assert remind(order.customer, by=clerk).done == 0
    Reminder.objects.update(dated=timezone.localdate() - timedelta(days=8))
    remind(order.customer, by=clerk)
    assert Reminder.objects.latest("pk").step == 2
    assert remind(cast.customer_of(cast.li), by=clerk).done == 0


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_invoice_and_a_credit_note_are_printed_in_both_languages(cast, order, clerk, language):
    bill = invoiced(order, clerk)
    credit(bill, reason="两件划伤", by=clerk)
    for one in Invoice.objects.all():
        assert printed(entity_named("invoices"), one, "invoice", language=language, by=clerk).content[:5] == b"%PDF-"


def test_a_printed_invoice_says_the_tax_and_the_amount_in_words_and_no_cost(cast, order, clerk, bank):
    bank.bank, bank.bank_number = "中国工商银行苏州园区支行", "1102020309001234567"
    bank.save()
    with override("zh-hans"):
        said = data_of_invoice(invoiced(order, clerk), clerk)
    assert said["sums"][1][1] == "260.00"
    assert said["words"] == "贰仟贰佰陆拾元整"
    assert "1102020309001234567" in str(said["sections"])
    assert "600" not in str(said["rows"])

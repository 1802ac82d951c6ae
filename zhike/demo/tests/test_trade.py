"""What the demo book sells: every state is there, and all of it agrees with the rules and to the cent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from zhike.areas.approvals.models import Approval, ApprovalRequest
from zhike.areas.billing.models import Invoice, InvoiceKind, Receipt, ReceiptState, Reminder
from zhike.areas.contracts.models import Contract, ContractState
from zhike.areas.customers.models import Customer
from zhike.areas.finance.credit import credits_of
from zhike.areas.finance.models import CashEntry, OpenItem
from zhike.areas.finance.reconciling import findings
from zhike.areas.orders.models import Order, OrderLine, OrderState, Shipment, ShipmentState
from zhike.areas.stock.models import StockReservation
from zhike.demo import load

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book(django_db_setup, django_db_blocker) -> Iterator[dict[str, int]]:
    """A book with few customers and all of the trade, rolled back after the tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(customers=300, people=520, entries=200)
        transaction.set_rollback(True)


def test_documents_ledger_cash_book_and_stock_agree_to_the_cent(book):
    assert [(one.check.key, one.differences) for one in findings() if not one.well] == []


def test_every_state_of_every_document_can_be_looked_at(book):
    assert set(Order.objects.values_list("state", flat=True)) == set(OrderState.values)
    assert {"draft", "signed", "ended"} <= set(Contract.objects.values_list("state", flat=True))
    assert set(Shipment.objects.values_list("state", flat=True)) == set(ShipmentState.values)
    assert set(Invoice.objects.values_list("kind", flat=True)) == set(InvoiceKind.values)
    assert {"noted", "booked"} <= set(Receipt.objects.values_list("state", flat=True))
    assert set(Receipt.objects.values_list("kind", flat=True)) == {"receipt", "refund"}


def test_some_orders_were_sent_in_parts_and_no_more_than_ordered(book):
    assert Order.objects.annotate(parts=Count("shipments")).filter(parts__gt=1).exists()
    assert not OrderLine.objects.filter(shipped__gt=F("quantity")).exists()
    assert StockReservation.objects.filter(document_entity="orders").exists()


def test_there_is_money_to_remind_of_and_money_that_pays_for_nothing_yet(book):
    today = timezone.localdate()
    late = OpenItem.objects.filter(open_amount__gt=0, due__lt=today, document_entity="invoices")
    assert late.filter(due__gt=today - timedelta(days=30)).exists()
    assert late.filter(due__lt=today - timedelta(days=60)).exists()
    assert OpenItem.objects.filter(kind="receipt", open_amount__lt=0).exists()
    assert set(Reminder.objects.values_list("step", flat=True)) == {1, 2, 3}
    assert Receipt.objects.filter(state=ReceiptState.NOTED, cash_account=None).exists()


def test_nobody_went_beyond_the_credit_when_the_orders_were_confirmed(book):
    buyers = Order.objects.filter(confirmed_at__isnull=False).values("customer")
    limited = Customer.objects.filter(pk__in=buyers, credit_limit__isnull=False).values_list("pk", flat=True)
    assert not [pk for pk, credit in credits_of(limited).items() if credit.over]


def test_large_contracts_in_force_were_approved_and_some_wait_for_it(book):
    in_force = Contract.objects.filter(state=ContractState.SIGNED, total_base__gt=500_000)
    assert set(in_force.values_list("approval", flat=True)) == {Approval.APPROVED}
    waiting = Contract.objects.filter(approval=Approval.PENDING)
    assert waiting.exists()
    open_requests = ApprovalRequest.objects.filter(state=Approval.PENDING, entity="contracts")
    assert set(open_requests.values_list("record_id", flat=True)) == set(waiting.values_list("pk", flat=True))


def test_the_second_year_sells_more_and_the_bank_is_never_overdrawn(book):
    today = timezone.localdate()
    middle = today - timedelta(days=365)
    sold = Invoice.objects.filter(kind=InvoiceKind.INVOICE)
    first = sold.filter(dated__lt=middle).aggregate(sum=Sum("net"))["sum"]
    second = sold.filter(dated__gte=middle).aggregate(sum=Sum("net"))["sum"]
    assert second > first
    assert not CashEntry.objects.filter(balance__lt=0).exists()

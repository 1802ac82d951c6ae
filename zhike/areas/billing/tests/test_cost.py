"""What goods cost when they leave the house: in the ledger, on the order's card, by product and by customer alike."""

from decimal import Decimal

import pytest
from django.utils import timezone

from zhike.areas.billing.actions import credit, invoice
from zhike.areas.billing.models import Invoice
from zhike.areas.finance.actions.ledger import post_by_hand
from zhike.areas.finance.models import JournalLine, LedgerAccount
from zhike.areas.finance.posting import Line, Posting
from zhike.areas.finance.posting import post as post_entry
from zhike.areas.finance.reconciling import findings
from zhike.areas.orders.actions import confirm, pack, send_off
from zhike.areas.orders.models import Order, Shipment
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.areas.stock.costing import Move
from zhike.areas.stock.models import MovementKind, StockLevel, Warehouse
from zhike.areas.stock.posting import post
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import Refused
from zhike.kernel.reports.answering import answer
from zhike.kernel.reports.asking import question
from zhike.kernel.reports.parts import report_named

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def chief(cast):
    return cast.actor(cast.administrator)


@pytest.fixture
def order(cast, chief):
    """Two motors for 2,000.00 net: they cost 600.00 each when they were ordered, and 800.00 when they leave."""
    made = an_order(cast, cast.zhou, a_product(cast))
    confirm(made, by=chief)
    bought(made.lines.get().product_id, 100, 1000)
    return Order.objects.get(pk=made.pk)


def bought(product, quantity, cost):
    place = Warehouse.objects.get(number="CK-1")
    move = Move(product, place.pk, Decimal(quantity), MovementKind.PURCHASE, Decimal(cost))
    post([move], dated=TODAY(), by=Actor.system())


def shipped(order, by, quantity=None):
    line = order.lines.get()
    outcome = pack(order, quantities={str(line.pk): Decimal(quantity)} if quantity else None, by=by)
    send_off(Shipment.objects.get(pk=int(outcome.values["shipment"])), by=by)


def invoiced(order, by):
    return Invoice.objects.get(pk=int(invoice(order, by=by).values["invoice"]))


def in_ledger(code):
    lines = JournalLine.objects.filter(account__code=code)
    return sum((one.debit - one.credit for one in lines), Decimal(0))


def told_on_the_card(order, by):
    figure = next(one for one in entity_named("orders").figures_for(by) if one.value.__name__ == "gross_profit")
    return figure.value(order, by).value


def profit_by(key, by):
    wish = question(report_named("sales", by), {"period": "all", "by": key, "measures": "profit"}, TODAY(), by=by)
    return answer(wish, by=by).total[0]


def all_tie():
    assert {one.check.key: one.differences for one in findings() if not one.well} == {}


def test_goods_that_leave_are_an_expense_at_what_they_cost_that_day(order, chief):
    shipped(order, chief)
    assert in_ledger("6401") == 1600
    assert in_ledger("1405") == StockLevel.objects.get().value == 198 * 800
    all_tie()


@pytest.mark.parametrize("first", ["ship", "invoice"])
def test_gross_profit_is_the_same_on_the_card_by_product_by_customer_and_in_the_ledger(order, chief, first):
    steps = [lambda: shipped(order, chief), lambda: invoiced(order, chief)]
    for step in steps if first == "ship" else reversed(steps):
        step()
    assert -in_ledger("6001") - in_ledger("6401") == 400
    assert profit_by("product", chief) == profit_by("customer", chief) == 400
    assert told_on_the_card(order, chief) == "400.00"
    all_tie()


def test_what_is_shipped_in_parts_costs_no_cent_more_or_less(order, chief):
    bought(order.lines.get().product_id, 3, Decimal("33.33"))
    for _part in range(2):
        shipped(order, chief, "1")
    made = invoiced(order, chief)
    assert in_ledger("6401") == made.cost_base
    assert profit_by("product", chief).quantize(Decimal("0.01")) == made.margin_base
    all_tie()


def test_the_last_of_the_goods_takes_all_that_is_left_of_their_worth(cast):
    product = a_product(cast, in_stock=0)
    bought(product.pk, 3, Decimal("33.333333"))
    place = Warehouse.objects.get(number="CK-1")
    for _one in range(3):
        post([Move(product.pk, place.pk, Decimal(-1), MovementKind.ADJUSTMENT)], dated=TODAY(), by=Actor.system())
    assert (in_ledger("1405"), in_ledger("6602")) == (0, 100)
    all_tie()


def test_goods_that_come_back_come_back_at_the_cost_at_which_they_left(order, chief):
    shipped(order, chief)
    made = invoiced(order, chief)
    bought(made.lines.get().product_id, 1000, 5000)
    outcome = credit(made, reason="退货", goods_into=Warehouse.objects.get(), by=chief)
    note = Invoice.objects.get(pk=int(outcome.values["invoice"]))
    assert (in_ledger("6401"), note.cost_base, note.margin_base) == (0, 1600, 400)
    assert (profit_by("customer", chief), told_on_the_card(order, chief)) == (0, "0.00")
    assert StockLevel.objects.get().on_hand == 1200
    all_tie()


def test_where_the_customer_keeps_the_goods_their_cost_stays(order, chief):
    shipped(order, chief)
    credit(invoiced(order, chief), reason="让利", by=chief)
    assert (in_ledger("6001"), in_ledger("6401")) == (0, 1600)
    assert profit_by("product", chief) == -1600
    all_tie()


def test_nothing_comes_back_that_never_left(order, chief):
    made = invoiced(order, chief)
    with pytest.raises(Refused):
        credit(made, reason="退货", goods_into=Warehouse.objects.get(), by=chief)
    assert Invoice.objects.count() == 1


def test_nobody_posts_by_hand_to_what_the_stock_keeps(cast, chief):
    stock, other = LedgerAccount.objects.get(code="1405"), LedgerAccount.objects.get(code="4001")
    for debit, against in ((stock, other), (other, stock)):
        with pytest.raises(Refused) as refused:
            post_by_hand(debit, credit=against, amount=Decimal(1), dated=TODAY(), text="x", by=chief)
        assert refused.value.errors[0].code == "kept"


def test_a_ledger_that_says_otherwise_is_found(order, chief):
    shipped(order, chief)
    lines = (Line("6401", debit=Decimal(1)), Line("1405", credit=Decimal(1)))
    sent = Shipment.objects.get()
    post_entry(Posting(TODAY(), "cost", lines, document_entity="shipments", document_id=sent.pk), by=chief)
    assert {one.check.key for one in findings() if not one.well} == {
        "stock_value_equals_ledger",
        "cost_equals_movements",
    }


def test_a_seller_is_told_no_gross_profit(cast, order, chief):
    shipped(order, chief)
    invoiced(order, chief)
    seller = cast.actor(cast.zhou)
    assert "gross_profit" not in {one.value.__name__ for one in entity_named("orders").figures_for(seller)}
    assert not {"profit", "cost"} & set(report_named("sales", seller).measures_for(seller))
    for key, name in (("stock_levels", "value"), ("stock_movements", "value")):
        assert name not in entity_named(key).readable(seller)

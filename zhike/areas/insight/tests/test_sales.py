"""Sales analysis over real documents: the figures, their groups, and what a seller can't see."""

from decimal import Decimal

import pytest
from django.utils import timezone

from zhike.areas.billing.actions import credit, invoice
from zhike.areas.billing.models import Invoice
from zhike.areas.orders.actions import confirm
from zhike.areas.orders.models import Order
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.kernel.reports.answering import answer
from zhike.kernel.reports.asking import question
from zhike.kernel.reports.parts import report_named, reports_for

pytestmark = pytest.mark.django_db


def figures(cast, person, report, **asked):
    by = cast.actor(person)
    wish = question(report_named(report, by), {"period": "all", **asked}, timezone.localdate(), by=by)
    return answer(wish, by=by)


def test_every_report_can_be_asked_by_every_dimension(cast):
    by = cast.actor(cast.administrator)
    for report in reports_for(by):
        for key in (*report.dimensions_for(by), "month", "quarter", "year"):
            for split in ("", "month"):
                answer(
                    question(report, {"by": key, "split": split, "period": "all"}, timezone.localdate(), by=by), by=by
                )


@pytest.fixture
def sold(cast):
    product = a_product(cast)
    for seller in (cast.zhou, cast.li):
        order = an_order(cast, seller, product)
        confirm(order, by=cast.actor(cast.administrator))
        invoice(Order.objects.get(pk=order.pk), by=cast.actor(cast.administrator))
    return product


def test_sales_by_product_are_revenue_cost_and_profit(cast, sold):
    found = figures(cast, cast.administrator, "sales", by="product", measures="revenue,cost,profit,profit_share")
    assert [row.label for row in found.rows] == [sold.name]
    assert found.total[:3] == [Decimal(4000), Decimal(2400), Decimal(1600)]
    assert found.total[3] == Decimal("0.4")


def test_a_credit_note_counts_against_sales(cast, sold):
    credit(Invoice.objects.order_by("pk").first(), reason="退货", by=cast.actor(cast.administrator))
    assert figures(cast, cast.administrator, "sales", measures="revenue").total == [Decimal(2000)]


def test_a_seller_sees_her_own_sales_and_no_cost(cast, sold):
    by = cast.actor(cast.zhou)
    assert figures(cast, cast.zhou, "sales", measures="revenue").total == [Decimal(2000)]
    assert not {"cost", "profit", "profit_share"} & set(report_named("sales", by).measures_for(by))
    assert "margin" not in report_named("orders", by).measures_for(by)


def test_invoices_are_counted_with_what_credit_notes_take_away(cast, sold):
    credit(Invoice.objects.order_by("pk").first(), reason="退货", by=cast.actor(cast.administrator))
    total, invoices, notes, invoiced, size = figures(cast, cast.administrator, "invoices", by="owner").total
    assert (invoices, notes) == (2, 1)
    assert (total, invoiced, size) == (Decimal(2260), Decimal(4520), Decimal(2260))


def test_a_table_of_two_directions_agrees_with_the_plain_one_in_its_leading_measure(cast, sold):
    by = cast.actor(cast.administrator)
    wish = question(
        report_named("sales", by), {"by": "month", "split": "owner", "period": "all"}, timezone.localdate(), by=by
    )
    whole, led = answer(wish, by=by), answer(wish, by=by, leading=True)
    assert led.total == whole.total
    assert led.row_totals == {row: figures[:1] for row, figures in whole.row_totals.items()}
    assert led.cells == {pair: figures[:1] for pair, figures in whole.cells.items()}


def test_what_adds_up_is_read_from_the_database_once(cast, sold, django_assert_num_queries):
    by = cast.actor(cast.administrator)
    wish = question(report_named("sales", by), {"by": "month", "period": "all"}, timezone.localdate(), by=by)
    alone = question(report_named("sales", by), {"period": "all"}, timezone.localdate(), by=by)
    with django_assert_num_queries(5):
        found = answer(wish, by=by)
    assert found.total == answer(alone, by=by).total

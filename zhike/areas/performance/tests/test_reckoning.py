"""What sellers earn, line by line and month by month, and how it is taken back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from zhike.areas.billing.actions import reverse_receipt
from zhike.areas.orders.models import Order
from zhike.areas.orders.tests.scene import a_product
from zhike.areas.organisation.models import Parameters
from zhike.areas.performance.explaining import explained
from zhike.areas.performance.models import CommissionLine, CommissionStatement, StatementState
from zhike.areas.performance.printing import data_of_statement
from zhike.areas.performance.tests.scene import FIRST, NET, SECOND, THIRD, TOTAL, Scene, on
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.printing.making import printed
from zhike.kernel.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(cast):
    return Scene(cast)


def settle(statement, state=StatementState.CONFIRMED):
    for one in (StatementState.CONFIRMED, StatementState.PAID):
        CommissionStatement.objects.filter(pk=statement.pk).update(state=one)
        if one == state:
            return


def test_a_seller_earns_on_what_the_customer_has_paid_and_no_sooner(cast, scene):
    scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.calculate(FIRST)
    assert not CommissionStatement.objects.exists()
    scene.paid(cast.customer_of(cast.zhou), TOTAL / 2, on(FIRST, 20))
    scene.calculate(FIRST)
    statement = scene.statement(cast.zhou, FIRST)
    (line,) = statement.lines.all()
    assert (line.whole, line.before, line.basis, line.share) == (NET, 0, NET / 2, 100)
    assert (line.amount, statement.amount) == (Decimal("30.00"), Decimal("30.00"))
    assert statement.department_id == cast.east.pk


def test_the_rest_is_earned_in_the_month_in_which_it_is_paid(cast, scene):
    scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    customer = cast.customer_of(cast.zhou)
    scene.paid(customer, "753.33", on(FIRST, 20))
    scene.paid(customer, TOTAL - Decimal("753.33"), on(SECOND, 2))
    scene.calculate(FIRST)
    settle(scene.statement(cast.zhou, FIRST))
    scene.calculate(SECOND)
    (line,) = scene.statement(cast.zhou, SECOND).lines.all()
    assert line.before + line.basis == NET
    assert scene.amounts(cast.zhou, FIRST)[0] + line.amount == Decimal("60.00")


def test_reckoning_twice_changes_nothing(cast, scene):
    scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("60.00")]


def test_on_what_is_invoiced_the_seller_earns_at_once(cast, scene):
    Parameters.objects.update(commission_basis="invoiced")
    assert directory()
    scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("60.00")]


def test_a_rate_of_the_gross_profit_is_taken_of_the_margin(cast, scene):
    scene.rule("10", method="margin")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.paid(cast.customer_of(cast.zhou), TOTAL / 4, on(FIRST, 20))
    scene.calculate(FIRST)
    (line,) = scene.statement(cast.zhou, FIRST).lines.all()
    assert (line.margin, line.margin_percent, line.amount) == (Decimal("200.00"), Decimal(40), Decimal("20.00"))


def test_the_most_particular_rule_of_the_highest_priority_decides(cast, scene):
    product = a_product(cast)
    scene.rule("1", name="通用")
    scene.rule("2", name="高毛利", margin_from="30")
    scene.rule("4", name="伺服", product=str(product.pk))
    scene.rule("9", name="去年", valid_until="2025-12-31", priority="9")
    scene.rule("8", name="低毛利", margin_below="30", priority="9")
    scene.invoiced(cast.zhou, on(FIRST, 5), product)
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("80.00")]
    scene.rule("5", name="优先", priority="1")
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("100.00")]


def test_a_category_holds_for_the_categories_below_it(cast, scene):
    by = cast.actor(cast.administrator)
    above = create(entity_named("product_categories"), {"name": "设备"}, by=by).records[0]
    below = create(entity_named("product_categories"), {"name": "电机", "parent": str(above)}, by=by).records[0]
    scene.rule("1", name="通用")
    scene.rule("5", name="设备", category=str(above))
    scene.invoiced(cast.zhou, on(FIRST, 5), a_product(cast, category=str(below)))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("100.00")]


def test_what_no_rule_is_about_earns_nothing_and_the_statement_says_so(cast, scene):
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    assert not CommissionStatement.objects.exists()  # a house without rules has no statements
    scene.rule("5", margin_from="80")
    scene.calculate(FIRST)
    statement = scene.statement(cast.zhou, FIRST)
    assert (statement.amount, statement.lines.count(), len(statement.without_rule)) == (0, 0, 1)


def test_a_statement_tells_what_no_rule_applies_to_on_its_page_and_on_paper(cast, scene):
    product, another = a_product(cast), a_product(cast, "减速机")
    scene.rule("3", product=str(product.pk))
    for what in (product, another):
        scene.invoiced(cast.zhou, on(FIRST, 5), what)
        scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    statement, by = scene.statement(cast.zhou, FIRST), cast.actor(cast.zhou)
    assert statement.lines.count() == 1
    (told,) = explained(statement, by)["without_rule"]
    assert "减速机" in told["description"]
    assert told["shown"] == "2,000.00"
    paper = data_of_statement(statement, by)
    assert "减速机" in paper["sections"][0]["text"]
    made = printed(entity_named("commission_statements"), statement, "statement", language="zh-hans", by=by)
    assert made.content.startswith(b"%PDF-")
    scene.rule("1", name="其他", product=str(another.pk))
    scene.calculate(FIRST)
    assert scene.statement(cast.zhou, FIRST).without_rule == []


def test_a_team_shares_in_an_order_and_nothing_is_lost(cast, scene):
    scene.rule("3.333")
    made = scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.split(made.order, (cast.zhou, "33.333"), (cast.li, "33.333"), (cast.manager, "33.334"))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    parts = [scene.statement(one, FIRST).amount for one in (cast.zhou, cast.li, cast.manager)]
    assert sum(parts) == Decimal("66.66")
    assert max(parts) - min(parts) <= Decimal("0.01")


def test_shares_are_a_hundred_together_and_one_for_each_person(cast, scene):
    made = scene.invoiced(cast.zhou, on(FIRST, 5))
    for shares in ([(cast.zhou, "50"), (cast.li, "40")], [(cast.zhou, "50"), (cast.zhou, "50")], [(cast.zhou, "101")]):
        with pytest.raises(Refused):
            scene.split(made.order, *shares)
    scene.split(made.order, (cast.zhou, "60"), (cast.li, "40"))
    with pytest.raises(Refused):
        scene.split(made.order, (cast.zhou, "100"))


def test_shares_can_be_changed_until_a_commission_on_them_is_confirmed(cast, scene):
    scene.rule("3")
    made, by = scene.invoiced(cast.zhou, on(FIRST, 5)), cast.actor(cast.manager)
    split = scene.split(made.order, (cast.zhou, "60"), (cast.li, "40"))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    wished = {"shares": [{"person": str(cast.zhou.pk), "share": "50"}, {"person": str(cast.li.pk), "share": "50"}]}
    update(Chosen.of(split, by=by), wished, by=by)
    scene.calculate(FIRST)
    assert scene.amounts(cast.li, FIRST) == [Decimal("30.00")]
    settle(scene.statement(cast.li, FIRST))
    wished["shares"][0]["share"], wished["shares"][1]["share"] = "70", "30"
    with pytest.raises(Refused):
        update(Chosen.of(split, by=by), wished, by=by)
    with pytest.raises(Refused):
        delete(Chosen.of(split, by=by, verb="delete"), by=by)


def test_a_credit_note_for_what_was_paid_takes_the_commission_back_in_the_next_month(cast, scene):
    scene.rule("3")
    made = scene.invoiced(cast.zhou, on(FIRST, 5))
    customer = cast.customer_of(cast.zhou)
    scene.paid(customer, TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    settle(scene.statement(cast.zhou, FIRST), StatementState.PAID)
    scene.rule("50", name="新规则", priority="9")
    scene.credited(made, {str(made.lines.get().pk): Decimal(1)})
    scene.paid(customer, TOTAL / 2, timezone.localdate(), kind="refund")
    scene.calculate(THIRD)
    statement = scene.statement(cast.zhou, THIRD)
    assert (statement.earned, statement.taken_back, statement.amount) == (0, Decimal("-30.00"), Decimal("-30.00"))
    assert scene.statement(cast.zhou, FIRST).amount == Decimal("60.00")


def test_a_credit_note_for_what_was_never_paid_takes_nothing(cast, scene):
    scene.rule("3")
    made = scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.credited(made)
    scene.calculate(THIRD)
    assert sum(scene.amounts(cast.zhou, THIRD)) == 0


def test_a_receipt_that_is_reversed_takes_back_what_it_had_earned(cast, scene):
    scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    receipt = scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    settle(scene.statement(cast.zhou, FIRST), StatementState.PAID)
    reverse_receipt(receipt, reason="退票", by=scene.clerk)
    scene.calculate(SECOND)
    assert scene.amounts(cast.zhou, SECOND) == [Decimal("-60.00")]
    scene.calculate(THIRD)
    assert not CommissionStatement.objects.filter(month=THIRD).exists()


def test_a_draft_is_reckoned_anew_and_what_is_settled_is_not(cast, scene):
    rule = scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    by = cast.actor(cast.manager)
    update(Chosen.of(rule, by=by), {"rate": "4"}, by=by)
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("80.00")]
    settle(scene.statement(cast.zhou, FIRST))
    update(Chosen.of(rule, by=by), {"rate": "5"}, by=by)
    scene.calculate(FIRST)
    assert scene.amounts(cast.zhou, FIRST) == [Decimal("80.00")]
    scene.calculate(SECOND)
    assert not CommissionStatement.objects.filter(month=SECOND).exists()


def test_an_order_that_changed_hands_stays_with_those_who_were_paid_on_it(cast, scene):
    scene.rule("3")
    made = scene.invoiced(cast.zhou, on(FIRST, 5))
    customer = cast.customer_of(cast.zhou)
    scene.paid(customer, TOTAL / 2, on(FIRST, 20))
    scene.calculate(FIRST)
    settle(scene.statement(cast.zhou, FIRST))
    Order.objects.filter(pk=made.order_id).update(owner=cast.li)
    scene.paid(customer, TOTAL / 2, on(SECOND, 20))
    scene.calculate(SECOND)
    assert scene.amounts(cast.zhou, SECOND) == [Decimal("30.00")]
    assert not CommissionLine.objects.filter(owner=cast.li).exists()


def test_nothing_before_the_first_day_counts(cast, scene):
    Parameters.objects.update(commission_from=on(SECOND, 1))
    scene.rule("3")
    scene.invoiced(cast.zhou, on(FIRST, 5))
    customer = cast.customer_of(cast.zhou)
    scene.paid(customer, TOTAL / 2, on(FIRST, 20))
    scene.paid(customer, TOTAL / 2, on(SECOND, 20))
    scene.calculate(SECOND)
    assert scene.amounts(cast.zhou, SECOND) == [Decimal("30.00")]

"""Who reckons, confirms and pays commissions, who reads them, and that what is settled stays at every door."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from tests.contracts.doors import Pages, Programs, words_of
from zhike.areas.performance.actions import (
    calculate_commissions,
    confirm_commission,
    pay_commission,
    recalculate,
    reopen_commission,
)
from zhike.areas.performance.models import CommissionLine, CommissionRule, CommissionStatement, StatementState
from zhike.areas.performance.tests.scene import FIRST, SECOND, THIRD, TOTAL, Scene, on
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.exports.service import export
from zhike.kernel.people.models import Employee, Role
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.search.finding import find

pytestmark = pytest.mark.django_db
SECRET_NAME = "毛利四成按毛利一成二"
REFUSED = (NotAllowed, NotFound, Refused)


@pytest.fixture
def scene(cast):
    return Scene(cast)


@pytest.fixture
def statement(cast, scene):
    """Zhou Min's draft of the first month: 12.5 % of the gross profit of 800.00."""
    scene.rule("12.5", method="margin", margin_from="35", name=SECRET_NAME)
    scene.invoiced(cast.zhou, on(FIRST, 5))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    return scene.statement(cast.zhou, FIRST)


def state_of(statement):
    return CommissionStatement.objects.get(pk=statement.pk).state


def test_the_manager_confirms_and_the_bookkeeper_pays(cast, scene, statement):
    confirm_commission(statement, by=cast.actor(cast.manager))
    with pytest.raises(NotAllowed):
        pay_commission(statement, paid_on=timezone.localdate(), by=cast.actor(cast.manager))
    pay_commission(statement, paid_on=timezone.localdate(), by=scene.clerk)
    paid = CommissionStatement.objects.get(pk=statement.pk)
    assert (paid.state, paid.amount, paid.paid_by_id) == (StatementState.PAID, Decimal(100), scene.clerk.employee_id)


def test_a_seller_neither_reckons_nor_confirms_nor_pays(cast, statement):
    for who in (cast.zhou, cast.li, cast.stranger):
        by = cast.actor(who)
        for attempt in (
            lambda by=by: calculate_commissions(cast.zhou, month=FIRST, by=by),
            lambda by=by: recalculate(statement, by=by),
            lambda by=by: confirm_commission(statement, by=by),
            lambda by=by: pay_commission(statement, paid_on=FIRST, by=by),
        ):
            with pytest.raises(REFUSED):
                attempt()
    program = Programs(cast, cast.zhou)
    path = f"/commission_statements/{statement.pk}/actions/confirm_commission"
    assert program.post(path).status_code == 403
    bulk = program.post("/commission_statements/actions/confirm_commission", {"ids": [str(statement.pk)]})
    assert bulk.status_code == 403
    pages = Pages(cast.zhou)
    assert pages.post(f"/commission_statements/{statement.pk}/actions/confirm_commission", {}).status_code in (403, 404)
    assert state_of(statement) == StatementState.DRAFT


def test_a_manager_reckons_for_the_own_departments_only(cast, scene, statement):
    boss = cast.person("sun", cast.east, "sales_manager", name="孙立")
    CommissionStatement.objects.all().delete()
    outcome = calculate_commissions([cast.zhou, cast.li], month=FIRST, by=cast.actor(boss))
    assert [one.id for one in outcome.skipped] == [cast.li.pk]
    assert scene.statement(cast.zhou, FIRST).amount == 100
    with pytest.raises(NotAllowed):
        calculate_commissions(cast.li, month=FIRST, by=cast.actor(boss))
    with pytest.raises(Refused):
        calculate_commissions(cast.zhou, month=date(2090, 1, 1), by=cast.actor(boss))


def test_nobody_confirms_or_pays_their_own(cast, scene):
    scene.rule("3")
    scene.invoiced(cast.manager, on(FIRST, 5))
    scene.paid(cast.customer_of(cast.manager), TOTAL, on(FIRST, 20))
    scene.calculate(FIRST)
    with pytest.raises(Refused):
        confirm_commission(scene.statement(cast.manager, FIRST), by=cast.actor(cast.manager))


def test_months_are_confirmed_in_their_order_and_only_when_they_are_over(cast, scene, statement):
    scene.invoiced(cast.zhou, on(SECOND, 5))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(SECOND, 20))
    scene.calculate(SECOND)
    by, second = cast.actor(cast.manager), scene.statement(cast.zhou, SECOND)
    with pytest.raises(Refused):
        confirm_commission(second, by=by)
    assert confirm_commission([second, statement], by=by).done == 2
    with pytest.raises(Refused):
        reopen_commission(statement, reason="有误", by=by)
    assert reopen_commission([statement, second], reason="有误", by=by).done == 2
    CommissionStatement.objects.filter(pk=statement.pk).update(calculated_at=timezone.now() - timedelta(days=75))
    with pytest.raises(Refused):
        confirm_commission(statement, by=by)
    scene.invoiced(cast.zhou, on(THIRD, 1))
    scene.paid(cast.customer_of(cast.zhou), TOTAL, on(THIRD, 1))
    scene.calculate(THIRD)
    with pytest.raises(Refused):
        confirm_commission(scene.statement(cast.zhou, THIRD), by=by)


def test_what_is_paid_can_be_changed_at_no_door(cast, scene, statement):
    confirm_commission(statement, by=scene.clerk)
    pay_commission(statement, paid_on=timezone.localdate(), by=scene.clerk)
    admin = cast.actor(cast.administrator)
    line = statement.lines.get()
    for attempt in (
        lambda: recalculate(statement, by=admin),
        lambda: reopen_commission(statement, reason="x", by=admin),
        lambda: update(Chosen.of(statement, by=admin), {"amount": "1"}, by=admin),
        lambda: delete(Chosen.of(statement, by=admin, verb="delete"), by=admin),
        lambda: update(Chosen.of(line, by=admin), {"amount": "1"}, by=admin),
        lambda: create(entity_named("commission_lines"), {"amount": "1"}, by=admin),
    ):
        with pytest.raises(REFUSED):
            attempt()
    program, pages = Programs(cast, cast.administrator), Pages(cast.administrator)
    assert program.patch(f"/commission_statements/{statement.pk}", {"amount": "1"}).status_code in (403, 404, 405, 422)
    assert pages.post(f"/commission_statements/{statement.pk}/edit", {"amount": "1"}).status_code in (
        403,
        404,
        405,
        422,
    )
    assert (state_of(statement), statement.lines.get().amount) == (StatementState.PAID, Decimal(100))


@pytest.mark.parametrize(
    "statement_of_sql",
    [
        "UPDATE commission_statement SET amount = 1",
        "UPDATE commission_statement SET state = 'draft'",
        "UPDATE commission_statement SET number = 'x'",
        "DELETE FROM commission_line",
        "UPDATE commission_line SET amount = 1",
        "UPDATE commission_line SET owner_id = NULL",
        "DELETE FROM commission_statement",
    ],
)
def test_what_is_paid_stays_even_in_sql(scene, statement, statement_of_sql):
    confirm_commission(statement, by=scene.clerk)
    pay_commission(statement, paid_on=timezone.localdate(), by=scene.clerk)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement_of_sql)
    another = statement.lines.get()
    another.pk = None
    with pytest.raises(Error), transaction.atomic():
        another.save(force_insert=True)
    assert statement.lines.get().amount == 100


def test_a_draft_is_not_paid_even_in_sql(statement):
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE commission_statement SET state = 'paid'")
    assert state_of(statement) == StatementState.DRAFT


def test_a_seller_reads_her_own_statement_and_no_other(cast, scene, statement):
    line = statement.lines.get()
    mine, others, strangers = (Pages(one) for one in (cast.zhou, cast.li, cast.stranger))
    for path in (f"/commission_statements/{statement.pk}", f"/commission_lines/{line.pk}",
                 f"/commission_statements/{statement.pk}/insights/explained",
                 f"/commission_statements/{statement.pk}/history"):  # fmt: skip
        assert mine.get(path).status_code == 200, path
        assert others.get(path).status_code == 404, path
        assert strangers.get(path).status_code == 404, path
    program = Programs(cast, cast.li)
    assert program.get("/commission_statements").json()["items"] == []
    assert program.get("/commission_lines").json()["items"] == []
    assert program.get(f"/commission_statements/{statement.pk}").status_code == 404
    assert program.get(f"/commission_statements/{statement.pk}/history").status_code == 404
    by = cast.actor(cast.li)
    assert statement.number not in str(list(find(statement.number, by=by)))
    assert not CommissionStatement.objects.visible_to(by).exists()
    with pytest.raises(NotAllowed):
        export(entity_named("commission_statements"), by=cast.actor(cast.zhou), format="csv")


def test_who_stands_in_for_a_seller_on_leave_does_not_read_her_pay(cast, statement):
    Employee.objects.filter(pk=cast.zhou.pk).update(on_leave=True, stand_in=cast.li)
    by = cast.actor(cast.li)
    assert cast.zhou.pk in by.stands_in_for
    assert not CommissionStatement.objects.visible_to(by).exists()
    assert not CommissionLine.objects.visible_to(by).exists()
    assert CommissionStatement.objects.visible_to(cast.actor(cast.manager)).exists()


def test_a_seller_learns_neither_cost_nor_margin_from_her_commission(cast, scene, statement):
    """The gross profit is 800.00, which is 40 %; the rate is 12.5 %."""
    line = statement.lines.get()
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    Role.objects.filter(pk__in=cast.zhou.roles).update(
        powers=[*Role.objects.get(pk=cast.zhou.roles[0]).powers, "commission_statements.export"]
    )
    told = [
        words_of(pages.get(path))
        for path in (
            f"/commission_lines/{line.pk}",
            "/commission_lines",
            f"/commission_lines/{line.pk}/history",
            f"/commission_statements/{statement.pk}",
            f"/commission_statements/{statement.pk}/insights/explained",
            f"/commission_statements/{statement.pk}/related/commission_lines",
            "/reports/commissions-earned?by=owner",
        )
    ]
    told += [
        str(program.get(path).json())
        for path in (
            f"/commission_lines/{line.pk}",
            "/commission_lines",
            f"/commission_statements/{statement.pk}/explained",
            f"/commission_lines/{line.pk}/history",
        )
    ]
    by = cast.actor(cast.zhou)
    told.append(b"".join(export(entity_named("commission_lines"), by=by, format="csv").chunks).decode())
    for one in told:
        for secret in ("800.00", "12.5", "40.00", SECRET_NAME):
            assert secret not in one, one
    assert any("100.00" in one for one in told)
    assert program.get("/commission_lines", **{"filter[margin__gt]": "1"}).status_code == 422
    assert program.get("/commission_lines", sort="margin").status_code == 422
    assert pages.get("/reports/commissions-earned?by=rule").status_code == 422
    assert program.get("/commission_rules").json()["items"] == []
    assert not CommissionRule.objects.visible_to(by).exists()


def test_who_sees_costs_reads_how_it_was_reckoned(cast, statement):
    page = words_of(Pages(cast.manager).get(f"/commission_statements/{statement.pk}/insights/explained"))
    for word in ("800.00", "12.5%", SECRET_NAME, "100.00"):
        assert word in page

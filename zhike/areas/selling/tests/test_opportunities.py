"""Deals go along their pipeline, and say in words where they may not go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.contracts.doors import Pages, Programs
from zhike.areas.customers.actions import transfer
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling import queries
from zhike.areas.selling.actions import change_owner, lose, move, reopen, win
from zhike.areas.selling.models import Opportunity, Stage, StagePeriod
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.filters import from_json
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
Named = Callable[[str], Stage]
Deal = Callable[..., Opportunity]


def test_a_new_deal_begins_in_the_first_stage_with_its_probability(deal: Deal, stage: Named) -> None:
    one = deal()
    assert one.stage == stage("初步接触")
    assert (one.state, one.probability, one.forecast) == ("open", 10, "pipeline")
    assert one.number.startswith("SJ-")
    assert (one.currency, one.amount_base) == ("CNY", Decimal(860000))


def test_a_stage_that_requires_fields_refuses_a_deal_without_them_field_by_field(
    cast: Cast, deal: Deal, stage: Named
) -> None:
    one = deal(amount=None)
    with pytest.raises(Refused) as refused:
        move(one, to=stage("方案演示"), by=cast.actor(cast.zhou))
    assert [error.field for error in refused.value.errors] == ["amount", "expected_on"]
    assert "方案演示" in refused.value.message
    one.refresh_from_db()
    assert one.stage == stage("初步接触")


def test_a_move_is_refused_the_same_by_page_api_bulk_and_edit(cast: Cast, deal: Deal, stage: Named) -> None:
    one, to = deal(amount=None), stage("方案演示")
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    answer = pages.post(f"/opportunities/{one.pk}/move?display=stage", {"to": to.pk})
    assert answer.status_code == 409
    assert "toast" in answer.headers["HX-Trigger"]
    assert program.post(f"/opportunities/{one.pk}/actions/move", {"to": str(to.pk)}).status_code == 422
    assert program.patch(f"/opportunities/{one.pk}", {"stage": str(to.pk)}).status_code == 422
    assert pages.post(f"/opportunities/{one.pk}/facts/stage", {"stage": to.pk}).status_code == 422
    bulk = program.post("/opportunities/actions/move", {"ids": [str(one.pk), str(deal(expected_on="2027-01-01").pk)],
                                                        "to": str(to.pk)})  # fmt: skip
    assert [skip["id"] for skip in bulk.json()["skipped"]] == [str(one.pk)]
    one.refresh_from_db()
    assert one.stage != to


def test_a_moved_deal_takes_the_stages_probability_and_the_database_keeps_its_days(
    cast: Cast, deal: Deal, stage: Named
) -> None:
    one = deal(expected_on="2027-01-31")
    outcome = move(one, to=stage("方案演示"), by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert (one.probability, one.forecast) == (45, "best")
    periods = list(StagePeriod.objects.filter(opportunity=one).order_by("entered_at"))
    assert [period.stage for period in periods] == [stage("初步接触"), stage("方案演示")]
    assert periods[0].left_at == periods[1].entered_at == one.stage_since
    undo_batch(outcome.batch, by=cast.actor(cast.zhou))
    period = StagePeriod.objects.get(opportunity=one)
    assert (period.stage, period.left_at) == (stage("初步接触"), None)


def test_a_deal_moved_in_plain_sql_has_its_days_too(deal: Deal, stage: Named) -> None:
    one = deal()
    Opportunity.objects.filter(pk=one.pk).update(stage=stage("需求确认"))
    assert StagePeriod.objects.filter(opportunity=one).count() == 2


def test_a_won_deal_is_closed_today_and_nobody_changes_it_at_any_door(cast: Cast, deal: Deal) -> None:
    one = deal()
    win(one, amount=Decimal(800000), by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert (one.state, one.amount, one.closed_on, one.probability) == ("won", 800000, timezone.localdate(), 100)
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    with pytest.raises(Refused, match="重新打开"):
        update(Chosen.of(one, by=cast.actor(cast.zhou)), {"name": "改"}, by=cast.actor(cast.zhou))
    assert program.patch(f"/opportunities/{one.pk}", {"name": "改"}).status_code == 422
    assert pages.post(f"/opportunities/{one.pk}/facts/name", {"name": "改"}).status_code in (409, 422)
    for name in ("move", "win", "lose"):
        with pytest.raises(Refused):
            {"move": lambda: move(one, to=one.stage, by=cast.actor(cast.zhou)),
             "win": lambda: win(one, by=cast.actor(cast.zhou)),
             "lose": lambda: lose(one, reason="price", by=cast.actor(cast.zhou))}[name]()  # fmt: skip


def test_a_seller_cannot_reopen_and_a_manager_brings_it_back_to_where_it_stood(
    cast: Cast, deal: Deal, stage: Named
) -> None:
    one = deal(expected_on="2027-01-31", next_step="报价")
    move(one, to=stage("报价谈判"), by=cast.actor(cast.zhou))
    win(one, by=cast.actor(cast.zhou))
    with pytest.raises(NotAllowed):
        reopen(one, by=cast.actor(cast.zhou))
    reopen(one, by=cast.actor(cast.manager))
    one.refresh_from_db()
    assert (one.state, one.closed_on, one.stage) == ("open", None, stage("报价谈判"))


def test_a_deal_is_lost_for_a_reason_to_a_competitor(cast: Cast, deal: Deal) -> None:
    one, rival = deal(), Competitor.objects.create(name="沈阳恒锐", owner=cast.zhou)
    with pytest.raises(Refused) as refused:
        lose(one, reason="bad luck", by=cast.actor(cast.zhou))
    assert refused.value.errors[0].field == "reason"
    lose(one, reason="price", to_competitor=rival, note="低 8%", by=cast.actor(cast.zhou))
    one.refresh_from_db()
    assert (one.state, one.lost_reason.code, one.lost_to, one.probability) == ("lost", "price", rival, 0)


def test_dropping_a_card_on_lost_without_a_reason_is_refused(cast: Cast, deal: Deal, stage: Named) -> None:
    answer = Pages(cast.zhou).post(f"/opportunities/{deal().pk}/move?display=stage", {"to": stage("输单").pk})
    assert answer.status_code == 409


def test_a_deal_cannot_be_closed_on_a_day_to_come_nor_have_closing_words_while_open(cast: Cast, deal: Deal) -> None:
    one, by = deal(), cast.actor(cast.zhou)
    with pytest.raises(Refused):
        win(one, on=timezone.localdate() + timedelta(days=1), by=by)
    for field, value in (("closed_on", date(2026, 1, 1)), ("lost_reason", "price")):
        with pytest.raises(Refused) as refused:
            update(Chosen.of(one, by=by), {field: value}, by=by)
        assert refused.value.errors[0].field == field


def test_a_seller_does_not_find_another_sellers_deal_at_any_door(cast: Cast, deal: Deal) -> None:
    one = deal(cast.li, name="深圳云帆扩容项目")
    pages, program = Pages(cast.zhou), Programs(cast, cast.zhou)
    assert pages.get(f"/opportunities/{one.pk}").status_code == 404
    assert program.get(f"/opportunities/{one.pk}").status_code == 404
    assert program.get(f"/opportunities/{one.pk}/history").status_code == 404
    assert "深圳云帆扩容" not in pages.get("/opportunities", q="扩容").content.decode()
    assert "深圳云帆扩容" not in pages.get("/opportunities", display="stage", view="all").content.decode()
    assert program.get("/search", q="扩容项目").json()["items"] == []
    with pytest.raises(NotFound):
        move(one, to=one.stage, by=cast.actor(cast.zhou))
    answer = program.post("/opportunities/actions/move", {"ids": [str(one.pk)], "to": str(one.stage_id)})
    assert answer.status_code == 404


def test_a_deal_of_a_frozen_customer_cannot_be_made(cast: Cast, deal: Deal) -> None:
    customer = cast.customer_of(cast.zhou)
    type(customer).objects.filter(pk=customer.pk).update(frozen_at=timezone.now())
    with pytest.raises(Refused):
        deal()


def test_open_deals_go_along_when_the_customer_is_handed_over_and_closed_ones_stay(cast: Cast, deal: Deal) -> None:
    open_one, won = deal(), deal(name="旧单")
    win(won, by=cast.actor(cast.zhou))
    transfer(cast.customer_of(cast.zhou), to=cast.li, by=cast.actor(cast.manager))
    open_one.refresh_from_db()
    won.refresh_from_db()
    assert (open_one.owner, won.owner) == (cast.li, cast.zhou)


def test_only_who_may_transfer_gives_a_deal_to_a_colleague(cast: Cast, deal: Deal) -> None:
    one = deal()
    with pytest.raises(NotAllowed):
        change_owner(one, to=cast.li, by=cast.actor(cast.zhou))
    change_owner(one, to=cast.li, by=cast.actor(cast.manager))
    one.refresh_from_db()
    assert (one.owner, one.department) == (cast.li, cast.south)


def test_a_deal_that_stands_for_too_long_is_in_the_list_of_the_stalled(cast: Cast, deal: Deal) -> None:
    one, _fresh = deal(), deal(name="新单")
    Opportunity.objects.filter(pk=one.pk).update(stage_since=timezone.now() - timedelta(days=15))
    entity = entity_named("opportunities")
    view = next(view for view in entity.views if view.key == "stalled")
    found = page(entity, cast.actor(cast.zhou), Wish(where=from_json(view.where)), ["name"])
    assert [row.id for row in found.rows] == [one.pk]
    assert "warn-danger" in Pages(cast.zhou).get(f"/opportunities/{one.pk}").content.decode()


def test_the_customer_card_sums_the_open_deals_that_its_reader_sees(cast: Cast, deal: Deal) -> None:
    deal(amount=Decimal(1000000))
    deal(amount=Decimal(280000))
    found = queries.open_deals(cast.customer_of(cast.zhou).pk, cast.actor(cast.zhou))
    assert found == (2, Decimal(1280000), Decimal(128000))
    card = Pages(cast.zhou).get(f"/customers/{cast.customer_of(cast.zhou).pk}").content.decode()
    assert "128 万" in card
    assert "12.8 万" in card


def test_the_board_has_a_column_for_each_stage_with_count_and_sum(cast: Cast, deal: Deal, stage: Named) -> None:
    deal(amount=Decimal(860000))
    deal(amount=Decimal(240000), name="备件年框")
    board = Pages(cast.zhou).get("/opportunities", view="open", display="stage").content.decode()
    assert board.count('class="kanban-column"') == 7
    assert "110 万" in board
    assert "11 万" in board
    assert "备件年框" in board


def test_a_call_about_a_deal_is_on_the_timelines_of_the_deal_and_of_its_customer(cast: Cast, deal: Deal) -> None:
    one, other = deal(), deal(name="另一单")
    pages = Pages(cast.zhou)
    answer = pages.post(f"/opportunities/{one.pk}/log", {"kind": "call", "text": "对方确认预算", "next_step": "发报价"})
    assert answer.status_code == 204
    for path in (f"/opportunities/{one.pk}", f"/customers/{one.customer_id}"):
        page_of = pages.get(path).content.decode()
        assert "对方确认预算" in page_of
        assert "发报价" in page_of
    assert "对方确认预算" not in pages.get(f"/opportunities/{other.pk}").content.decode()
    entries = Programs(cast, cast.zhou).get(f"/opportunities/{one.pk}/timeline").json()["items"]
    assert {entry["kind"] for entry in entries} == {"call", "task"}


def test_whoever_does_not_see_a_deal_writes_nothing_about_it(cast: Cast, deal: Deal) -> None:
    one = deal()
    assert Pages(cast.li).post(f"/opportunities/{one.pk}/log", {"kind": "note", "text": "?"}).status_code == 404
    program = Programs(cast, cast.li)
    assert program.post(f"/opportunities/{one.pk}/actions/log_activity", {"text": "?"}).status_code == 404

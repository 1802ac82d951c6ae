"""Deals are suggested for a reason, once, and only to who sees the customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.contracts.doors import Pages, Programs
from zhike.areas.activities.actions import log_activity
from zhike.areas.catalog.models import Product, Unit
from zhike.areas.marketing.models import Competitor
from zhike.areas.selling.actions import dismiss, lose, take_up, win
from zhike.areas.selling.competing import against
from zhike.areas.selling.evaluating import evaluation_of
from zhike.areas.selling.jobs import look_for_suggestions
from zhike.areas.selling.models import CompetitorProduct, Criterion, Opportunity, Suggestion
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
Deal = Callable[..., Opportunity]


def look() -> list[str]:
    """Look for suggestions; returns the kinds of the open ones."""
    look_for_suggestions(timezone.localdate())
    return sorted(Suggestion.objects.filter(state="open").values_list("kind", flat=True))


def test_a_customer_who_bought_more_than_a_year_ago_is_suggested_with_the_amount(cast: Cast, deal: Deal) -> None:
    one = deal()
    win(one, by=cast.actor(cast.zhou))
    assert look() == []
    Opportunity.objects.filter(pk=one.pk).update(closed_on=timezone.localdate() - timedelta(days=400))
    assert look() == ["repeat"] == look()
    found = Suggestion.objects.get()
    assert (found.amount, found.owner, found.name) == (Decimal(860000), cast.zhou, one.customer.name)
    assert one.name in Pages(cast.zhou).get(f"/customers/{one.customer_id}").content.decode()


def test_a_need_that_was_mentioned_is_suggested_and_no_need_is_not(cast: Cast) -> None:
    mine, theirs = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    log_activity(mine, kind="call", text="明年扩产，要报预算", by=cast.actor(cast.zhou))
    log_activity(theirs, kind="call", text="暂无采购计划", by=cast.actor(cast.li))
    assert look() == ["need"]
    assert Suggestion.objects.get().customer == mine


def test_taking_up_makes_the_opportunity_and_the_suggestion_does_not_come_back(cast: Cast) -> None:
    log_activity(cast.customer_of(cast.zhou), kind="call", text="明年扩产，要报预算", by=cast.actor(cast.zhou))
    look()
    take_up(Suggestion.objects.get(), by=cast.actor(cast.zhou))
    made = Opportunity.objects.get()
    assert (made.customer, made.owner) == (cast.customer_of(cast.zhou), cast.zhou)
    assert look() == []
    made.delete()
    assert look() == []


def test_a_dismissed_suggestion_stays_away_until_its_day(cast: Cast) -> None:
    log_activity(cast.customer_of(cast.zhou), kind="call", text="明年扩产，要报预算", by=cast.actor(cast.zhou))
    look()
    dismiss(Suggestion.objects.get(), days=30, by=cast.actor(cast.zhou))
    assert look() == []
    Suggestion.objects.update(until=timezone.localdate())
    assert look() == ["need"]


def test_a_colleague_sees_no_suggestion_on_a_customer_that_is_not_hers(cast: Cast) -> None:
    log_activity(cast.customer_of(cast.zhou), kind="call", text="明年扩产，要报预算", by=cast.actor(cast.zhou))
    look()
    one = Suggestion.objects.get()
    program = Programs(cast, cast.li)
    assert program.get(f"/suggestions/{one.pk}").status_code == 404
    assert program.post(f"/suggestions/{one.pk}/actions/take_up", {}).status_code == 404


def test_against_whom_deals_were_won_and_lost(cast: Cast, deal: Deal) -> None:
    rival, by = Competitor.objects.create(name="沈阳恒锐", owner=cast.zhou), cast.actor(cast.zhou)
    won, lost = deal(), deal(name="输掉的")
    update(Chosen.of(won, by=by), {"competitors": [{"competitor": str(rival.pk), "standing": "behind"}]}, by=by)
    win(won, by=by)
    lose(lost, reason="price", to_competitor=rival, by=by)
    found = against(rival.pk, by)
    assert (found.won, found.lost, found.rate, found.amount_lost) == (1, 1, 50, Decimal(860000))
    assert against(rival.pk, cast.actor(cast.li)).rate is None


def test_products_make_the_amount_and_stand_beside_theirs(cast: Cast, deal: Deal) -> None:
    unit = Unit.objects.order_by("pk").first() or Unit.objects.create(name="台")
    ours = Product.objects.create(name="JH-V850", number="JH-V850", unit=unit, price=Decimal(300000), currency="CNY")
    rival = Competitor.objects.create(name="沈阳恒锐", owner=cast.zhou)
    CompetitorProduct.objects.create(
        name="HR-850", competitor=rival, product=ours, price=Decimal(270000), currency="CNY"
    )
    admin = cast.actor(cast.administrator)
    one = deal()
    lines = [{"product": str(ours.pk), "quantity": "2", "price": "300000", "discount": "5"}]
    update(Chosen.of(one, by=admin), {"products": lines}, by=admin)
    one.refresh_from_db()
    assert (one.amount, one.amount_base, one.product) == (Decimal(570000), Decimal(570000), ours)
    told = Programs(cast, cast.administrator).get(f"/opportunities/{one.pk}/comparison").json()
    assert told["products"][0]["theirs"][0]["difference"] == -10


def test_an_evaluation_weighs_its_answers(cast: Cast, deal: Deal) -> None:
    one, by = deal(), cast.actor(cast.zhou)
    asked = list(Criterion.objects.order_by("position"))
    answers = [{"criterion": str(each.pk), "rating": 3} for each in asked]
    update(Chosen.of(one, by=by), {"evaluation": answers}, by=by)
    assert evaluation_of(one.pk).score == 100
    update(Chosen.of(one, by=by), {"evaluation": answers[:1]}, by=by)
    found = evaluation_of(one.pk)
    assert (found.score, found.answered) == (20, 1)

"""Quotes are sent, answered, and followed by versions; what went out is never changed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from zhike.areas.approvals.rules import needed
from zhike.areas.documents import passing_on, quantities_left
from zhike.areas.organisation.models import Parameters
from zhike.areas.quotes import actions
from zhike.areas.quotes.models import Quote, QuoteLine, QuoteState
from zhike.areas.quotes.tests.conftest import MakeQuote
from zhike.areas.selling.models import Opportunity
from zhike.kernel.access.why import why
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.reading import history_of
from zhike.kernel.printing.making import printed
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast


def sent(cast: Cast, quote: Quote) -> Quote:
    actions.send(quote, by=cast.actor(cast.zhou))
    quote.refresh_from_db()
    return quote


def test_a_seller_sends_her_quote_and_the_customer_accepts_it(cast: Cast, quote: MakeQuote) -> None:
    made = sent(cast, quote())
    assert (made.state, made.sent_on) == (QuoteState.SENT, timezone.localdate())
    actions.accept(made, by=cast.actor(cast.zhou))
    made.refresh_from_db()
    assert made.state == QuoteState.ACCEPTED


def test_a_quote_that_went_out_is_not_changed_by_anybody_nor_are_its_lines(cast: Cast, quote: MakeQuote) -> None:
    made = sent(cast, quote())
    for person in (cast.zhou, cast.manager, cast.administrator):
        by = cast.actor(person)
        for values in ({"subject": "改"}, {"discount": "5"}, {"lines": []}):
            with pytest.raises(Refused):
                update(Chosen.of(made, by=by), values, by=by)
        with pytest.raises(Refused):
            delete(Chosen.of(made, by=by), by=by)
    assert not QuoteLine.objects.visible_to(cast.actor(cast.administrator), "change").filter(quote=made).exists()
    actions.take_back(made, by=cast.actor(cast.zhou))
    assert QuoteLine.objects.visible_to(cast.actor(cast.zhou), "change").filter(quote=made).count() == 2
    asker = cast.actor(cast.administrator)
    assert why(cast.zhou, entity_named("quote_lines"), made.lines.first().pk, "change", by=asker).allowed


def test_an_empty_quote_and_one_out_of_date_are_not_sent(cast: Cast, quote: MakeQuote) -> None:
    by = cast.actor(cast.zhou)
    with pytest.raises(Refused) as refused:
        actions.send(quote(lines=[]), by=by)
    assert refused.value.errors[0].code == "no_lines"
    yesterday = timezone.localdate() - timedelta(days=1)
    old = quote(dated=yesterday.isoformat(), valid_until=yesterday.isoformat())
    with pytest.raises(Refused) as refused:
        actions.send(old, by=by)
    assert refused.value.errors[0].field == "valid_until"


def test_a_new_version_takes_everything_over_and_the_old_one_stays_to_be_read(cast: Cast, quote: MakeQuote) -> None:
    made, by = sent(cast, quote(subject="车间改造", discount="5")), cast.actor(cast.zhou)
    outcome = actions.new_version(made, by=by)
    second = Quote.objects.get(pk=outcome.records[0])
    made.refresh_from_db()
    assert (second.number, second.version, second.state) == (f"{made.number}-2", 2, QuoteState.DRAFT)
    assert (second.subject, second.net, second.lines.count()) == ("车间改造", made.net, 2)
    assert made.state == QuoteState.SUPERSEDED
    assert Quote.objects.visible_to(by).filter(pk=made.pk).exists()
    with pytest.raises(Refused):
        actions.new_version(made, by=by)
    third = Quote.objects.get(pk=actions.new_version(second, by=by).records[0])
    assert (third.number, third.version, third.first_id) == (f"{made.number}-3", 3, made.pk)


def test_who_may_only_look_and_who_does_not_see_it_moves_no_quote(cast: Cast, quote: MakeQuote) -> None:
    made = quote()
    keeper = cast.person("lin", cast.office, "bookkeeper")
    for person, kind in ((keeper, NotAllowed), (cast.li, NotFound), (cast.stranger, NotFound)):
        for act in (actions.send, actions.new_version):
            with pytest.raises((kind, Refused)):
                act(made, by=cast.actor(person))
    made.refresh_from_db()
    assert made.state == QuoteState.DRAFT


def test_cost_and_margin_do_not_exist_for_a_seller(cast: Cast, quote: MakeQuote) -> None:
    made, by = quote(), cast.actor(cast.zhou)
    quotes, lines = entity_named("quotes"), entity_named("quote_lines")
    assert not {"cost_base", "margin_base"} & set(quotes.readable(by))
    assert "cost" not in lines.readable(by)
    assert {"cost_base", "margin_base"} <= set(quotes.readable(cast.actor(cast.administrator)))
    assert made.margin_base == Decimal(800)


def test_a_discount_above_the_limit_waits_for_the_manager(cast: Cast, quote: MakeQuote, goods: dict[str, Any]) -> None:
    seller, manager = cast.actor(cast.zhou), cast.actor(cast.manager)
    made = quote(lines=[{"product": str(goods["pump"].pk), "quantity": "2", "price": "850"}])
    assert needed(made)
    with pytest.raises(Refused) as refused:
        actions.send(made, by=seller)
    assert refused.value.errors[0].code == "needs_approval"
    ask, approve = (entity_named("quotes").actions[name].function for name in ("ask_approval", "approve"))
    ask(Chosen.of(made, by=seller), by=seller)
    with pytest.raises(Refused):
        update(Chosen.of(made, by=seller), {"subject": "x"}, by=seller)
    approve(Chosen.of(made, by=manager, verb="view"), by=manager)
    line = made.lines.get()
    update(Chosen.of(made, by=seller), {"lines": [{"id": str(line.pk), "price": "800"}]}, by=seller)
    made.refresh_from_db()
    assert made.approval == ""  # what was approved was another price
    with pytest.raises(Refused):
        actions.send(made, by=seller)


def test_a_quote_within_the_limits_needs_nobody(cast: Cast, quote: MakeQuote) -> None:
    assert not needed(quote(discount="5"))


def test_the_limits_are_those_of_the_company_and_stand_in_its_history(cast: Cast, quote: MakeQuote) -> None:
    seller, chief = cast.actor(cast.zhou), cast.actor(cast.administrator)
    made, limits = quote(discount="5"), Parameters.objects.get()
    with pytest.raises((NotAllowed, NotFound)):
        update(Chosen.of(limits, by=seller), {"quote_discount": "90"}, by=seller)
    with pytest.raises(Refused):
        update(Chosen.of(limits, by=chief), {"quote_discount": "101"}, by=chief)
    update(Chosen.of(limits, by=chief), {"quote_discount": "4.5"}, by=chief)
    assert ["4.5" in reason for reason in needed(made).reasons] == [True]
    latest = history_of(entity_named("parameters"), limits.pk, by=chief)[0]
    assert [one.field for one in latest.changes] == ["quote_discount"]
    update(Chosen.of(limits, by=chief), {"quote_discount": "", "quote_margin": ""}, by=chief)
    assert not needed(quote(discount="60"))


def test_a_thin_margin_is_told_without_its_figure(cast: Cast, quote: MakeQuote, goods: dict[str, Any]) -> None:
    thin = quote(lines=[{"product": str(goods["pump"].pk), "price": "790"}])
    reasons = needed(thin).reasons
    assert any("15" in reason for reason in reasons)
    assert not any("11" in reason and "margin" in reason for reason in reasons)


def test_a_quote_is_made_from_an_opportunity_with_its_products(cast: Cast, goods: dict[str, Any]) -> None:
    by = cast.actor(cast.zhou)
    values = {
        "name": "二期泵房", "customer": str(cast.customer_of(cast.zhou).pk),
        "products": [{"product": str(goods["pump"].pk), "quantity": "3", "discount": "5"}],
    }  # fmt: skip
    deal = Opportunity.objects.get(pk=create(entity_named("opportunities"), values, by=by).records[0])
    outcome = actions.make_quote(deal, by=by)
    made = Quote.objects.get(pk=outcome.values["quote"])
    assert (made.customer_id, made.opportunity_id, made.subject) == (deal.customer_id, deal.pk, "二期泵房")
    assert list(made.lines.values_list("product", "quantity", "discount")) == [(goods["pump"].pk, 3, 5)]
    with pytest.raises((NotAllowed, NotFound)):
        actions.make_quote(deal, by=cast.actor(cast.li))


def test_what_was_passed_on_is_not_passed_on_twice(cast: Cast, quote: MakeQuote) -> None:
    way = quantities_left.declare_passing_on(quantities_left.PassingOn("quotes", "quotes"))
    try:
        made, by = quote(), cast.actor(cast.zhou)
        pump, work = made.lines.order_by("position")
        first = passing_on.pass_on(made, "quotes", quantities={str(pump.pk): Decimal(1)}, by=by)
        assert quantities_left.left(made, "quotes") == {pump.pk: Decimal(1), work.pk: Decimal(1)}
        with pytest.raises(Refused) as refused:
            passing_on.pass_on(made, "quotes", quantities={str(pump.pk): Decimal(2)}, by=by)
        assert refused.value.errors[0].code == "more_than_left"
        passing_on.pass_on(made, "quotes", by=by)
        with pytest.raises(Refused) as refused:
            passing_on.pass_on(made, "quotes", by=by)
        assert refused.value.errors[0].code == "nothing_left"
        delete(Chosen.named(Quote, first.records, by=by, verb="delete"), by=by)
        assert quantities_left.left(made, "quotes")[pump.pk] == 1
    finally:
        del quantities_left._declared[way.source, way.target]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_quote_is_printed_in_both_languages(cast: Cast, quote: MakeQuote, language: str) -> None:
    made = quote(payment_terms="预付 30%，#发货前付清")
    content = printed(entity_named("quotes"), made, "quote", language=language, by=cast.actor(cast.zhou)).content
    assert content.startswith(b"%PDF-")


def test_open_quotes_go_along_when_their_customer_is_handed_over(cast: Cast, quote: MakeQuote) -> None:
    draft, answered = quote(), sent(cast, quote())
    actions.accept(answered, by=cast.actor(cast.zhou))
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.manager)
    entity_named("customers").actions["transfer"].function(
        Chosen.of(customer, by=by, verb="transfer"), to=cast.li, with_open_work=True, by=by
    )
    draft.refresh_from_db()
    answered.refresh_from_db()
    assert (draft.owner_id, answered.owner_id) == (cast.li.pk, cast.zhou.pk)
    assert QuoteLine.objects.visible_to(cast.actor(cast.li)).filter(quote=draft).count() == 2
    assert not QuoteLine.objects.visible_to(cast.actor(cast.li)).filter(quote=answered).exists()

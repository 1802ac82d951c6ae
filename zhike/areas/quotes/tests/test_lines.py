"""A quote and its lines are one thing: written, changed, read, undone and copied together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhike.areas.quotes.models import Quote, QuoteLine
from zhike.areas.quotes.tests.conftest import MakeQuote
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import copy_values, create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed, NotFound, Refused
from zhike.kernel.testing import Cast


def rows(quote: Quote) -> list[tuple[Any, ...]]:
    return list(
        QuoteLine.objects.filter(quote=quote).order_by("position").values_list("description", "quantity", "net")
    )


def changed(cast: Cast, quote: Quote, person: Any = None, **values: Any) -> Quote:
    by = cast.actor(person or cast.zhou)
    update(Chosen.of(quote, by=by), values, by=by)
    quote.refresh_from_db()
    return quote


def wish(line: QuoteLine, **values: Any) -> dict[str, Any]:
    return {"id": str(line.pk), **values}


def test_a_product_brings_its_words_unit_price_and_tax_rate(cast: Cast, quote: MakeQuote) -> None:
    made = quote()
    assert rows(made) == [("离心泵 IS80", 2, Decimal(2000)), ("安装调试", 1, Decimal(300))]
    assert (made.net, made.tax, made.total) == (Decimal(2300), Decimal(278), Decimal(2578))
    assert (made.cost_base, made.margin_base) == (Decimal(1500), Decimal(800))
    assert made.total_base == made.total
    assert [line.unit.name for line in made.lines.all()] == ["台", "台"]


def test_lines_that_are_named_stay_those_that_are_not_go_and_others_come(cast: Cast, quote: MakeQuote) -> None:
    made = quote()
    pump, _work = made.lines.order_by("position")
    revision = made.revision
    changed(cast, made, lines=[{"description": "包装", "price": "50"}, wish(pump, quantity="3", price="900")])
    assert rows(made) == [("包装", 1, Decimal(50)), ("离心泵 IS80", 3, Decimal(2700))]
    assert made.lines.get(description="离心泵 IS80").pk == pump.pk
    assert made.net == Decimal(2750)
    assert made.revision == revision + 1
    assert made.margin_base is None  # what packing costs us is not known


def test_nothing_is_written_when_nothing_differs(cast: Cast, quote: MakeQuote) -> None:
    made = quote()
    before = Change.objects.count()
    changed(cast, made, lines=[wish(line) for line in made.lines.order_by("position")])
    assert made.revision == 1
    assert Change.objects.count() == before


def test_a_discount_on_all_is_spread_over_the_lines(cast: Cast, quote: MakeQuote) -> None:
    made = changed(cast, quote(), discount="10")
    assert [net for _name, _number, net in rows(made)] == [Decimal(1800), Decimal(270)]
    assert made.net == Decimal(2070)


def test_everything_wrong_with_document_and_lines_is_said_at_once(cast: Cast, quote: MakeQuote) -> None:
    with pytest.raises(Refused) as refused:
        quote(dated="no day", lines=[{"description": "x", "price": "1"}, {"price": "much", "quantity": ""}])
    fields = {error.field for error in refused.value.errors}
    assert {"dated", "lines.1.price"} <= fields
    for line, field in (
        ({"description": "x"}, "lines.0.price"),
        ({"description": "x", "price": "1", "quantity": "0"}, "lines.0.quantity"),
        ({"description": "x", "price": "-1"}, "lines.0.price"),
        ({"price": "1"}, "lines.0.product"),
        ({"description": "x", "price": "1", "product": "987654"}, "lines.0.product"),
        ({"description": "x", "price": "1", "net": "5"}, "lines.0.net"),
        ({"description": "x", "price": "1", "discount": "101"}, "lines.0.discount"),
    ):
        with pytest.raises(Refused) as refused:
            quote(lines=[line])
        assert refused.value.errors[0].field == field, line
    assert not Quote.objects.exists()


def test_a_line_of_another_quote_is_no_line_of_this_one(cast: Cast, quote: MakeQuote) -> None:
    made, other = quote(), quote()
    stolen = other.lines.first()
    for lines in ([wish(stolen, quantity="9")], [wish(made.lines.first()), wish(made.lines.first())]):
        with pytest.raises(Refused) as refused:
            changed(cast, made, lines=lines)
        assert refused.value.errors[0].code == "unknown_line"
    assert len(rows(made)) == len(rows(other)) == 2


def test_lines_are_not_written_without_their_document(cast: Cast, quote: MakeQuote) -> None:
    made, by = quote(), cast.actor(cast.administrator)
    line, entity = made.lines.first(), entity_named("quote_lines")
    for act in (
        lambda: create(entity, {"quote": str(made.pk), "description": "x", "price": "1"}, by=by),
        lambda: update(Chosen.of(line, by=by), {"quantity": "5"}, by=by),
        lambda: delete(Chosen.of(line, by=by), by=by),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.errors[0].code == "line"


def test_one_batch_takes_a_change_of_lines_back_and_its_totals_with_it(cast: Cast, quote: MakeQuote) -> None:
    made, by = quote(), cast.actor(cast.zhou)
    before = rows(made)
    pump = made.lines.order_by("position").first()
    changed(cast, made, lines=[wish(pump, quantity="5"), {"description": "包装", "price": "50"}])
    batch = Batch.objects.order_by("-pk").first()
    undo_batch(batch.pk, by=by)
    made.refresh_from_db()
    assert rows(made) == before
    assert made.net == Decimal(2300)


def test_the_making_of_a_quote_with_its_lines_can_be_undone(cast: Cast, quote: MakeQuote) -> None:
    quote()
    undo_batch(Batch.objects.order_by("-pk").first().pk, by=cast.actor(cast.zhou))
    assert not Quote.objects.exists()
    assert not QuoteLine.objects.exists()


def test_an_undo_that_leaves_later_changes_alone_still_adds_up(cast: Cast, quote: MakeQuote) -> None:
    made = quote()
    pump, work = made.lines.order_by("position")
    changed(cast, made, lines=[wish(pump, quantity="5"), wish(work)])
    first = Batch.objects.order_by("-pk").first()
    changed(cast, made, lines=[wish(pump), wish(work, price="500")])
    undo_batch(first.pk, by=cast.actor(cast.zhou))
    made.refresh_from_db()
    assert rows(made) == [("离心泵 IS80", 2, Decimal(2000)), ("安装调试", 1, Decimal(500))]
    assert made.net == Decimal(2500)


def test_a_copy_brings_the_lines(cast: Cast, quote: MakeQuote) -> None:
    made, by = quote(), cast.actor(cast.zhou)
    values = copy_values(entity_named("quotes"), made, by=by)
    assert "cost" not in values["lines"][0]
    outcome = create(entity_named("quotes"), values, by=by)
    copy = Quote.objects.get(pk=outcome.records[0])
    assert rows(copy) == rows(made)
    assert copy.number != made.number


def test_the_number_of_statements_does_not_grow_with_the_lines(
    cast: Cast, quote: MakeQuote, goods: dict[str, Any]
) -> None:
    def statements(number: int) -> int:
        lines = [{"product": str(goods["pump"].pk), "quantity": str(one + 1)} for one in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as caught:
            made = quote(lines=lines)
        stored = list(made.lines.order_by("position"))
        with CaptureQueriesContext(connection) as again:
            changed(cast, made, lines=[wish(line, quantity="7") for line in stored[1:]] + lines[:1])
        return len(caught) * 1000 + len(again)

    statements(2)
    assert statements(3) == statements(60)


def test_who_sees_the_quote_sees_its_lines_and_nobody_else(cast: Cast, quote: MakeQuote) -> None:
    made = quote()
    for person, sees in ((cast.zhou, True), (cast.manager, True), (cast.li, False), (cast.stranger, False)):
        seen = QuoteLine.objects.visible_to(cast.actor(person))
        assert seen.exists() is sees, person
        assert Quote.objects.visible_to(cast.actor(person)).filter(pk=made.pk).exists() is sees, person
    with pytest.raises(NotFound):
        changed(cast, made, cast.li, lines=[])
    with pytest.raises((NotAllowed, NotFound)):
        changed(cast, made, cast.stranger, lines=[])


def test_lines_follow_clearance_and_bin_of_the_customer_down_the_chain(cast: Cast, quote: MakeQuote) -> None:
    made, by = quote(), cast.actor(cast.administrator)
    customer = cast.customer_of(cast.zhou)
    update(Chosen.of(customer, by=by), {"security_level": "2"}, by=by)
    assert not QuoteLine.objects.visible_to(cast.actor(cast.zhou)).exists()
    assert QuoteLine.objects.visible_to(cast.actor(cast.manager)).count() == 2
    update(Chosen.of(customer, by=by), {"security_level": "0"}, by=by)
    assert QuoteLine.objects.visible_to(cast.actor(cast.zhou)).count() == 2
    delete(Chosen.of(customer, by=by, verb="delete"), by=by)
    assert not QuoteLine.objects.visible_to(by).exists()
    assert not Quote.objects.visible_to(by).filter(pk=made.pk).exists()

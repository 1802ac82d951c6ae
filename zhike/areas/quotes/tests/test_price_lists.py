"""A price list that is named on a document is the only one that its lines are priced from."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from zhike.areas.catalog.models import PriceList, PriceListItem
from zhike.areas.organisation.models import Parameters
from zhike.areas.quotes.tests.conftest import MakeQuote
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
YESTERDAY = timedelta(days=1)


def listed(product: Any, *prices: tuple[str, str], **values: Any) -> PriceList:
    """A price list with prices of a product, each from a quantity on."""
    name = f"价目表 {PriceList.objects.count()}"
    made = PriceList.objects.create(**({"name": name, "number": name, "currency": "CNY"} | values))
    for least, price in prices:
        PriceListItem.objects.create(price_list=made, product=product, from_quantity=least, price=Decimal(price))
    return made


def of(product: Any, quantity: str = "1") -> list[dict[str, str]]:
    return [{"product": str(product.pk), "quantity": quantity}]


def test_lines_are_priced_from_the_list_that_is_named_and_no_other(quote: MakeQuote, goods: dict[str, Any]) -> None:
    pump = goods["pump"]
    standing = listed(pump, ("0", "950"), ("10", "900"))
    listed(pump, ("0", "500"), valid_from=TODAY())  # would win, were none named
    prices = {
        quantity: quote(price_list=str(standing.pk), lines=of(pump, quantity)).lines.get().price
        for quantity in ("1", "10")
    }
    assert prices == {"1": 950, "10": 900}
    assert quote(lines=of(pump)).lines.get().price == 500


def test_what_the_named_list_leaves_out_has_the_price_of_the_product(quote: MakeQuote, goods: dict[str, Any]) -> None:
    other = listed(goods["work"], ("0", "200"))
    listed(goods["pump"], ("0", "500"))
    assert quote(price_list=str(other.pk), lines=of(goods["pump"])).lines.get().price == 1000


def test_another_list_on_a_draft_changes_its_prices_but_not_those_that_were_typed(
    cast: Cast, quote: MakeQuote, goods: dict[str, Any]
) -> None:
    made, by = quote(), cast.actor(cast.zhou)
    pump, work = made.lines.order_by("position")
    update(Chosen.of(made, by=by), {"lines": [{"id": str(pump.pk)}, {"id": str(work.pk), "price": "280"}]}, by=by)
    cheap = listed(goods["pump"], ("0", "900"))
    update(Chosen.of(made, by=by), {"price_list": str(cheap.pk)}, by=by)
    assert list(made.lines.order_by("position").values_list("price", flat=True)) == [900, 280]


@pytest.mark.parametrize(
    "values",
    [{"active": False}, {"currency": "USD"}, {"valid_until": TODAY() - YESTERDAY}, {"valid_from": TODAY() + YESTERDAY}],
)
def test_a_list_that_does_not_hold_is_refused_and_says_why(
    quote: MakeQuote, goods: dict[str, Any], values: dict[str, Any]
) -> None:
    wrong = listed(goods["pump"], ("0", "900"), **values)
    with pytest.raises(Refused) as refused:
        quote(price_list=str(wrong.pk), currency="CNY")
    assert [(one.field, one.code) for one in refused.value.errors] == [("price_list", "unfit_list")]


def test_a_list_for_customers_of_another_level_is_refused(cast: Cast, quote: MakeQuote, goods: dict[str, Any]) -> None:
    customer = cast.customer_of(cast.zhou)
    levels = [directory().choice("customer_level", code).pk for code in ("A", "B")]
    other = next(level for level in levels if level != customer.level_id)
    wrong = listed(goods["pump"], ("0", "900"), customer_level_id=other)
    with pytest.raises(Refused) as refused:
        quote(price_list=str(wrong.pk))
    assert refused.value.errors[0].code == "unfit_list"


def test_a_document_takes_the_currency_of_the_list_that_it_names(
    cast: Cast, quote: MakeQuote, goods: dict[str, Any]
) -> None:
    rate = {"currency": "USD", "day": str(TODAY()), "rate": "7.1"}
    create(entity_named("exchange_rates"), rate, by=cast.actor(cast.administrator))
    abroad = listed(goods["pump"], ("0", "140"), currency="USD")
    made = quote(price_list=str(abroad.pk), lines=of(goods["pump"]))
    assert (made.currency, made.lines.get().price) == ("USD", 140)


def test_prices_have_the_decimals_of_the_company(quote: MakeQuote, goods: dict[str, Any]) -> None:
    third = listed(goods["pump"], ("0", "33.333333"))
    assert quote(price_list=str(third.pk), lines=of(goods["pump"])).lines.get().price == Decimal("33.33")
    typed = {"product": str(goods["pump"].pk), "price": "33.333"}
    with pytest.raises(Refused) as refused:
        quote(lines=[typed])
    assert [(one.field, one.code) for one in refused.value.errors] == [("lines.0.price", "too_many_decimals")]
    Parameters.objects.update(quote_places=3)
    assert quote(lines=[typed]).lines.get().price == Decimal("33.333")

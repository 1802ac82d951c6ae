"""Which price holds: the rule of `pricing`, told by what a seller in front of a customer would expect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhike.areas.catalog.models import PriceList, PriceListItem, Product, ProductUnit, Unit
from zhike.areas.catalog.pricing import Asked, Offer, choose, price_of, prices_of
from zhike.kernel.directory import directory

TODAY = date(2026, 11, 26)
pytestmark = pytest.mark.django_db


def level(code: str) -> int:
    return directory().choice("customer_level", code).pk


def product(name: str = "立铣刀 φ10", price: str | None = "138", **values) -> Product:
    unit = Unit.objects.get(name=values.pop("unit", "支"))
    values = {"number": name, "currency": "CNY"} | values
    return Product.objects.create(name=name, unit=unit, price=price and Decimal(price), **values)


def offered(one: Product, price: str, *, least: str = "0", unit: str = "", **values) -> PriceListItem:
    values = {"name": f"list {PriceList.objects.count()}", "currency": "CNY"} | values
    above = values.pop("above", None) or PriceList.objects.create(number=values["name"], **values)
    return PriceListItem.objects.create(
        price_list=above, product=one, price=Decimal(price), from_quantity=Decimal(least),
        unit=Unit.objects.get(name=unit) if unit else None,
    )  # fmt: skip


def asked(one: Product, quantity: str = "1", *, of: str = "A", on: date = TODAY, currency: str = "CNY", unit: str = ""):
    return price_of(
        one, customer_level=level(of), on=on, quantity=Decimal(quantity), currency=currency,
        unit=Unit.objects.get(name=unit) if unit else None,
    )  # fmt: skip


def test_without_any_list_the_products_own_price_holds(cast):
    mill = product()
    found = asked(mill)
    assert (found.amount, found.price_list, found.item) == (Decimal(138), None, None)


def test_there_is_no_price_in_a_currency_that_nobody_has_set(cast):
    mill = product()
    assert asked(mill, currency="USD") is None
    offered(mill, "20", currency="USD")
    assert asked(mill, currency="USD").amount == Decimal(20)
    assert asked(mill).amount == Decimal(138)


def test_a_price_for_the_customers_level_beats_one_for_all_even_when_it_is_higher(cast):
    mill = product()
    offered(mill, "100", valid_from=date(2026, 11, 1))
    own = offered(mill, "120", customer_level_id=level("A"))
    assert (asked(mill).amount, asked(mill).item) == (Decimal(120), own.pk)
    assert asked(mill, of="B").amount == Decimal(100)


def test_a_campaign_that_began_later_beats_the_standing_list_only_while_it_lasts(cast):
    mill = product()
    offered(mill, "130", valid_from=date(2026, 1, 1))
    offered(mill, "110", valid_from=date(2026, 11, 1), valid_until=date(2026, 11, 30))
    assert asked(mill).amount == Decimal(110)
    assert asked(mill, on=date(2026, 11, 1)).amount == Decimal(110)
    assert asked(mill, on=date(2026, 11, 30)).amount == Decimal(110)
    assert asked(mill, on=date(2026, 12, 1)).amount == Decimal(130)
    assert asked(mill, on=date(2025, 12, 31)).amount == Decimal(138)


def test_the_greatest_break_that_the_quantity_reaches_counts(cast):
    mill = product()
    first = offered(mill, "130")
    for least, price in (("10", "120"), ("50", "110")):
        offered(mill, price, least=least, above=first.price_list)
    prices = {quantity: asked(mill, quantity).amount for quantity in ("1", "9.99", "10", "49", "50", "5000")}
    assert prices == {
        "1": 130, "9.99": 130, "10": 120, "49": 120, "50": 110, "5000": 110,
    }  # fmt: skip
    assert "50" in str(asked(mill, "60").reason)


def test_a_list_whose_first_break_is_not_reached_leaves_the_field_to_the_next(cast):
    mill = product()
    offered(mill, "130")
    offered(mill, "90", least="100", customer_level_id=level("A"))
    assert asked(mill, "99").amount == Decimal(130)
    assert asked(mill, "100").amount == Decimal(90)


def test_prices_and_breaks_are_converted_between_units(cast):
    mill = product()
    ProductUnit.objects.create(product=mill, unit=Unit.objects.get(name="箱"), factor=50)
    offered(mill, "120", least="50")
    assert asked(mill, "1", unit="箱").amount == Decimal(6000)
    assert asked(mill, "49").amount == Decimal(138)
    assert asked(mill, "1", unit="吨") is None


def test_on_one_list_a_price_in_the_wanted_unit_beats_a_converted_one(cast):
    mill = product()
    ProductUnit.objects.create(product=mill, unit=Unit.objects.get(name="箱"), factor=50)
    single = offered(mill, "120")
    offered(mill, "5500", unit="箱", above=single.price_list)
    assert asked(mill, "2", unit="箱").amount == Decimal(5500)
    assert asked(mill, "100").amount == Decimal(120)


def test_general_units_convert_without_being_named_on_the_product(cast):
    steel = product("圆钢 45#", "6.5", unit="千克")
    assert asked(steel, "2", unit="吨").amount == Decimal(6500)
    assert asked(steel, "500", unit="克").amount == Decimal("0.0065")


def test_lists_out_of_use_and_deleted_lists_and_prices_count_for_nothing(cast):
    mill = product()
    offered(mill, "1", active=False)
    gone = offered(mill, "2")
    PriceListItem.objects.filter(pk=gone.pk).update(deleted_at="2026-11-01T00:00:00Z")
    binned = offered(mill, "3")
    PriceList.objects.filter(pk=binned.price_list_id).update(deleted_at="2026-11-01T00:00:00Z")
    assert asked(mill).amount == Decimal(138)


def test_many_lines_are_priced_in_three_statements(cast, django_assert_num_queries):
    mills = [product(f"立铣刀 {number}", str(number)) for number in range(1, 40)]
    offered(mills[0], "99")
    lines = [Asked(one, None, TODAY, Decimal(1), "CNY") for one in mills]
    with django_assert_num_queries(3):
        found = prices_of(lines)
    assert [one.amount for one in found[:3]] == [99, 2, 3]


def test_a_renamed_product_is_called_so_on_its_price_lists(cast):
    mill = product()
    item = offered(mill, "100")
    Product.objects.filter(pk=mill.pk).update(name="立铣刀 φ10 新款")
    item.refresh_from_db()
    assert item.name == "立铣刀 φ10 新款"


offers = st.lists(
    st.builds(
        Offer,
        price_list=st.integers(1, 4), list_name=st.just("list"), customer_level=st.sampled_from([None, 1, 2]),
        currency=st.sampled_from(["CNY", "USD"]),
        valid_from=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        valid_until=st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31))),
        item=st.integers(1, 999), unit=st.just(7), factor=st.just(Decimal(1)),
        least=st.decimals(0, 100, places=2), price=st.decimals(0, 1000, places=2),
    ),
    max_size=12, unique_by=lambda offer: offer.item,
)  # fmt: skip


@given(offers=offers, quantity=st.decimals("0.01", 200, places=2), shuffled=st.randoms())
def test_the_winner_is_open_to_the_customer_and_does_not_depend_on_the_order(offers, quantity, shuffled):
    one = Product(pk=1, unit_id=7, price=Decimal(5), currency="CNY")
    wish = Asked(one, 1, TODAY, quantity, "CNY")
    found = choose(wish, offers, Decimal(1))
    again = list(offers)
    shuffled.shuffle(again)
    assert found.amount in {offer.price for offer in offers} | {Decimal(5)}
    assert choose(wish, again, Decimal(1)).price_list == found.price_list
    for offer in offers:
        if offer.item == found.item:
            assert offer.customer_level in (None, 1)
            assert (offer.currency, offer.price) == ("CNY", found.amount)
            assert offer.least <= quantity

"""Currencies, and what they were worth on which day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.contracts.doors import Pages, Programs
from zhike.areas.finance.currencies import base_currency, currencies, rate_on
from zhike.areas.finance.models import Currency, ExchangeRate
from zhike.areas.finance.money import check_amount, converted, rounded, to_base
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rates(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    for code, day, rate in (
        ("USD", "2026-01-01", "7.0"), ("USD", "2026-03-01", "7.12345678"), ("JPY", "2026-01-01", "0.048"),
    ):  # fmt: skip
        create(entity_named("exchange_rates"), {"currency": code, "day": day, "rate": rate}, by=by)


def test_a_rate_holds_from_its_day_until_the_next(rates: None) -> None:
    assert rate_on("USD", date(2026, 1, 1)) == rate_on("USD", date(2026, 2, 28)) == Decimal("7.0")
    assert rate_on("USD", date(2026, 3, 1)) == Decimal("7.12345678")
    assert rate_on(base_currency(), date(1999, 1, 1)) == 1


@pytest.mark.parametrize(("code", "day", "reason"), [
    ("USD", date(2025, 12, 31), "no_rate"), ("EUR", date(2026, 5, 1), "no_rate"),
    ("XXX", date(2026, 5, 1), "not_currency"),
])  # fmt: skip
def test_a_missing_rate_is_refused_in_words(rates: None, code: str, day: date, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        rate_on(code, day)
    assert refused.value.errors[0].code == reason
    assert code in refused.value.message


def test_amounts_are_rounded_to_the_decimals_of_their_currency(rates: None) -> None:
    assert rounded(Decimal("10.5"), "JPY") == 11
    assert converted(Decimal("100.00"), "USD", "JPY", date(2026, 1, 1)) == 14583
    assert to_base(Decimal("0.35"), Decimal("7.12345678")) == Decimal("2.49")


@pytest.mark.parametrize(("amount", "code"), [("1.5", "JPY"), ("1.005", "CNY"), ("0.001", "USD")])
def test_an_amount_with_too_many_decimals_is_refused(cast: Cast, amount: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        check_amount(Decimal(amount), code)
    assert refused.value.errors[0].code == "too_many_decimals"


def test_the_code_of_a_currency_and_the_base_currency_stay(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    for code, values in (("USD", {"code": "USX"}), ("CNY", {"retired": True}), ("USD", {"places": 3})):
        with pytest.raises(Refused):
            update(Chosen.of(Currency.objects.get(code=code), by=by), values, by=by)
    for wrong in ({"currency": "CNY", "rate": "1"}, {"currency": "USD", "rate": "0"}, {"currency": "QQQ", "rate": "1"}):
        with pytest.raises(Refused):
            create(entity_named("exchange_rates"), {"day": "2026-01-01", **wrong}, by=by)
    assert not ExchangeRate.objects.exists()


def test_the_company_keeps_its_books_in_a_currency_that_is_known(cast: Cast) -> None:
    by, own = cast.actor(cast.administrator), entity_named("company").model._default_manager.get()
    with pytest.raises(Refused):
        update(Chosen.of(own, by=by), {"currency": "XAU"}, by=by)
    update(Chosen.of(own, by=by), {"currency": "USD"}, by=by)
    assert base_currency() == "USD"


def test_a_currency_is_offered_once_it_is_there_and_no_longer_when_retired(cast: Cast) -> None:
    by = cast.actor(cast.administrator)
    create(entity_named("currencies"), {"code": "sek", "name": "瑞典克朗"}, by=by)
    offered = [code for code, _label in entity_named("exchange_rates").fields["currency"].choices]
    assert offered[0] == "CNY"
    assert "SEK" in offered
    update(Chosen.of(Currency.objects.get(code="SEK"), by=by), {"retired": True}, by=by)
    assert "SEK" not in [code for code, _label in entity_named("exchange_rates").fields["currency"].choices]
    assert "SEK" in currencies()


def test_a_seller_reads_rates_and_writes_none(cast: Cast, rates: None) -> None:
    zhou, by = Programs(cast, cast.zhou), cast.actor(cast.zhou)
    assert len(zhou.get("/exchange_rates").json()["items"]) == 3
    assert zhou.post("/exchange_rates", {"currency": "EUR", "day": "2026-01-01", "rate": "8"}).status_code == 403
    assert Pages(cast.zhou).get("/exchange_rates/new").status_code in (403, 404)
    with pytest.raises(NotAllowed):
        create(entity_named("exchange_rates"), {"currency": "EUR", "day": "2026-01-01", "rate": "8"}, by=by)


def test_a_bookkeeper_enters_rates(cast: Cast) -> None:
    wang = cast.person("wang", cast.office, "bookkeeper")
    answer = Programs(cast, wang).post("/exchange_rates", {"currency": "EUR", "day": "2026-01-01", "rate": "8.01"})
    assert answer.status_code == 201, answer.json()

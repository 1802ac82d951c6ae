"""Whatever is typed, the amounts of a document add up to the cent."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.documents.totals import Measures, compute, spread
from zhike.areas.finance.money import half_up

numbers = st.decimals(min_value=0, max_value=100_000, places=4)
prices = st.decimals(min_value=0, max_value=1_000_000, places=6)
rates = st.decimals(min_value=0, max_value=100, places=2)
signs = st.sampled_from([1, 1, 1, -1])
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
lines = st.lists(
    st.builds(lambda quantity, price, discount, tax, sign: Measures(quantity * sign, price, discount, tax),
              numbers, prices, rates, rates, signs),
    max_size=12,
)  # fmt: skip


@unhurried
@given(lines=lines, discount=st.decimals(min_value=0, max_value=99, places=2), places=st.sampled_from([0, 2]))
def test_the_columns_of_a_document_always_add_up(lines: list[Measures], discount: Decimal, places: int) -> None:
    amounts, total = compute(lines, discount=discount, places=places)
    assert total.net == sum(one.net for one in amounts)
    assert total.tax == sum(one.tax for one in amounts)
    assert total.total == total.net + total.tax
    assert all(one.total == one.net + one.tax for one in amounts)
    assert all(half_up(value, places) == value for one in amounts for value in one)


@unhurried
@given(lines=lines, discount=st.decimals(min_value=0, max_value=99, places=2))
def test_a_discount_on_the_whole_document_is_spread_without_loss(lines: list[Measures], discount: Decimal) -> None:
    plain, _total = compute(lines, places=2)
    nets = [one.net for one in plain]
    parts = spread(nets, discount, 2)
    for sign in (1, -1):
        whole = sum(net for net in nets if net * sign > 0)
        assert sum(part for net, part in zip(nets, parts, strict=True) if net * sign > 0) == half_up(
            whole * discount / 100
        )
    assert all(abs(part) <= abs(net) for net, part in zip(nets, parts, strict=True))


@unhurried
@given(lines=lines)
def test_each_line_is_rounded_half_up_by_itself(lines: list[Measures]) -> None:
    amounts, _total = compute(lines)
    for line, amount in zip(lines, amounts, strict=True):
        assert amount.net == half_up(line.quantity * line.price * (100 - line.discount) / 100)
        assert amount.tax == half_up(amount.net * line.tax_rate / 100)


def test_a_quote_as_a_bookkeeper_reckons_it() -> None:
    amounts, total = compute(
        [
            Measures(Decimal(3), Decimal("33.335"), Decimal(0), Decimal(13)),
            Measures(Decimal(1), Decimal("0.01"), Decimal(0), Decimal(13)),
            Measures(Decimal("2.5"), Decimal(100), Decimal(10), Decimal(6)),
        ],
        discount=Decimal(5),
    )
    assert [one.net for one in amounts] == [Decimal("95.01"), Decimal("0.01"), Decimal("213.75")]
    assert [one.tax for one in amounts] == [Decimal("12.35"), Decimal("0.00"), Decimal("12.83")]
    assert total == (Decimal("308.77"), Decimal("25.18"), Decimal("333.95"))


def test_a_document_without_lines_costs_nothing() -> None:
    assert compute([], discount=Decimal(5)) == ([], (0, 0, 0))

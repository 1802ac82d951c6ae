"""Splitting loses nothing, rounding is half up, and nobody's cents disappear."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.finance.money import check_places, half_up, split
from zhike.kernel.refusals import Refused

AMOUNTS = st.decimals(Decimal("-9999999999999.99"), Decimal("9999999999999.99"), places=2)
WEIGHTS = st.lists(st.integers(0, 10**6) | st.decimals(0, 10**9, places=6), min_size=1, max_size=12).filter(any)
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(AMOUNTS, WEIGHTS)
def test_parts_always_sum_to_the_whole(total: Decimal, weights: list[Decimal]) -> None:
    assert sum(split(total, weights)) == total


@quick
@given(AMOUNTS, WEIGHTS)
def test_no_part_is_a_whole_cent_off_its_exact_share(total: Decimal, weights: list[Decimal]) -> None:
    exact = sum(map(Decimal, weights))
    for part, weight in zip(split(total, weights), weights, strict=True):
        assert abs(part * exact - total * weight) < Decimal("0.01") * exact
        assert part == part.quantize(Decimal("0.01"))


@quick
@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_a_currency_without_decimals_is_split_in_whole_units(total: int, weights: list[Decimal]) -> None:
    parts = split(Decimal(total), weights, places=0)
    assert sum(parts) == total
    assert all(part == part.to_integral_value() for part in parts)


@quick
@given(AMOUNTS, WEIGHTS)
def test_who_has_no_weight_gets_nothing_and_the_other_direction_mirrors(total: Decimal, weights: list[Decimal]) -> None:
    parts = split(total, weights)
    assert all(part == 0 for part, weight in zip(parts, weights, strict=True) if not weight)
    assert [-part for part in parts] == split(-total, weights)


def test_a_hundred_in_three_gives_the_first_the_cent() -> None:
    assert split(Decimal("100.00"), [1, 1, 1]) == [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_a_split_without_weights_is_a_mistake_of_the_program(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(Decimal(1), weights)


def test_a_split_of_half_a_cent_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        split(Decimal("0.005"), [1])
    assert refused.value.errors[0].code == "too_many_decimals"


@pytest.mark.parametrize(
    ("amount", "places", "expected"),
    [("2.345", 2, "2.35"), ("-2.345", 2, "-2.35"), ("2.344999", 2, "2.34"), ("0.5", 0, "1"), ("-0.5", 0, "-1")],
)
def test_halves_are_rounded_away_from_zero(amount: str, places: int, expected: str) -> None:
    assert half_up(Decimal(amount), places) == Decimal(expected)


@quick
@given(AMOUNTS, st.integers(0, 6))
def test_what_fits_is_let_through_and_zeros_at_the_end_do_not_count(amount: Decimal, places: int) -> None:
    whole = half_up(amount, places)
    assert check_places(whole + Decimal("0.0000000"), places) == whole
    with pytest.raises(Refused):
        check_places(whole + Decimal(1).scaleb(-places - 1), places)

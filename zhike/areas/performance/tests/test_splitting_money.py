"""Rounding loses nothing: parts of lines, of months and of people are always the whole."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhike.areas.finance.money import half_up
from zhike.areas.performance.calculating import Terms, entitled
from zhike.areas.performance.earning import Earned, parts
from zhike.areas.performance.models import Method

CENTS = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)
RATES = st.integers(0, 100_000).map(lambda thousandths: Decimal(thousandths) / 1000)
HUNDRED = Decimal(100)


@st.composite
def shares(draw: Any) -> dict[int, Decimal]:
    """Shares in per cent with three decimals, 100 together."""
    cuts = sorted(draw(st.sets(st.integers(1, 99_999), max_size=5)))
    edges = [0, *cuts, 100_000]
    return {place: Decimal(b - a) / 1000 for place, (a, b) in enumerate(pairwise(edges))}


def a_line(whole: Decimal, counts: Decimal, profit: Decimal | None) -> Earned:
    return Earned(None, None, None, None, whole, counts, profit)  # type: ignore[arg-type]


@given(
    CENTS, CENTS, RATES, shares(), st.sampled_from(Method), st.lists(st.integers(0, 1000), max_size=6), st.booleans()
)
def test_what_people_get_month_by_month_is_the_rate_of_the_whole(whole, profit, rate, shared, method, steps, credit):
    sign = -1 if credit else 1
    terms = Terms(1, method, rate, shared)
    paid = dict.fromkeys(shared, Decimal(0))
    for step in [*steps, 1000]:  # receipts come, some are taken back, and in the end all is paid
        line = a_line(sign * whole, half_up(sign * whole * step / 1000), sign * profit)
        for person, now in entitled(line, terms, 2).items():
            month = now - paid[person]
            paid[person] += month
    base = whole if method == Method.REVENUE else profit
    assert sum(paid.values()) == half_up(sign * base * rate / HUNDRED)


@given(CENTS, RATES, shares())
def test_nobody_is_a_cent_or_more_off_the_exact_share(whole, rate, shared):
    got = entitled(a_line(whole, whole, None), Terms(1, Method.REVENUE, rate, shared), 2)
    pot = half_up(whole * rate / HUNDRED)
    assert sum(got.values()) == pot
    for person, share in shared.items():
        assert abs(got[person] - pot * share / HUNDRED) < Decimal("0.01")


@given(st.lists(CENTS, min_size=1, max_size=12), st.integers(0, 1000), st.integers(1, 10**6), st.sampled_from([1, -1]))
def test_the_lines_of_a_document_are_the_document(nets, step, rate, sign):
    total = sum(nets)
    net, amount = half_up(total * Decimal(rate) / 10_000) * sign, half_up(total * step / 1000)
    whole, counts = parts(net, nets, amount, total, 2)
    assert sum(whole) == net
    assert sum(counts) == half_up(net * amount / total)
    assert parts(net, nets, total, total, 2) == (whole, whole)

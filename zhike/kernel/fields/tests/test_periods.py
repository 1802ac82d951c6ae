"""Periods move along with today; both ends of "between" count."""

from __future__ import annotations

from datetime import date

import pytest

from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.periods import PERIODS, period
from zhike.kernel.filters import Condition, Group
from zhike.kernel.lists.page import Wish, rows_wished
from zhike.kernel.refusals import Refused


@pytest.mark.parametrize(
    ("name", "first", "after"),
    [
        ("today", date(2026, 1, 1), date(2026, 1, 2)),
        ("yesterday", date(2025, 12, 31), date(2026, 1, 1)),
        ("this_week", date(2025, 12, 29), date(2026, 1, 5)),
        ("last_month", date(2025, 12, 1), date(2026, 1, 1)),
        ("this_quarter", date(2026, 1, 1), date(2026, 4, 1)),
        ("last_quarter", date(2025, 10, 1), date(2026, 1, 1)),
        ("last_year", date(2025, 1, 1), date(2026, 1, 1)),
    ],
)
def test_a_period_is_counted_from_today(name: str, first: date, after: date) -> None:
    assert period(name, date(2026, 1, 1)) == (first, after)


def test_every_period_holds_its_first_day_and_ends_after_it() -> None:
    for name in PERIODS:
        first, after = period(name, date(2026, 12, 31)) or pytest.fail(name)
        assert first < after


def found(cast, operator: str, value: object, field: str = "credit_limit") -> set[str]:
    where = Group("and", (Condition(field, operator, value),))
    rows = rows_wished(entity_named("customers"), cast.actor(cast.manager), Wish(where=where))
    return set(rows.values_list("name", flat=True))


def test_both_ends_of_between_belong_to_it_and_one_may_be_open(cast) -> None:
    for name, limit in (("一厂", 100), ("二厂", 200), ("三厂", 300)):
        cast.customer(name, cast.manager, credit_limit=str(limit))
    assert found(cast, "between", ["100", "200"]) == {"一厂", "二厂"}
    assert found(cast, "between", "200,") == {"二厂", "三厂"}
    assert found(cast, "between", ["", "100"]) == {"一厂"}


@pytest.mark.parametrize(("operator", "value"), [("between", ["", ""]), ("between", None), ("period", "someday")])
def test_a_condition_without_a_value_is_refused_in_words(cast, operator: str, value: object) -> None:
    with pytest.raises(Refused):
        found(cast, operator, value, field="created_at")


def test_customers_made_today_are_of_this_month_and_not_of_the_last(cast) -> None:
    cast.customer("新厂", cast.zhou)
    assert "新厂" in found(cast, "period", "this_month", field="created_at")
    assert "新厂" not in found(cast, "period", "last_month", field="created_at")

"""A filter means in the database what it says, compared with the same rules in plain Python."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.customers.models import Customer
from zhike.kernel.directory import directory
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.filters import Condition, Group, from_json, predicate
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
QUIET = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
NAMES = ["华宸精密", "华宸物流", "abc Ltd", "ABC trading", "百分之%", "under_score", "back\\slash", "o'neil"]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def book(cast: Cast) -> Cast:
    """Forty-eight customers with all sorts of values, and none."""
    levels = [one.pk for one in directory().dictionaries["customer_level"]]
    Customer.objects.bulk_create(
        [
            Customer(
                name=NAMES[at % len(NAMES)],
                number=f"F{at}",
                owner=(cast.zhou, cast.li, None)[at % 3],
                vip=at % 2 == 0,
                level_id=None if at % 5 == 0 else levels[at % len(levels)],
                credit_limit=None if at % 4 == 0 else Decimal(at) / 2,
                registered_on=None if at % 6 == 0 else date(2024, 1, 1) + timedelta(days=at),
                security_level=at % 3,
                last_contact_at=None if at % 7 == 0 else datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=at % 9),
                kind="enterprise",
            )
            for at in range(48)
        ]
    )
    return cast


texts = st.sampled_from([*NAMES, "华宸", "abc", "%", "_", "\\", "'", "z"])
amounts = st.integers(-1, 24).map(lambda number: f"{number}.5")
days = st.integers(0, 50).map(lambda number: (date(2024, 1, 1) + timedelta(days=number)).isoformat())
CONDITIONS = st.one_of(
    st.builds(Condition, st.just("name"), st.sampled_from(["eq", "ne", "contains", "starts"]), texts),
    st.builds(Condition, st.just("name"), st.sampled_from(["in", "not_in"]), st.lists(texts, min_size=1, max_size=3)),
    st.builds(Condition, st.just("credit_limit"), st.sampled_from(["eq", "ne", "gt", "gte", "lt", "lte"]), amounts),
    st.builds(Condition, st.just("registered_on"), st.sampled_from(["eq", "gt", "gte", "lt", "lte"]), days),
    st.builds(Condition, st.just("vip"), st.just("eq"), st.booleans()),
    st.builds(
        Condition, st.just("security_level"), st.sampled_from(["eq", "ne", "gt", "gte", "lt", "lte"]), st.integers(0, 3)
    ),
    st.builds(Condition, st.just("owner"), st.just("me"), st.none()),
    st.builds(
        Condition,
        st.sampled_from(["name", "credit_limit", "registered_on", "level", "owner", "last_contact_at"]),
        st.sampled_from(["empty", "filled"]),
        st.none(),
    ),
)
GROUPS = st.recursive(
    st.builds(Group, st.sampled_from(["and", "or"]), st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple)),
    lambda inner: st.builds(
        Group, st.sampled_from(["and", "or"]), st.lists(CONDITIONS | inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=4,
)


def holds(part: Condition | Group, record: Any, me: int) -> bool:
    """Whether a record fits, by the plain meaning of the words."""
    if isinstance(part, Group):
        found = [holds(one, record, me) for one in part.parts]
        return all(found) if part.join == "and" else any(found)
    field = entity_named("customers").fields[part.field]
    value = getattr(record, field.column)
    if part.operator in ("empty", "filled"):
        return (value in (None, "")) == (part.operator == "empty")
    if part.operator == "me":
        return bool(value == me)
    if part.operator in ("in", "not_in"):
        return (value in part.value) == (part.operator == "in")
    wanted = {"credit_limit": Decimal, "registered_on": date.fromisoformat}.get(part.field, lambda one: one)(part.value)  # type: ignore[operator]
    return compared(part.operator, value, wanted)


def compared(operator: str, value: Any, wanted: Any) -> bool:
    """A comparison; nothing is neither more nor less than anything, but it is not equal to it."""
    match operator:
        case "contains":
            return str(wanted).casefold() in value.casefold()
        case "starts":
            return bool(value.casefold().startswith(str(wanted).casefold()))
        case "eq":
            return bool(value == wanted)
        case "ne":
            return bool(value != wanted)
    if value is None:
        return False
    return bool({"gt": value > wanted, "gte": value >= wanted, "lt": value < wanted, "lte": value <= wanted}[operator])


@QUIET
@given(group=GROUPS)
def test_a_filter_finds_what_its_words_mean(book: Cast, group: Group) -> None:
    by = book.actor(book.administrator)
    rows = list(Customer.objects.visible_to(by))
    found = Customer.objects.visible_to(by).filter(predicate(entity_named("customers"), group, by))
    assert {one.pk for one in found} == {one.pk for one in rows if holds(group, one, book.administrator.pk)}


@QUIET
@given(group=GROUPS)
def test_a_filter_says_the_same_after_a_trip_through_json(book: Cast, group: Group) -> None:
    assert from_json(group.json()) == group


@pytest.mark.parametrize("operator", ["eq", "gt", "gte", "lt", "lte"])
def test_a_day_compared_with_a_moment_is_a_day_of_the_companys_time_zone(book: Cast, operator: str) -> None:
    by, day = book.actor(book.administrator), date(2024, 1, 4)
    where = predicate(
        entity_named("customers"), Group("and", (Condition("last_contact_at", operator, day.isoformat()),)), by
    )
    found = set(Customer.objects.visible_to(by).filter(where).values_list("pk", flat=True))
    expected = {
        one.pk for one in Customer.objects.exclude(last_contact_at=None)
        if compared(operator, one.last_contact_at.astimezone(SHANGHAI).date(), day)
    }  # fmt: skip
    assert found == expected

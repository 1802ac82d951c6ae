"""Walking a list, forward and back, shows every row once, whatever the sort and the size of a page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
UNSORTABLE = ("references", "tags", "long_text")
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def book(cast: Cast) -> Cast:
    """Forty customers with few different values and many without any, of two owners."""
    Customer.objects.bulk_create(
        [
            Customer(
                name="甲乙丙"[at % 3],
                number=f"P{at}",
                owner=(cast.zhou, cast.li)[at % 2],
                department=(cast.east, cast.south)[at % 2],
                credit_limit=None if at % 3 else Decimal(at % 5),
                vip=bool(at % 2),
                registered_on=None if at % 4 else date(2020, 1, 1 + at % 3),
                last_contact_at=None if at % 2 else datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=at % 7),
                region_id="320505" if at % 3 else None,
                email="" if at % 2 else "a@example.com",
            )
            for at in range(40)
        ]
    )
    return cast


def walk(by: Actor, sort: str, limit: int, most: int = 200) -> tuple[list[int], list[int]]:
    """The ids met by walking from the first page to the last, and those met on the way back."""
    entity, there, back = entity_named("customers"), [], []
    found = page(entity, by, Wish(sort=sort, limit=limit), ["name"])
    for _step in range(most):
        there += [row.id for row in found.rows]
        if found.next is None:
            break
        found = page(entity, by, Wish(sort=sort, limit=limit, cursor=found.next), ["name"])
    back = [row.id for row in found.rows]
    for _step in range(most):
        if found.previous is None:
            break
        found = page(entity, by, Wish(sort=sort, limit=limit, cursor=found.previous), ["name"])
        back = [row.id for row in found.rows] + back
    return there, back


@QUIET
@given(
    data=st.data(),
    limit=st.integers(1, 50),
    descending=st.booleans(),
    who=st.sampled_from(["manager", "zhou", "administrator"]),
)
def test_a_walk_meets_every_visible_row_exactly_once(
    book: Cast, data: Any, limit: int, descending: bool, who: str
) -> None:
    by = book.actor(getattr(book, who))
    entity = entity_named("customers")
    sortable = [
        name
        for name, field in entity.readable(by).items()
        if field.type.name not in UNSORTABLE and not entity.masks(name, by)
    ]
    sort = ("-" if descending else "") + data.draw(st.sampled_from([*sortable, "id"]))
    expected = sorted(Customer.objects.visible_to(by).values_list("pk", flat=True))
    there, back = walk(by, sort, limit)
    assert sorted(there) == expected
    assert back == there

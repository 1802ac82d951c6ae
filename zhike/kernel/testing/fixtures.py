"""A pytest plugin with the fixtures that tests of every part share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from zhike.kernel.testing import standing
from zhike.kernel.testing.cast import Cast


def asks_for_the_company(item: Any) -> bool:
    """Whether a test wants the cast and is rolled back, as most are; those that commit make a cast of their own."""
    marker = item.get_closest_marker("django_db")
    commits = marker is not None and (marker.kwargs.get("transaction") or any(marker.args))
    return "cast" in item.fixturenames and "transactional_db" not in item.fixturenames and not commits


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave nothing of the company to a test that did not ask for it."""
    standing.end_unless(asks_for_the_company(item))


@pytest.fixture(scope="session")
def building(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Where the company stands: it is gone before the database is."""
    yield django_db_blocker
    standing.end()


@pytest.fixture
def company(request: pytest.FixtureRequest, building: Any) -> None:
    """The cast's company, in a transaction around that of the test, for a test that asks for it."""
    if asks_for_the_company(request.node):
        standing.stand(building.unblock)


@pytest.fixture
def _django_db_helper(company: None, _django_db_helper: None) -> None:
    """The transaction of a test, pytest-django's own: it begins when the company stands."""


@pytest.fixture
def cast(db: Any) -> Cast:
    """An administrator, two sellers of different departments, their manager and a stranger; see `Cast`."""
    return standing.standing_cast()

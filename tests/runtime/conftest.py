"""A house for each test, or one for all tests of a file where none of them breaks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.house import House
from zhike.config.embedded.using import using


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "home")


@pytest.fixture(scope="module")
def lasting_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One data directory for the tests of a file; the database is kept running between their commands."""
    house = House(tmp_path_factory.mktemp("house") / "home")
    with using(house.home, durable=False):
        yield house

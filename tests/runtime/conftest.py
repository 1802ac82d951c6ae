"""A house for each test, or one for all tests of a file where none of them breaks it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.house import House
from zhike.config.embedded.using import using


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "home")


@pytest.fixture(scope="module")
def model_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house with its tables and administrator, ended, to be copied."""
    house = House(tmp_path_factory.mktemp("model") / "home")
    done = house.run("user", "add", "admin", "--administrator")
    assert done.returncode == 0, done.stderr
    return house


@pytest.fixture
def lived_in_house(model_house: House, tmp_path: Path) -> House:
    """A house of one's own that has been started before, which is much faster than a new one."""
    subprocess.run(["cp", "-a", model_house.home, tmp_path / "home"], check=True)
    return House(tmp_path / "home")


@pytest.fixture(scope="module")
def lasting_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One data directory for the tests of a file; the database is kept running between their commands."""
    house = House(tmp_path_factory.mktemp("house") / "home")
    with using(house.home, durable=False):
        yield house

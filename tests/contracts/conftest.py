"""The world in which contracts are tested."""

from __future__ import annotations

import pytest

from tests.contracts.making import World
from zhike.doors.api import rates
from zhike.kernel.testing import Cast


@pytest.fixture
def world(cast: Cast) -> World:
    """The cast, and a way to make records of every kind."""
    return World(cast)


@pytest.fixture(autouse=True)
def nobody_called_yet() -> None:
    """The count of calls starts anew, so that many tests are not taken for an attack."""
    rates._unshared.clear()
    rates._known.clear()

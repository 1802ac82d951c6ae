"""A pytest plugin with the fixtures that tests of every part share."""

from __future__ import annotations

from typing import Any

import pytest

from zhike.kernel.testing.cast import Cast, make_cast


@pytest.fixture
def cast(db: Any) -> Cast:
    """An administrator, two sellers of different departments, their manager and a stranger; see `Cast`."""
    return make_cast()

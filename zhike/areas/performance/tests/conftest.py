"""The months of the tests stay those of the day, even when the run goes on into another month."""

from __future__ import annotations

import pytest
from django.utils import timezone

from zhike.areas.performance.periods import months_on


@pytest.fixture(autouse=True)
def months(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the month of the test and the two before anew: modules are read when the run begins."""
    third = timezone.localdate().replace(day=1)
    for name, distance in (("FIRST", -2), ("SECOND", -1), ("THIRD", 0)):
        if hasattr(request.module, name):
            monkeypatch.setattr(request.module, name, months_on(third, distance))

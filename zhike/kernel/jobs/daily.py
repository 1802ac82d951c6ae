"""What is done once a day, before people come to work: areas declare it, one duty each."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

log = logging.getLogger(__name__)
_duties: dict[str, Callable[[date], object]] = {}


def declare_daily(key: str, duty: Callable[[date], object]) -> None:
    """Have a function called every morning with the day's date. It must be harmless when called twice for a day."""
    _duties[key] = duty


def do_duties(today: date) -> None:
    """Carry out all duties; one that fails is logged and does not keep the others from being done."""
    for key, duty in _duties.items():
        try:
            duty(today)
        except Exception:
            log.exception("the daily duty %s failed", key)

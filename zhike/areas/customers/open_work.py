"""What goes along when a customer is handed over; higher areas say what open work of theirs hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zhike.kernel.people.models import Employee

HandOver = Callable[[Mapping[int, int | None], Employee], int]
"""Gets customer ids with their owners until now, and the new owner; moves the open work and returns how much it was."""

_declared: list[HandOver] = []


def declare_open_work(hand_over: HandOver) -> HandOver:
    """Let an area's open work go along when its customer is transferred."""
    _declared.append(hand_over)
    return hand_over


def hand_over_open_work(owners: Mapping[int, int | None], to: Employee) -> int:
    """Hand over the open work of all areas that those who owned the customers had on them; returns how much it was."""
    return sum(hand_over(owners, to) for hand_over in _declared)

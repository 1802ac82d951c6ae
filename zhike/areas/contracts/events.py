"""What areas above do when something happens to contracts."""

from __future__ import annotations

from typing import Final, Protocol

from zhike.kernel.access.actor import Actor


class OnSuperseded(Protocol):
    """Called within the batch in which a contract, by id, took the place of the one that it amends."""

    def __call__(self, old: int, new: int, *, by: Actor) -> None: ...


_told: Final[list[OnSuperseded]] = []


def on_superseded(tell: OnSuperseded) -> OnSuperseded:
    """Be told when an amendment takes the place of a contract."""
    _told.append(tell)
    return tell


def superseded(old: int, new: int, *, by: Actor) -> None:
    """Tell all who asked that a contract took the place of another."""
    for tell in _told:
        tell(old, new, by=by)

"""A board that is more than one column per choice: by a reference with an order, with sums, and cards that grow old."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhike.kernel.entity.parts import Words

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of a board. A card in it is red after `patience` days and amber after half of them.

    `asks` names the action whose dialog opens when a card is put here, because more must be said than where it goes.
    """

    value: str
    label: Words
    tone: str = "jade"
    patience: int | None = None
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """How the board by one field differs from the plain one.

    `lanes` gives the columns, in order, of one of the `sets` (the stages of a pipeline); a set is a value of the field
    `set_by`. `move` names the action that moves a card; it takes the column's value as `to`. On a card stand `above`
    (muted), the title, `figure`, `next` with its day `next_on`, and the days since `since`. `sums` are money fields:
    the first is summed in the heads of columns, all of them in the head of the page.
    """

    lanes: Callable[[Actor, str], Sequence[Lane]] | None = None
    sets: Callable[[Actor], Sequence[tuple[str, Words]]] | None = None
    set_by: str = ""
    move: str = ""
    above: str = ""
    figure: str = ""
    next: str = ""
    next_on: str = ""
    since: str = ""
    sums: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All fields that the board reads."""
        found = (self.set_by, self.above, self.figure, self.next, self.next_on, self.since, *self.sums)
        return tuple(dict.fromkeys(name for name in found if name))

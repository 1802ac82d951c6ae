"""The chart of the people at a customer: who reports to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping


class Chart:
    """A forest of ids made of each one's superior.

    Superiors who are not among the ids count as none. Saving refuses a circle, but rows written in SQL, or an undo of
    half a move, can make one: it is cut open at its lowest id, so that nobody is lost and nothing runs for ever.
    """

    def __init__(self, superiors: Mapping[int, int | None]) -> None:
        """Build the forest of `{id: id of the superior}`, in the order of the mapping."""
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for one, superior in superiors.items():
            self.children[superior if superior in superiors and superior != one else None].append(one)
        self._open_circles(superiors)
        self.below = self._count()

    def walk(self) -> Iterator[tuple[int, int]]:
        """Every id with its depth, each after its superior."""
        waiting = [(one, 0) for one in reversed(self.children[None])]
        while waiting:
            one, depth = waiting.pop()
            yield one, depth
            waiting += [(child, depth + 1) for child in reversed(self.children.get(one, []))]

    def connected(self, one: int) -> bool:
        """Whether the chart says anything about this one: a superior, or somebody below."""
        return self.below[one] > 0 or one not in self.children[None]

    def _open_circles(self, everybody: Iterable[int]) -> None:
        reached = {one for one, _depth in self.walk()}
        for one in sorted(set(everybody) - reached):
            if one in reached:
                continue
            for children in self.children.values():
                if one in children:
                    children.remove(one)
            self.children[None].append(one)
            reached |= {found for found, _depth in self.walk()}

    def _count(self) -> dict[int, int]:
        """How many stand below each, directly or not."""
        below: dict[int, int] = {}
        for one, _depth in reversed(list(self.walk())):
            below[one] = sum(1 + below[child] for child in self.children.get(one, []))
        return below

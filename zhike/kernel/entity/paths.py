"""The way of a record through its states, as coloured steps in the head of its card and as a bar in short lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from zhike.kernel.entity.parts import Words

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor

State = Literal["done", "now", "later", "won", "lost"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `value` is what the path's field holds there; `note` is a small word, such as the days."""

    label: Words
    state: State
    value: str = ""
    note: Words = ""


@dataclass(frozen=True, slots=True)
class Path:
    """Which field a record's path follows.

    A field with choices needs no more than its name: the steps are its choices in their order, but for the `ends`, in
    which a record got stuck for good (cancelled, lost) and which show only then; `goals` are the good ends. Other
    fields give their `steps`, and the `place` of a value (how far, of how many, and the state) for bars in short lists.
    `move` names the action that a click on a step leads to; it takes the step's value as `to`.
    """

    field: str
    ends: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()
    steps: Callable[[Any, Actor], Sequence[Step]] | None = None
    place: Callable[[Any], tuple[int, int, State]] | None = None
    move: str = ""


def steps_of_choices(path: Path, choices: Sequence[tuple[Any, Words]], value: Any) -> list[Step]:
    """The steps of a field with choices for a record that holds `value`."""
    if value in path.ends:
        began = [Step(label, "later", str(key)) for key, label in choices if key not in path.ends]
        return [*began, *(Step(label, "lost", str(key)) for key, label in choices if key == value)]
    found: list[Step] = []
    state: State = "done"
    for key, label in choices:
        if key in path.ends:
            continue
        here = key == value
        found.append(Step(label, ("won" if value in path.goals else "now") if here else state, str(key)))
        state = "later" if here else state
    return found


def place_of_choices(path: Path, choices: Sequence[tuple[Any, Words]], value: Any) -> tuple[int, int, State]:
    """How far along its path a value is: the number of its step, how many there are, and the state."""
    steps = steps_of_choices(path, choices, value)
    at = next((number for number, step in enumerate(steps, 1) if step.state in ("now", "won", "lost")), 0)
    return at, len(steps), steps[at - 1].state if at else "later"

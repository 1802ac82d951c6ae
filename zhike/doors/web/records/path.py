"""The path of a record: its steps in the head of the card, and how far it is in short lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.paths import Path, Step, place_of_choices, steps_of_choices


def path_of(entity: Entity, record: Any, by: Actor, *, may_move: bool) -> list[dict[str, Any]]:
    """The steps for the head of the card; with the way to go to them for those who may."""
    path = entity.path
    if path is None or path.field not in entity.readable(by):
        return []
    field = entity.fields[path.field]
    value = getattr(record, field.column)
    steps = path.steps(record, by) if path.steps else steps_of_choices(path, field.choices, value)
    return [_drawn(entity, path, record, step, may_move) for step in steps]


def _drawn(entity: Entity, path: Path, record: Any, step: Step, may_move: bool) -> dict[str, Any]:
    goes = may_move and path.move and step.value and step.state not in ("now", "won", "lost")
    url = f"{entity.url()}/actions/{path.move}?ids={record.pk}&to={step.value}" if goes else ""
    return {"label": step.label, "state": step.state, "note": step.note, "url": url}


def bar_of(entity: Entity, value: Any) -> list[str]:
    """The states of the steps of a record that holds `value`, for the thin bar below its name in a short list."""
    path = entity.path
    if path is None:
        return []
    value = value[0] if isinstance(value, tuple) else value
    place = path.place(value) if path.place else place_of_choices(path, entity.fields[path.field].choices, value)
    return _bar(*place)


def _bar(at: int, of: int, state: str) -> list[str]:
    reached: Sequence[str] = ["lost" if state == "lost" else "done"] * at
    return [*reached, *["later"] * (of - at)]

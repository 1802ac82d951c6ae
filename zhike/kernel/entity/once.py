"""Questions about a record in hand that several parts of its card ask, answered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from zhike.kernel.access.actor import Actor

Record = TypeVar("Record", bound=Any)
More = ParamSpec("More")
Answer = TypeVar("Answer")
KEPT = "_answers"


def once(
    question: Callable[Concatenate[Record, Actor, More], Answer],
) -> Callable[Concatenate[Record, Actor, More], Answer]:
    """Keep the answer with the record instance, for each actor: it lives as long as the page that holds the record."""

    @wraps(question)
    def asked(record: Record, by: Actor, *more: More.args, **named: More.kwargs) -> Answer:
        kept = record.__dict__.setdefault(KEPT, {})
        key = (question, id(by), *map(id, more), *sorted(named.items()))
        if key not in kept:
            # The actor and the arguments are kept with the answer, so that no other takes over their place in memory.
            kept[key] = (question(record, by, *more, **named), by, more)
        return kept[key][0]  # type: ignore[no-any-return]

    return asked  # type: ignore[return-value]  # (wraps() names its parameters, the question does not)

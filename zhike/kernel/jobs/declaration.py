"""Work that goes on behind the page: a function with a name, run by a worker with a job and its progress."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhike.kernel.jobs.models import Job
    from zhike.kernel.jobs.progress import Progress

JobFunction = Callable[["Job", "Progress"], Mapping[str, Any] | None]

_declared: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Declare a function as the work of a kind of job.

    It may be called again with the same job when its worker died, so it must go on from what it has committed. What it
    returns is kept as the job's result. A Refused that it raises ends the job with its message.
    """

    def declare(function: JobFunction) -> JobFunction:
        if kind in _declared and _declared[kind].__module__ != function.__module__:
            raise ValueError(f"two kinds of job are called {kind!r}")
        _declared[kind] = function
        return function

    return declare


def function_of(kind: str) -> JobFunction:
    """The work of a kind of job. Raises LookupError for an unknown kind."""
    if kind not in _declared:
        raise LookupError(f"no job is called {kind!r}")
    return _declared[kind]

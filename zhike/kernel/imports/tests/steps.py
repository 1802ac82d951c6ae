"""The steps of an import in a line, for the tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.files.storage import chunks_of
from zhike.kernel.imports import service
from zhike.kernel.imports.models import Import


def brought(source: Path, entity: str, by: Actor, *, name: str = "", **options: Any) -> Import:
    """A file that was taken in, with its guessed mapping."""
    with source.open("rb") as stream:
        return service.begin(entity_named(entity), chunks_of(stream), name or source.name, by=by, options=options)


def brought_text(text: str, entity: str, by: Actor, *, name: str = "list.csv", **options: Any) -> Import:
    """The same for a text."""
    return service.begin(entity_named(entity), [text.encode()], name, by=by, options=options)


def checked(importing: Import, by: Actor) -> dict[str, Any]:
    """The plan, as counts."""
    plan = service.check(importing, by=by, wait=True).plan
    return counts_of(plan)


def ran(importing: Import, by: Actor) -> dict[str, int]:
    """The counts after the run."""
    return counts_of(service.run_now(importing, by=by).counts)


def counts_of(found: Mapping[str, Any]) -> dict[str, int]:
    """What became of the rows, zeros left out."""
    return {kind: found[kind] for kind in ("new", "changed", "same", "duplicate", "wrong") if found.get(kind)}

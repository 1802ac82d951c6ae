"""Whether a batch touched what somebody follows; the statement that ends it asks, so it costs no round trip."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from procrastinate.contrib.django import app

from zhike.kernel.entity.registry import entities

TASK = "zhike.followers"
TOUCHED = (
    "history_change c JOIN follow f"
    " ON f.record_id = ANY (CASE WHEN c.verb = 'I' THEN ARRAY[{ids}] ELSE ARRAY[c.record_id] END)"
    " WHERE c.batch_id = {batch} AND f.employee_id IS DISTINCT FROM c.actor_id"
)

ANSWERING = """
CREATE OR REPLACE FUNCTION batch_is_followed(bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM follow) AND EXISTS (SELECT FROM {touched});
END $$"""


@cache
def touched(batch: str) -> str:
    """The FROM and WHERE of who follows a record of the batch `batch`, or one that holds a new record of it.

    Records are told by their ids alone, of whatever kind: who reads the rows looks at the kinds.
    """
    ids = ["c.record_id", *(f"(c.changes ->> '{column}')::bigint" for column in holder_columns())]
    return TOUCHED.format(batch=batch, ids=", ".join(ids))


@cache
def holder_columns() -> tuple[str, ...]:
    """The columns by which records name what holds them, of all kinds."""
    return tuple(sorted({f"{entity.access.through}_id" for entity in entities() if entity.access.through}))


def statements() -> Iterator[tuple[str, str]]:
    """The function that answers for one batch: the database keeps its plan, which takes longer to make than to run."""
    yield "follow", ANSWERING.format(touched=touched("$1"))


def tell_later(batch_id: int) -> None:
    """Have the followers told once the running transaction is kept."""
    app.configure_task(TASK, allow_unknown=True).defer(batch_id=batch_id)

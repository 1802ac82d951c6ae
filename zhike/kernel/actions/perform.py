"""Running a verb: permission, one transaction, one batch, history, search upkeep; telling others comes after commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel import directory
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.following.watching import tell_later
from zhike.kernel.refusals import NotAllowed
from zhike.kernel.search import upkeep

BEGIN = (
    "WITH begun AS (INSERT INTO history_batch"
    " (at, actor_id, door, request, action, entity, title, arguments, done, skipped, undoes_id)"
    " VALUES (%s, %s, %s, %s, %s, %s, '', %s::jsonb, 0, 0, %s) RETURNING id)"
    " SELECT id, set_config('zhike.actor', %s, true), set_config('zhike.door', %s, true),"
    " set_config('zhike.request', %s, true), set_config('zhike.batch', id::text, true) FROM begun"
)
END = (
    "UPDATE history_batch SET done = %s, skipped = %s, title = %s WHERE id = %s"
    " RETURNING (SELECT value FROM directory_stamp WHERE name = 'directory'), batch_is_followed(id)"
)


def perform(action: Action, chosen: Chosen[Any], arguments: Mapping[str, Any], *, by: Actor) -> Outcome:
    """Run a declared action on chosen records.

    Raises NotAllowed without the power, NotFound or NotAllowed when none of the named records can be acted on, and
    whatever Refused the action itself raises. Nothing is written unless all of it is.
    """
    require(action, by)
    chosen = chosen.for_action(action.verb, action.when, action.otherwise)
    with batch(by, action.key, entity_of(action.model).key, arguments) as running:
        chosen.by = running.by
        skipped = chosen.untouchable()
        chosen.refuse_if_none(skipped)
        outcome = action.function(chosen, by=running.by, **arguments)
        running.title = _title(chosen, outcome)
        return running.finish(outcome.of(running.id, skipped))


def require(action: Action, by: Actor) -> None:
    """Refuse an actor who lacks the power of an action, or who may only read."""
    if by.read_only:
        raise NotAllowed(_("This key may only read."), code="read_only_token")
    if action.power and not by.may(action.power):
        raise NotAllowed(
            _("You need the permission “%(power)s” for this.") % {"power": action.label}, code="lacks_power"
        )


class RunningBatch:
    """The batch of the running action. An action called by another joins the outer one's batch."""

    def __init__(self, by: Actor, id: int, outer: bool) -> None:  # noqa: A002
        self.by, self.id, self.outer = by, id, outer
        self.title = ""
        self.outcome = Outcome()

    def finish(self, outcome: Outcome) -> Outcome:
        """Remember what came of it; it is written when the transaction ends."""
        self.outcome = outcome
        return outcome


@contextmanager
def batch(
    by: Actor, action: str, entity: str, arguments: Mapping[str, Any], undoes: int | None = None
) -> Iterator[RunningBatch]:
    """Run the body as one batch in one transaction, known to the history by its actor, door and request."""
    if by.batch is not None:
        with transaction.atomic():
            yield RunningBatch(by, by.batch, outer=False)
        return
    within_another = connection.in_atomic_block
    with transaction.atomic():
        begun = _begin(by, action, entity, plain(arguments), undoes)
        running = RunningBatch(by.within(begun), begun, outer=True)
        yield running
        upkeep.flush()
        stamp, followed = _end(running)
        if followed:
            tell_later(running.id)
        if within_another:  # else the commit takes the signature away
            sign(None, None)
    directory.renew(stamp)


def _begin(by: Actor, action: str, entity: str, arguments: Any, undoes: int | None) -> int:
    """Make the batch's row and sign what the rest of the transaction writes, in one statement; returns its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            BEGIN,
            [timezone.now(), by.employee_id, by.door, by.request, action, entity, json.dumps(arguments), undoes,
             str(by.employee_id or ""), by.door, by.request],
        )  # fmt: skip
        return int(cursor.fetchone()[0])


def _end(running: RunningBatch) -> tuple[int | None, bool]:
    """Write what came of the batch; returns the directory's stamp, which may have moved, and whether others follow."""
    outcome = running.outcome
    with connection.cursor() as cursor:
        cursor.execute(END, [outcome.done, len(outcome.skipped), running.title[:300], running.id])
        row = cursor.fetchone()
    return row or (None, False)


@contextmanager
def continued(by: Actor, batch_id: int) -> Iterator[Actor]:
    """Go on with a batch in one more transaction: for work that is too long for a single one, such as an import.

    Yields the actor within the batch. Who begins such a batch makes its row, and writes into it what came of it.
    """
    with transaction.atomic():
        sign(by, batch_id)
        yield by.within(batch_id)
        upkeep.flush()
        sign(None, None)
    directory.renew()


def sign(by: Actor | None, batch_id: int | None) -> None:
    """Tell the database's triggers, for the rest of this transaction, who is writing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('zhike.actor', %s, true), set_config('zhike.door', %s, true), "
            "set_config('zhike.request', %s, true), set_config('zhike.batch', %s, true)",
            [
                str(by.employee_id or "") if by else "", by.door if by else "", by.request if by else "",
                str(batch_id or ""),
            ],
        )  # fmt: skip


def after_commit(tell: Callable[[], object]) -> None:
    """Tell others when, and only if, the transaction is kept."""
    transaction.on_commit(lambda: (tell(), None)[1])


def plain(value: Any) -> Any:
    """Arguments as JSON for the history: records become their id and name, secrets never come here."""
    match value:
        case Model():
            return {"id": str(value.pk), "title": str(value)}
        case Mapping():
            return {str(key): plain(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(one) for one in value]
        case Decimal() | date() | datetime():
            return str(value)
        case str() | int() | float() | bool() | None:
            return value
    return json.loads(json.dumps(value, default=str))


def _title(chosen: Chosen[Any], outcome: Outcome) -> str:
    if len(chosen.ids) != 1 and len(outcome.records) != 1:
        return ""
    one = chosen.ids[0] if len(chosen.ids) == 1 else outcome.records[0]
    record = chosen.model._default_manager.filter(pk=one).first()
    return entity_of(chosen.model).title_of(record) if record else ""

"""Acting on many records, each by its own checks: what is refused is told with its reason, the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.outcome import Outcome, Skip
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.refusals import Refused

R = TypeVar("R", bound=Model)
MOST = 500
"""So many are acted on at once: they stay locked together until the end."""


def locked_for_each(chosen: Chosen[R], *, most: int = MOST) -> list[R]:
    """All chosen records, locked in the order of their ids. Raises Refused for too many, NotFound for none."""
    if chosen.rows()[: most + 1].count() > most:
        words = _("At most %(most)s at once: choose fewer.") % {"most": most}
        raise Refused(words, field="ids", code="too_many")
    return chosen.locked() or [chosen.one()]


def one_by_one(records: Sequence[R], act: Callable[[R], object]) -> Outcome:
    """Act on each record, which the caller holds locked. One that is refused is left as it was, and skipped with the
    reason. Raises what was refused when it was the only record: then it stands beside the fields.
    """
    done: list[int] = []
    skipped: list[Skip] = []
    for record in records:
        try:
            with transaction.atomic():
                act(record)
        except Refused as refused:
            if len(records) == 1:
                raise
            skipped.append(skip_for(record, refused))
        else:
            done.append(record.pk)
    return Outcome(done=len(done), records=done, skipped=skipped)


def skip_for(record: Any, refused: Refused) -> Skip:
    """A refusal as what is told of a record that was left alone: all that is wrong with it."""
    words = " ".join(str(error.message) for error in refused.errors) or str(refused.message)
    return Skip(record.pk, words, entity_of(record).title_of(record))

"""Documents that an import brings in as more than drafts: in a state since the day that they are dated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.rules import refuse_unapproved
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import FieldError, Refused


def moved_to(state: str, *, since: str) -> Callable[[Sequence[Any], Actor], Mapping[int, Refused]]:
    """How drafts of one kind that were just brought in come to a state, their date in the field `since`.

    What lacks its approval is refused, by id. Days that are over are let in: the file tells of what was.
    """

    def move(documents: Sequence[Any], by: Actor) -> Mapping[int, Refused]:
        refused: dict[int, Refused] = {}
        for document in documents:
            try:
                refuse_unapproved(document)
            except Refused as one:
                refused[document.pk] = one
        if documents and not refused:
            rows = type(documents[0])._default_manager.filter(pk__in=[one.pk for one in documents])
            rows.update(
                state=state, revision=F("revision") + 1, updated_at=timezone.now(), **{since: F("dated")}
            )  # fmt: skip
        return refused

    return move


def refuse_without_lines(document: Any, lines: Sequence[Any]) -> None:
    """Raises Refused for a document with nothing on it."""
    if not lines:
        raise Refused(errors=[without_lines()])


def without_lines() -> FieldError:
    """What is said of a document with nothing on it."""
    return FieldError("lines", "required", _("There is nothing on it yet: add a line first."))

"""Putting a card of a board into another column, or a card of a calendar on another day."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.doors.web.records.answers import toast
from zhike.doors.web.records.arguments import read_arguments
from zhike.doors.web.records.calendar import date_of, put_on_day
from zhike.doors.web.records.looking import CALENDAR, looking_at
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.boards import Board
from zhike.kernel.entity.declaration import Entity


@require_POST
def move(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Put a card elsewhere. A refusal is said in a toast, and the browser puts the card back."""
    entity, by = opened(request, key)
    display, to = looking_at(request, entity, by).display, request.POST.get("to", "")
    record = record_of(entity, record_id, by)
    if display.startswith(CALENDAR):
        outcome = put_on_day(entity, record, date_of(display), to, by)
    else:
        outcome = _into_column(entity, record, display, to, by)
    words = str(outcome.message) or (_("Saved.") if outcome.done else "")
    answer = HttpResponse(status=204)
    return toast(answer, words, batch=outcome.batch) if words else answer


def _into_column(entity: Entity, record: Any, display: str, to: str, by: Actor) -> Outcome:
    """By the board's own action, else by an update of the field it is made by."""
    declared = entity.boards.get(display, Board())
    if not declared.move:
        return update(Chosen.of(record, by=by), {display: to}, by=by)
    action = entity.actions[declared.move]
    arguments = read_arguments(action, {"to": to}, by)
    return perform(action, Chosen.of(record, by=by, verb=action.verb), arguments, by=by)

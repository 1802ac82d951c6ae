"""Putting a card of a board into another column."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from zhike.doors.web.records.answers import toast
from zhike.doors.web.records.arguments import read_arguments
from zhike.doors.web.records.looking import looking_at
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.boards import Board


@require_POST
def move(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Put a card into another column: by the board's own action, else by an update of the field it is made by.

    A refusal is said in a toast, and the browser puts the card back.
    """
    entity, by = opened(request, key)
    name = looking_at(request, entity, by).display
    declared = entity.boards.get(name, Board())
    record, to = record_of(entity, record_id, by), request.POST.get("to", "")
    if not declared.move:
        update(Chosen.of(record, by=by), {name: to}, by=by)
        return HttpResponse(status=204)
    action = entity.actions[declared.move]
    arguments = read_arguments(action, {"to": to}, by)
    outcome = perform(action, Chosen.of(record, by=by, verb=action.verb), arguments, by=by)
    answer = HttpResponse(status=204)
    return toast(answer, str(outcome.message), batch=outcome.batch) if outcome.message else answer

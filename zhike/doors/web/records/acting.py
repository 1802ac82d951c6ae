"""Actions from the page: the dialog made from the signature, on one record, on chosen ones, or on all that match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhike.doors.web.fields import Field
from zhike.doors.web.records.answers import done, sent_to
from zhike.doors.web.records.arguments import read_arguments
from zhike.doors.web.records.asking import asked_parameter
from zhike.doors.web.records.choosing import choice, chosen_of, count_words
from zhike.doors.web.records.dividing import asked_parts, typed_parts
from zhike.doors.web.records.opening import opened
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.scopes import verbs_on
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Action, Parameter
from zhike.kernel.actions.perform import perform
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.refusals import Refused


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """GET: the dialog of an action for the chosen records. POST: do it, and say what came of it."""
    entity, by = opened(request, key)
    action = entity.actions.get(name)
    if action is None or not action.allowed(by):
        raise Http404
    wanted = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(entity, by, wanted, action.verb)
    if request.method == "GET":
        # Asked even when there is nothing to fill in: what a link opens must change nothing.
        return _dialog(request, entity, by, action, wanted, chosen)
    try:
        outcome = perform(action, chosen, read_arguments(action, wanted, by), by=by)
    except Refused as refused:
        return _dialog(request, entity, by, action, wanted, chosen, refused)
    answer = done(action.label, outcome, undoable=action.undoable)
    if _from_card(request, entity, wanted) and (made := outcome.values.get("url")):
        return sent_to(answer, made)
    return answer


def _dialog(
    request: HttpRequest, entity: Entity, by: Actor, action: Action, wanted: QueryDict, chosen: Chosen[Any],
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    errors = {error.field: str(error.message) for error in refused.errors} if refused else {}
    fields = [
        _field(one, chosen, by, wanted, refused, errors) for one in action.parameters if one.ask.asked
    ]  # fmt: skip
    beside = {name for field in fields for name in (field.name, *(share.name for share in field.shares))}
    context = {
        "title": action.label, "action": f"{entity.url()}/actions/{action.name}", "hidden": choice(wanted),
        "fields": fields, "problem": " ".join(message for name, message in errors.items() if name not in beside),
        "submit": action.label, "dangerous": action.danger, "count_words": count_words(entity, chosen),
    }  # fmt: skip
    return render(request, "web/records/action.html", context, status=422 if refused else 200)


def _field(
    parameter: Parameter, chosen: Chosen[Any], by: Actor, wanted: QueryDict, refused: Refused | None,
    errors: Mapping[str, str],
) -> Field:  # fmt: skip
    if (parts := parameter.ask.parts) is not None:
        return asked_parts(parameter, parts, chosen, by, typed=typed_parts(parameter, wanted), errors=errors)
    typed = _typed(parameter, wanted, refused)
    return asked_parameter(parameter, by, typed=typed, error=errors.get(parameter.name, ""))


def _typed(parameter: Parameter, wanted: QueryDict, refused: Refused | None) -> str | None:
    """What the refused form held, or what the link that opens the dialog has chosen already."""
    return wanted.get(parameter.name) if refused or parameter.name in wanted else None


def _from_card(request: HttpRequest, entity: Entity, wanted: QueryDict) -> bool:
    """Whether the person stands on the card of the one record: then what was made of it is where she goes next."""
    ids = wanted.get("ids", "")
    return ids.isascii() and ids.isdigit() and _path(request) == entity.url(int(ids))


def _path(request: HttpRequest) -> str:
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def single_verbs(entity: Entity, by: Actor) -> set[str]:
    """The verbs of the actions that the person may do on one record at a time."""
    return {action.verb for action in entity.actions.values() if action.single and action.allowed(by)}


def action_entries(
    entity: Entity, record: Any, by: Actor, open_verbs: frozenset[str] | None = None
) -> list[dict[str, Any]]:
    """The menu of a record: the actions that the person may do on this record now.

    `open_verbs` are those of `verbs_on`, where the page has asked for them already.
    """
    if open_verbs is None:
        open_verbs = verbs_on(record, single_verbs(entity, by), by)
    return [
        {"label": one.label, "icon": one.icon, "dialog": f"{entity.url()}/actions/{one.name}?ids={record.pk}",
         "danger": one.danger, "name": one.name, "asks": bool(one.parameters)}
        for one in entity.actions.values()
        if one.single and one.allowed(by) and one.verb in open_verbs and one.fits(record, by) and one.name != "merge"
    ]  # fmt: skip

"""Actions from the page: the dialog made from the signature, on one record, on chosen ones, or on all that match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, get_origin
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.asking import asked, asked_parameter, unwrapped
from zhike.doors.web.records.looking import all_views, default_view, extra_filter
from zhike.doors.web.records.opening import opened, record_of
from zhike.doors.web.records.table import count_words as number_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.scopes import verbs_on
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import Action, Parameter
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import delete, restore, update
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import has_entity
from zhike.kernel.fields import parsing
from zhike.kernel.filters import predicate
from zhike.kernel.history.undo_in_steps import undo_or_begin
from zhike.kernel.lists.counting import count
from zhike.kernel.people.models import Department, Employee
from zhike.kernel.refusals import FieldError, Refused
from zhike.kernel.search.finding import matching


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
        answer["HX-Location"] = made
    return answer


@require_http_methods(["GET", "POST"])
def edit_many(request: HttpRequest, key: str) -> HttpResponse:
    """Write one field of all chosen records."""
    entity, by = opened(request, key)
    wanted = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(entity, by, wanted, "change")
    names = [name for name in entity.writable(by) if not entity.masks(name, by) and name != entity.title_field]
    if not names:
        raise Http404
    asked_for = wanted.get("field")
    name = asked_for if asked_for in names else names[0]
    error = ""
    if request.method == "POST" and "save" in wanted:
        field = entity.fields[name]
        try:
            value = (
                wanted.getlist(name) if field.type.name in ("tags", "references", "choices") else wanted.get(name, "")
            )
            return done(_("Edit a field"), update(chosen, {name: value}, by=by))
        except Refused as refused:
            error = refused.message
    context = {
        "title": _("Edit a field"), "action": f"{entity.url()}/actions/update",
        "chooser": f"{entity.url()}/actions/update", "hidden": _choice(wanted) | {"save": "1"},
        "names": [(one, entity.fields[one].label, one == name) for one in names],
        "fields": [asked(entity.fields[name], None, by, error=error)], "count_words": count_words(entity, chosen),
    }  # fmt: skip
    return render(request, "web/records/edit_many.html", context, status=422 if error else 200)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Put the chosen records into the bin; nothing is asked, because it can be undone."""
    entity, by = opened(request, key)
    wanted = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(entity, by, wanted, "delete")
    if request.method == "GET":
        context = {
            "title": _("Delete"), "action": f"{entity.url()}/actions/delete", "hidden": _choice(wanted),
            "submit": _("Put in the bin"), "dangerous": True, "count_words": count_words(entity, chosen), "fields": [],
        }  # fmt: skip
        return render(request, "web/records/action.html", context)
    return done(_("Delete"), delete(chosen, by=by))


@require_POST
def remove_one(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Put one record into the bin and go back to the list."""
    entity, by = opened(request, key)
    outcome = delete(Chosen.of(record_of(entity, record_id, by), by=by), by=by)
    answer = done(_("Delete"), outcome)
    answer["HX-Location"] = entity.url()
    return answer


@require_POST
def restore_one(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Take one record out of the bin."""
    entity, by = opened(request, key)
    return done(_("Restore"), restore(entity.model, [record_id], by=by))


@require_http_methods(["GET", "POST"])
def restore_many(request: HttpRequest, key: str) -> HttpResponse:
    """Take the chosen records out of the bin; nothing is asked, because it can be undone."""
    entity, by = opened(request, key)
    wanted = request.POST if request.method == "POST" else request.GET
    ids = [int(one) for one in wanted.get("ids", "").split(",") if one.isascii() and one.isdigit() and len(one) < 19]
    if not ids:
        raise Refused(_("Choose the records to restore one by one."), code="nothing_chosen")
    if request.method == "GET":
        words = ngettext("%(count)s record chosen", "%(count)s records chosen", len(ids)) % {"count": len(ids)}
        context = {
            "title": _("Restore"), "action": f"{entity.url()}/actions/restore", "hidden": _choice(wanted),
            "submit": _("Restore"), "count_words": words, "fields": [],
        }  # fmt: skip
        return render(request, "web/records/action.html", context)
    return done(_("Restore"), restore(entity.model, ids, by=by))


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Undo a batch."""
    return done(_("Undo"), undo_or_begin(batch_id, by=request.actor), undoable=False)  # type: ignore[attr-defined]


def chosen_of(entity: Entity, by: Actor, wanted: QueryDict, verb: str) -> Chosen[Any]:
    """The records that the browser names: `ids=1,2`, or `all=1` with the query of the list in `filter`."""
    if wanted.get("all") == "1":
        return Chosen(
            entity.model, by, _all_that_match(entity, by, dict(parse_qsl(wanted.get("filter", "")))), verb=verb
        )
    ids = [int(one) for one in wanted.get("ids", "").split(",") if one.isascii() and one.isdigit() and len(one) < 19]
    if not ids:
        raise Refused(_("Nothing was chosen."), code="nothing_chosen")
    return Chosen.named(entity.model, ids, by=by, verb=verb)


def _all_that_match(entity: Entity, by: Actor, state: dict[str, str]) -> Q:
    views = all_views(entity, by)
    view = next((one for one in views if one.key == state.get("view")), None) or default_view(views)
    where = predicate(entity, view.where.both(extra_filter(state)), by)
    if state.get("q"):
        where &= matching(entity, state["q"]) or Q(pk__in=[])
    return where


def read_arguments(action: Action, wanted: Mapping[str, Any], by: Actor) -> dict[str, Any]:
    """An action's arguments from what a form held, each by its parameter's type. Raises Refused with each mistake."""
    arguments: dict[str, Any] = {}
    errors: list[FieldError] = []
    for parameter in action.parameters:
        try:
            value = read_argument(parameter, wanted, by)
        except (Refused, parsing.ValueProblem) as problem:
            message = problem.message
            errors.append(FieldError(parameter.name, "wrong", message))
            continue
        if value is None and parameter.required and not unwrapped(parameter.type)[1]:
            errors.append(
                FieldError(parameter.name, "required", _("“%(field)s” must be filled in.") % {"field": parameter.label})
            )
        elif value is not None or not parameter.default:
            arguments[parameter.name] = parameter.default if value is None and not parameter.required else value
    if errors:
        raise Refused(errors=errors)
    return arguments


def read_argument(parameter: Parameter, wanted: Mapping[str, Any], by: Actor) -> Any:
    """One argument; None when the form left it empty."""
    kind, _optional = unwrapped(parameter.type)
    if kind is bool:
        return parameter.name in wanted and wanted[parameter.name] not in ("", "false", "0")
    if get_origin(kind) is list:
        return (
            wanted.getlist(parameter.name) if isinstance(wanted, QueryDict) else list(wanted.get(parameter.name) or [])
        )
    raw = wanted.get(parameter.name, "")
    if raw in (None, ""):
        return None
    if isinstance(kind, type) and issubclass(kind, Model):
        return _record(kind, str(raw), by, parameter)
    if kind is datetime:
        return parsing.parse_datetime(str(raw), zone=ZoneInfo(settings.TIME_ZONE))
    if kind is date:
        return parsing.parse_date(str(raw))
    if kind is int:
        return parsing.parse_integer(str(raw))
    return parsing.parse_decimal(str(raw)) if kind is Decimal else str(raw)


def _record(model: type[Model], raw: str, by: Actor, parameter: Parameter) -> Model:
    rows = model._default_manager.all()
    if has_entity(model) and model not in (Employee, Department):
        rows = rows.visible_to(by)  # type: ignore[attr-defined]
    found = rows.filter(pk=int(raw)).first() if raw.isascii() and raw.isdigit() and len(raw) < 19 else None
    if found is None:
        raise Refused(
            _("“%(field)s” is not known.") % {"field": parameter.label}, field=parameter.name, code="unknown_reference"
        )
    return found


def _dialog(
    request: HttpRequest, entity: Entity, by: Actor, action: Action, wanted: QueryDict, chosen: Chosen[Any],
    refused: Refused | None = None,
) -> HttpResponse:  # fmt: skip
    errors = {error.field: str(error.message) for error in refused.errors} if refused else {}
    names = {parameter.name for parameter in action.parameters}
    context = {
        "title": action.label, "action": f"{entity.url()}/actions/{action.name}", "hidden": _choice(wanted),
        "fields": [
            asked_parameter(one, by, typed=_typed(one, wanted, refused), error=errors.get(one.name, ""))
            for one in action.parameters if one.ask.asked
        ],
        "problem": " ".join(message for field, message in errors.items() if field not in names),
        "submit": action.label, "dangerous": action.danger, "count_words": count_words(entity, chosen),
    }  # fmt: skip
    return render(request, "web/records/action.html", context, status=422 if refused else 200)


def _typed(parameter: Parameter, wanted: QueryDict, refused: Refused | None) -> str | None:
    """What the refused form held, or what the link that opens the dialog has chosen already."""
    return wanted.get(parameter.name) if refused or parameter.name in wanted else None


def _choice(wanted: QueryDict) -> dict[str, str]:
    return {name: str(wanted[name]) for name in ("ids", "all", "filter") if wanted.get(name)}


def count_words(entity: Entity, chosen: Chosen[Any]) -> str:
    """How many records an action is about to touch."""
    if chosen.ids:
        number = len(chosen.ids)
        return ngettext("%(count)s record chosen", "%(count)s records chosen", number) % {"count": number}
    return _("All that match: %(count)s") % {"count": number_words(count(chosen.rows()))}


def _from_card(request: HttpRequest, entity: Entity, wanted: QueryDict) -> bool:
    """Whether the person stands on the card of the one record: then what was made of it is where she goes next."""
    ids = wanted.get("ids", "")
    return ids.isascii() and ids.isdigit() and _path(request) == entity.url(int(ids))


def _path(request: HttpRequest) -> str:
    return urlsplit(request.headers.get("HX-Current-URL", "")).path


def done(label: Any, outcome: Outcome, *, undoable: bool = True) -> HttpResponse:
    """Close the dialog, refresh the rows, and say what came of it with Undo."""
    counted = ngettext("%(label)s: %(count)s record.", "%(label)s: %(count)s records.", outcome.done)
    text = str(outcome.message) or counted % {"label": label, "count": outcome.done}
    if outcome.skipped:
        reasons = list(dict.fromkeys(str(skip.reason) for skip in outcome.skipped))[:3]
        text += " " + _("Left alone: %(count)s (%(reasons)s).") % {
            "count": len(outcome.skipped),
            "reasons": " ".join(reasons),
        }
    answer = trigger(
        HttpResponse(status=204), **{"close-dialog": True, "records-changed": True, "selection-done": True}
    )
    return toast(
        answer,
        text,
        batch=outcome.batch if undoable and outcome.done else None,
        link=outcome.values.get("url", ""),
        label=_("Open"),
    )


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

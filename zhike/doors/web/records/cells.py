"""Changing one value where it stands: in a cell of the list, or in a fact of the card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.asking import asked, asked_parameter
from zhike.doors.web.records.forms import MANY
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import update
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.refusals import Refused


@require_http_methods(["GET", "POST"])
def cell(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """GET: the input in place of the cell. POST: write it; answers the cell, or the input with what is wrong."""
    return _asked_or_written(
        request, key, record_id, name, lambda entity, record, by: HttpResponse(shown(entity, record, name, by))
    )


@require_http_methods(["GET", "POST"])
def fact(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """The same for a fact of the card: POST answers the whole fact."""
    return _asked_or_written(
        request, key, record_id, name,
        lambda entity, record, by: render(
            request, "web/fact.html", {"fact": fact_of(entity, record, name, by, editable=True)}
        ),
    )  # fmt: skip


def _asked_or_written(
    request: HttpRequest,
    key: str,
    record_id: int,
    name: str,
    draw: Callable[[Entity, Any, Actor], HttpResponse],
) -> HttpResponse:
    entity, by, record, field = _editable(request, key, record_id, name)
    if request.method == "GET":
        return _input(request, entity, record, name, by)
    try:
        outcome = update(Chosen.of(record, by=by), {name: _posted(request, field)}, by=by)
    except Refused as refused:
        return _input(request, entity, record, name, by, refused)
    answer = draw(entity, record_of(entity, record_id, by), by)
    return toast(answer, _("Saved."), batch=outcome.batch) if outcome.done else answer


def fact_of(entity: Entity, record: Any, name: str, by: Actor, *, editable: bool) -> dict[str, Any]:
    """A label and its value, with the address that edits it if it may be."""
    url = f"{entity.url(record.pk)}/facts/{name}" if editable and not entity.masks(name, by) else ""
    return {"label": entity.labels()[name], "html": shown(entity, record, name, by), "url": url, "name": name}


def shown(entity: Entity, record: Any, name: str, by: Actor) -> Any:
    """A value of a record as safe HTML, masked if it must be."""
    field = entity.fields[name]
    value = shown_to(entity, name, getattr(record, field.column), by)
    if field.type.name == "reference" and value is not None:
        value = (value, str(getattr(record, name)))
    html = field.type.cell(value, field, reading_for(by))
    if entity.masks(name, by) and value:
        return format_html(
            '<span data-masked>{} <button type="button" class="btn btn-quiet btn-sm" data-unmask="{}">{}</button>'
            "</span>",
            html, f"{entity.url(record.pk)}/unmask/{name}", _("Show"),
        )  # fmt: skip
    return html


@require_POST
def unmask(request: HttpRequest, key: str, record_id: int, name: str) -> HttpResponse:
    """Show a masked value whole: counted, with a reason, and only within the quota of the day.

    Answers a dialog that asks for the reason; sent from there, the value is said and the dialog closes.
    """
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    action = entity.actions.get("unmask")
    if action is None or not entity.masks(name, by):
        raise Http404
    arguments = {"field": name, "reason": request.POST.get("reason", "")}
    try:
        outcome = perform(action, Chosen.of(record, by=by, verb=action.verb), arguments, by=by)
    except Refused as refused:
        if refused.status != 422:  # used up, or not allowed: said as it is
            raise
        asked_for = "reason" in request.POST
        fields = [
            asked_parameter(one, by, error=refused.message if asked_for else "")
            for one in action.parameters
            if one.ask.asked
        ]
        context = {"title": action.label, "action": request.path, "fields": fields, "submit": _("Show")}
        return render(request, "web/dialog_form.html", context, status=422)
    answer = trigger(HttpResponse(status=204), **{"close-dialog": True})
    return toast(answer, f"{entity.fields[name].label}: {outcome.values['value']}")


def _editable(request: HttpRequest, key: str, record_id: int, name: str) -> tuple[Entity, Actor, Any, Any]:
    entity, by = opened(request, key)
    field = entity.writable(by).get(name)
    if field is None or entity.masks(name, by):
        raise Http404
    return entity, by, record_of(entity, record_id, by), field


def _posted(request: HttpRequest, field: Any) -> Any:
    if field.type.name in MANY:
        return request.POST.getlist(field.name)
    if field.type.name == "boolean":
        return field.name in request.POST
    return request.POST.get(field.name, "")


def _input(
    request: HttpRequest, entity: Entity, record: Any, name: str, by: Actor, refused: Refused | None = None
) -> HttpResponse:
    bound = entity.fields[name]
    typed = _posted(request, bound) if refused else None
    field = asked(bound, getattr(record, bound.column), by, error=refused.message if refused else "", typed=typed)
    field.bare = True
    return render(request, "web/records/input.html", {"field": field}, status=422 if refused else 200)

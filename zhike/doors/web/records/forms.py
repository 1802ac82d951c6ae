"""The form of a record, made from the entity's sections: new, edit, copy; what was typed is never lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.lines.editor import editor, rows_of_values, rows_stored
from zhike.doors.web.lines.posted import errors_by_cell, lines_posted, rows_posted
from zhike.doors.web.records.answers import made, sent_to, toast
from zhike.doors.web.records.asking import asked, unseen
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import copy_values, create, may_create, update
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.refusals import ChangedMeanwhile, Refused

MANY = ("references", "tags", "choices")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponse:
    """The page that creates a record; `?customer=5` fills in a field, `?copy=5` takes over another record's values."""
    entity, by = opened(request, key)
    if entity.shuts("create"):
        raise Http404
    may_create(entity, by)
    if request.method == "GET":
        return _form_page(request, entity, by, _beginnings(request, entity, by))
    values = typed_values(entity, by, request.POST)
    try:
        outcome = create(entity, {name: value for name, value in values.items() if value not in ("", [])}, by=by)
    except Refused as refused:
        return _again(request, entity, by, values, refused)
    record_id = outcome.records[0]
    if "for" in request.GET:
        return made(entity, record_id, request.GET["for"], by)
    words = _("%(title)s has been created.") % {"title": record_of(entity, record_id, by)}
    if request.headers.get("HX-Request"):
        return toast(sent_to(HttpResponse(status=204), entity.url(record_id)), words)
    messages.success(request, words)
    return redirect(entity.url(record_id))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """The page that changes a record. Only what was changed is written; a record saved meanwhile is said so."""
    entity, by = opened(request, key)
    record = record_of(entity, record_id, by)
    if request.method == "GET":
        # Said before anything is typed, not after.
        chosen = Chosen.of(record, by=by)
        chosen.refuse_if_none(chosen.untouchable())
        return _form_page(request, entity, by, stored_values(entity, record), record=record)
    values = typed_values(entity, by, request.POST)
    try:
        outcome = update(
            Chosen.of(record, by=by), values, by=by, revision=int(request.POST.get("revision") or record.revision)
        )
    except Refused as refused:
        return _again(request, entity, by, values, refused, record=record)
    answer = HttpResponse(status=204) if request.headers.get("HX-Request") else redirect(entity.url(record_id))
    sent_to(answer, entity.url(record_id))
    return toast(answer, _("Saved."), batch=outcome.batch if outcome.done else None)


def typed_values(entity: Entity, by: Actor, posted: QueryDict) -> dict[str, Any]:
    """What the form held, by field name: only fields that the person may write and that the form showed."""
    shown = set(posted.getlist("shown"))
    values: dict[str, Any] = {}
    for name, field in entity.writable(by).items():
        if name not in shown or (entity.masks(name, by) and "*" in posted.get(name, "")):
            continue
        if field.type.name in MANY:
            values[name] = posted.getlist(name)
        elif field.type.name == "boolean":
            values[name] = name in posted
        else:
            values[name] = posted.get(name, "")
    return values | lines_posted(entity, by, posted)


def stored_values(entity: Entity, record: Any) -> dict[str, Any]:
    """The record's values by field name, as the form's inputs take them."""
    return {
        name: getattr(record, field.column) for name, field in entity.fields.items() if field.model_field is not None
    }


def sections(
    entity: Entity, by: Actor, values: Mapping[str, Any], *, typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None, new_record: bool = False,
) -> list[dict[str, Any]]:  # fmt: skip
    """The form's sections with their fields; a folded one that holds a mistake is open."""
    typed, errors, writable, found = typed or {}, errors or {}, entity.writable(by), []
    for section in entity.form:
        fields = [
            _drawn(entity, writable[name], values.get(name), by, typed, errors)
            for name in section.fields
            if name in writable and not unseen(writable[name], values.get(name), by)
        ]
        if fields:
            found.append({
                "title": section.label, "fields": fields, "folded": section.folded,
                "open": any(field.error for field in fields) or not new_record,
            })  # fmt: skip
    return found


def _drawn(
    entity: Entity, field: BoundField, value: Any, by: Actor, typed: Mapping[str, Any], errors: Mapping[str, str]
) -> Any:
    drawn = asked(
        field,
        shown_to(entity, field.name, value, by),
        by,
        error=errors.get(field.name, ""),
        typed=typed.get(field.name),
    )
    if drawn.kind == "reference" and field.related_entity is not None and field.related_entity.reach(by, "create"):
        drawn.create_url = f"{field.related_entity.url()}/new-dialog"
    if entity.duplicates and field.name in {name for match in entity.duplicates for name in (match.field, *match.also)}:
        drawn.check_url = f"{entity.url()}/check/{field.name}"
    if entity.numbering and field.name == entity.numbering.field:
        drawn.required, drawn.help = False, _("Left empty, the next number is given.")
    return drawn


def _beginnings(request: HttpRequest, entity: Entity, by: Actor) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, field in entity.fields.items():
        if field.dictionary:
            values[name] = next(
                (one.pk for one in directory().dictionaries.get(field.dictionary, []) if one.is_default), None
            )
        elif field.model_field is not None and field.model_field.has_default():
            values[name] = field.model_field.get_default()
        elif getattr(field.model_field, "codes", ""):  # the first of such a list is the usual one
            values[name] = next((code for code, _label in field.choices), "")
    if "owner" in entity.fields and entity.owner_is_maker:
        values["owner"] = by.employee_id
    if (original := whole_number(request.GET.get("copy", ""))) is not None:
        values |= copy_values(entity, record_of(entity, original, by), by=by)
    return values | {name: request.GET[name] for name in entity.writable(by) if name in request.GET}


def _editors(
    request: HttpRequest, entity: Entity, by: Actor, values: Mapping[str, Any], record: Any,
    refused: Refused | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The tables of lines: as they are stored, as a new document begins, or as a refused form held them."""
    found = []
    for lines in entity.lines:
        rows, computed = rows_stored(entity, lines, record, by) if record is not None else ([], {})
        errors, problem = {}, ""
        if refused is not None:
            rows = rows_posted(entity, lines, by, request.POST)
            errors = errors_by_cell(lines, rows, refused.errors)
            problem = " ".join(str(error.message) for error in refused.errors if error.field == lines.name)
        elif record is None:
            rows = rows_of_values(lines, values.get(lines.name, ()))
        found.append(editor(entity, lines, rows, by, record=record, computed=computed, errors=errors, problem=problem))
    return found


def _form_page(
    request: HttpRequest, entity: Entity, by: Actor, values: Mapping[str, Any], *, record: Any = None, **more: Any
) -> HttpResponse:
    title = entity.title_of(record) if record is not None else _("New %(what)s") % {"what": str(entity.label).lower()}
    context = {
        "entity": entity, "title": title, "record": record, "revision": getattr(record, "revision", ""),
        "sections": sections(entity, by, values, new_record=record is None, **more), "action": request.get_full_path(),
        "cancel_url": entity.url(record.pk) if record is not None else entity.url(), "submit": _("Save"),
        "editors": _editors(request, entity, by, values, record),
    }  # fmt: skip
    crumbs = [{"label": str(entity.label_plural), "url": entity.url()}, {"label": title, "url": ""}]
    return frame_page(request, "web/records/form.html", context, crumbs=crumbs)


def _again(
    request: HttpRequest, entity: Entity, by: Actor, values: Mapping[str, Any], refused: Refused, record: Any = None
) -> HttpResponse:
    """The form once more with what was typed, each mistake beside its field."""
    errors = {error.field: str(error.message) for error in refused.errors if error.field}
    tables = _editors(request, entity, by, values, record, refused)
    placed = {*entity.writable(by), *(lines.name for lines in entity.lines)}
    general = " ".join(str(error.message) for error in refused.errors if error.field.partition(".")[0] not in placed)
    if isinstance(refused, ChangedMeanwhile):
        general = _("%(refusal)s What you typed is kept: save again to put it in place.") % {"refusal": general}
    stored = stored_values(entity, record) if record is not None else {}
    context = {
        "entity": entity, "problem": general, "action": request.get_full_path(), "submit": _("Save"), "record": record,
        "revision": record.revision if isinstance(refused, ChangedMeanwhile) else request.POST.get("revision", ""),
        "sections": sections(entity, by, stored, typed=values, errors=errors, new_record=record is None),
        "cancel_url": entity.url(record.pk) if record is not None else entity.url(), "editors": tables,
    }  # fmt: skip
    return render(request, "web/records/form_body.html", context, status=422)


@require_http_methods(["GET", "POST"])
def new_dialog(request: HttpRequest, key: str) -> HttpResponse:
    """The short form that creates a record from within a reference field: what is needed first, and no more."""
    entity, by = opened(request, key)
    may_create(entity, by)
    wanted_by = request.GET.get("for", "")
    typed: dict[str, Any] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        typed = typed_values(entity, by, request.POST)
        try:
            outcome = create(entity, {name: value for name, value in typed.items() if value not in ("", [])}, by=by)
        except Refused as refused:
            errors = {error.field: str(error.message) for error in refused.errors}
        else:
            return made(entity, outcome.records[0], wanted_by, by)
    beginnings = _beginnings(request, entity, by) | {entity.title_field: request.GET.get("name", "")}
    first = sections(entity, by, beginnings, typed=typed, errors=errors, new_record=True)[0]
    context = {
        "title": _("New %(what)s") % {"what": str(entity.label).lower()}, "action": request.get_full_path(),
        "fields": first["fields"], "problem": errors.get("", ""), "submit": _("Create"),
    }  # fmt: skip
    return render(request, "web/records/new_dialog.html", context, status=422 if errors else 200)

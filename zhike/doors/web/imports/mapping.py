"""The mapping: which column fills which field, beside samples of what the column holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.doors.web.fields import Field
from zhike.doors.web.imports.beginning import rule_field
from zhike.doors.web.imports.fixing import fixed_from, fixed_rows
from zhike.doors.web.imports.framing import framed
from zhike.doors.web.imports.reading import as_it_was, option_fields, options_from
from zhike.doors.web.imports.steps import MAP
from zhike.doors.web.records.answers import toast
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.imports import service
from zhike.kernel.imports.finishing import may_finish
from zhike.kernel.imports.flat import ID, flat_of
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.targets import confidences, missing, offered
from zhike.kernel.imports.templates import save_template
from zhike.kernel.lines.naming import label_of
from zhike.kernel.refusals import Refused

COLUMN = "column_"
SAMPLES = 3
SURE, LIKELY = 0.9, 0.7


@require_POST
def save(request: HttpRequest, import_id: int) -> HttpResponse:
    """Keep the mapping and go on to the check; or keep it as a template; or read the file another way."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    importing, form = service.import_named(import_id, by=by), request.POST
    mapping = {header: form.get(f"{COLUMN}{place}", "") for place, header in enumerate(importing.headers)}
    try:
        with transaction.atomic():
            said = _done(importing, form, mapping, by)
    except Refused as refused:
        return mapping_page(
            request, service.import_named(import_id, by=by), by, mapping=mapping, form=form, refused=refused
        )
    return toast(mapping_page(request, importing, by), said) if said else redirect(f"/imports/{importing.pk}")


def _done(importing: Import, form: QueryDict, mapping: Mapping[str, str], by: Actor) -> str:
    """Do what the button says; returns what is to be said when the person stays on the page."""
    options = as_it_was(importing, options_from(form))
    rule = form.get("duplicates", "") or importing.duplicates
    if Options.of(importing.options | options).reading() != Options.of(importing.options).reading():
        service.reopen(importing, options | {"duplicates": rule}, by=by)
        return _("The file was read again, and the columns were mapped anew.")
    service.set_mapping(importing, mapping, by=by, duplicates=rule, options=options)
    if form.get("do") == "template":
        template = save_template(importing, form.get("name", ""), by=by)
        return _("The mapping is kept as the template “%(name)s”.") % {"name": template.name}
    service.check(importing, by=by)
    return ""


def mapping_page(
    request: HttpRequest,
    importing: Import,
    by: Actor,
    *,
    mapping: Mapping[str, str] | None = None,
    form: QueryDict | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The page; with `form` and `refused` as it was typed, each error beside its field."""
    errors = {error.field: str(error.message) for error in refused.errors} if refused else {}
    chosen = importing.mapping if mapping is None else mapping
    typed = {} if form is None else {name: str(value) for name, value in form.items()}
    entity = entity_named(importing.entity)
    options = option_fields(importing, form, errors)
    fixed = Options.of(importing.options).fixed if form is None else fixed_from(form)
    columns = _columns(importing, chosen, errors, by)
    placed = {*importing.headers, "duplicates", "name", *(field.name for field in options)}
    placed |= {f"fixed.{name}" for name in fixed}
    context = {
        "title": importing.file_name,
        "columns": columns,
        "options": options,
        "options_open": any(field.error for field in options),
        "mapped": sum(bool(one["mapped"]) for one in columns),
        "unfilled": missing(entity, {h: n for h, n in chosen.items() if n}, by, fixed),
        "fixed_rows": fixed_rows(entity, fixed, errors, _choices(entity, offered(entity, by))),
        "fixed_open": bool(fixed),
        "rule_field": rule_field(typed.get("duplicates") or importing.duplicates, errors.get("duplicates", "")),
        **_documents(importing, chosen, form, by),
        "template_name": typed.get("name", ""),
        "template_error": errors.get("name", ""),
        "problem": " ".join(words for name, words in errors.items() if name not in placed),
    }
    return framed(request, "web/imports/mapping.html", importing, MAP, context, status=422 if refused else 200)


def _documents(importing: Import, chosen: Mapping[str, str], form: QueryDict | None, by: Actor) -> dict[str, Any]:
    """For a mapping of documents with lines: the column by which rows belong together, and what can be done at once."""
    entity = entity_named(importing.entity)
    try:
        flat = flat_of(entity, {header: name for header, name in chosen.items() if name})
    except Refused:
        flat = None
    finish = entity.importing.finish if entity.importing else None
    if flat is None or finish is None or not may_finish(entity, finish, by):
        return {"together_by": flat.key if flat else ""}
    on = "finish" in form if form is not None else Options.of(importing.options).finish
    words = _("Otherwise they come in as drafts. What is done at once can't be undone with the import.")
    return {"together_by": flat.key, "finish_field": Field("finish", str(finish.label), "checkbox", on, help=words)}


def _columns(
    importing: Import, chosen: Mapping[str, str], errors: Mapping[str, str], by: Actor
) -> list[dict[str, Any]]:
    """One line for each column: its samples, the fields to choose from, and how sure the guess is."""
    entity = entity_named(importing.entity)
    sure = confidences(entity, importing.headers, importing.samples, by)
    choices = _choices(entity, offered(entity, by))
    found = []
    for place, header in enumerate(importing.headers):
        field = chosen.get(header, "")
        cells = [row[place] for row in importing.samples if place < len(row) and row[place].strip()]
        guess = sure.get(header)
        found.append(
            {
                "name": f"{COLUMN}{place}",
                "header": header,
                "samples": list(dict.fromkeys(cells))[:SAMPLES],
                "mapped": field,
                "choices": [(value, label, value == field) for value, label in choices],
                "error": errors.get(header, ""),
                "sure": _sure_words(guess[1]) if guess and field == guess[0] else None,
            }
        )
    return found


def _choices(entity: Entity, fields: Mapping[str, BoundField]) -> list[tuple[str, str]]:
    """The fields by their order on the form, then those of lines; the id comes last."""
    labels = {name: label_of(entity, name, bound) for name, bound in fields.items()}
    words = [
        (name, _("%(field)s (required)") % {"field": labels[name]} if bound.required else labels[name])
        for name, bound in fields.items()
    ]
    return [*words, (ID, _("ID of the record"))]


def _sure_words(confidence: float) -> dict[str, Any]:
    percent = round(confidence * 100)
    if confidence >= SURE:
        return {"label": _("Sure"), "tone": "jade", "percent": percent}
    if confidence >= LIKELY:
        return {"label": _("Likely"), "tone": "sky", "percent": percent}
    return {"label": _("Please look"), "tone": "amber", "percent": percent}

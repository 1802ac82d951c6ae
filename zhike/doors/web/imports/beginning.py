"""The first step of an import: which file, by which template, and what becomes of duplicates."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.imports.listing import crumb, importable, whole
from zhike.doors.web.imports.steps import UPLOAD, steps
from zhike.doors.web.records.answers import toast, trigger
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports import service
from zhike.kernel.imports.models import DuplicateRule
from zhike.kernel.imports.templates import forget_template, templates_of
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.tables.table import Limits

ACCEPTED = ".csv,.tsv,.tab,.txt,.gz,.xlsx,.xlsm,.xltx,.xltm,.xlsb,.xls,.xlt,.et,.ods,.ots,.vcf,.vcard"
"""What `kernel.tables` can open."""


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET: choose a file. POST: take it in, and go on to the mapping."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    wanted = request.POST if request.method == "POST" else request.GET
    if not wanted.get("entity"):
        context = {"title": _("Import"), "kinds": importable(by)}
        return frame_page(request, "web/imports/which.html", context, crumbs=[crumb()])
    entity = _entity(wanted["entity"])
    service.may_import(entity, by)
    if request.method == "GET":
        return _page(request, entity, by)
    try:
        sent = request.FILES.get("file")
        if sent is None:
            raise Refused(_("Choose a file first."), field="file", code="required")
        options = {name: wanted[name] for name in ("template", "duplicates") if wanted.get(name)}
        with transaction.atomic():
            importing = service.begin(entity, sent.chunks(), sent.name or "file", by=by, options=options)
    except Refused as refused:
        return _page(request, entity, by, refused)
    return redirect(f"/imports/{importing.pk}")


@require_POST
def forget(request: HttpRequest, template_id: int) -> HttpResponse:
    """Remove a template of one's own."""
    forget_template(template_id, by=request.actor)  # type: ignore[attr-defined]
    return toast(trigger(HttpResponse(status=204), **{"records-changed": True}), _("The template is removed."))


def _entity(key: str) -> Entity:
    try:
        return entity_named(key)
    except NotFound as missing:
        raise Http404 from missing


def _page(request: HttpRequest, entity: Entity, by: Actor, refused: Refused | None = None) -> HttpResponse:
    wanted = request.POST if request.method == "POST" else request.GET
    errors = {error.field: str(error.message) for error in refused.errors} if refused else {}
    templates = list(templates_of(entity.key).select_related("owner"))
    template = next((one for one in templates if one.name == wanted.get("template")), None)
    rule = wanted.get("duplicates") if refused else (template.options.get("duplicates") if template else None)
    context = {
        "title": _("Import %(what)s") % {"what": str(entity.label_plural).lower()},
        "entity": entity,
        "steps": steps(UPLOAD),
        "file_field": _file(errors.get("file", "")),
        "template_field": _templates(templates, wanted.get("template", ""), errors.get("template", ""))
        if templates
        else None,
        "rule_field": rule_field(rule or DuplicateRule.SKIP, errors.get("duplicates", "")),
        "own_templates": [one for one in templates if one.owner_id == by.employee_id or by.rights.administrator],
        "problem": " ".join(words for name, words in errors.items() if name not in ("file", "template", "duplicates")),
    }
    crumbs = [crumb(), {"label": _("Choose a file"), "url": ""}]
    return frame_page(request, "web/imports/new.html", context, crumbs=crumbs, status=422 if refused else 200)


def _file(error: str) -> Field:
    limits = Limits()
    help_words = _("Up to %(size)s GB and %(rows)s rows. The first line with names of columns is found by itself.") % {
        "size": service.MOST_BYTES // 1024**3,
        "rows": whole(limits.rows),
    }
    return Field(
        "file",
        _("File"),
        "file",
        required=True,
        error=error,
        accept=ACCEPTED,
        limit=service.MOST_BYTES,
        hint=_("Excel (XLSX, XLS, XLSB), WPS (ET), ODS, CSV or text, also gzipped, and business cards (vCard)"),
        help=help_words,
    )


def _templates(templates: list[Any], chosen: str, error: str) -> Field:
    choices = [
        Choice(one.name, _("%(name)s (by %(owner)s)") % {"name": one.name, "owner": one.owner.name}, one.name == chosen)
        for one in templates
    ]
    words = _("Columns that the template knows are mapped as it says.")
    return Field("template", _("Template"), "select", chosen, choices=choices, error=error, help=words)


def rule_field(rule: str, error: str = "") -> Field:
    """What becomes of a row that is in the book already."""
    choices = [Choice(value, str(label), value == rule) for value, label in DuplicateRule.choices]
    return Field(
        "duplicates", _("When a row is in the book already"), "choice_chips", rule, choices=choices, error=error
    )

"""Roles: who has them, and the sheet of one: powers, a scope for each verb on each entity, field rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhike.areas.organisation.roles import Reaches, Sheet, set_rights, sheet_of
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.areas import areas
from zhike.kernel.access.powers import PEOPLE, powers, verbs_of
from zhike.kernel.access.rights import ADMINISTRATOR
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.people.models import Employee, FieldAccess, Role, Scope
from zhike.kernel.refusals import Refused


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """All roles, with who has them."""
    opened_with(request, PEOPLE)
    people = list(
        Employee.objects.filter(deleted_at=None, is_active=True).order_by("name").values("id", "name", "roles")
    )
    rows = [
        {
            "role": role,
            "people": [one for one in people if role.pk in one["roles"]],
            "all": ADMINISTRATOR in role.powers,
        }
        for role in Role.objects.filter(deleted_at=None)
    ]
    return setup_page(request, "roles.html", {"title": _("Roles"), "rows": rows})


@require_http_methods(["GET", "POST"])
def role(request: HttpRequest, role_id: int) -> HttpResponse:
    """The sheet of one role; POST writes it as a whole."""
    by = opened_with(request, PEOPLE)
    found = Role.objects.filter(pk=role_id, deleted_at=None).first()
    if found is None:
        raise Http404
    sheet, problem = sheet_of(found), ""
    if request.method == "POST":
        sheet = read_sheet(request.POST)
        try:
            set_rights(role_id, sheet, by=by)
        except Refused as refused:
            problem = refused.message
        else:
            messages.success(
                request, _("The role has been saved. It holds from the next click of everybody who has it.")
            )
            return HttpResponseRedirect(f"/settings/roles/{role_id}")
    context = {"title": found.name, "role": found, "problem": problem, **_drawn(sheet)}
    return setup_page(request, "role.html", context, (_("Roles"), "/settings/roles"), status=422 if problem else 200)


@require_safe
def rules(request: HttpRequest, role_id: int, key: str) -> HttpResponse:
    """The field rules of one kind of record, as the sheet holds them now: what is not named may be written."""
    opened_with(request, PEOPLE)
    entity = next((one for one in entities() if one.key == key and verbs_of(one)), None)
    if entity is None:
        raise Http404
    shown = {"rules": list(_rules(entity, read_sheet(request.GET)))}
    return render(request, "web/settings/role_rules.html", shown)


def read_sheet(posted: QueryDict) -> Sheet:
    """The sheet that a form holds: `power`, `area`, `scope:customers:view`, `chosen:…`, `field:customers:name`."""
    grants, fields = {}, {}
    for name in posted:
        kind, _colon, rest = name.partition(":")
        key, _colon, what = rest.partition(":")
        value = str(posted[name])
        if kind == "scope" and value not in ("", Scope.NONE):
            chosen = [
                int(one)
                for one in map(str, posted.getlist(f"chosen:{rest}"))
                if one.isascii() and one.isdigit() and len(one) < 19
            ]
            grants[key, what] = Reaches(value, tuple(chosen) if value == Scope.CHOSEN else ())
        elif kind == "field" and value in ("0", "1"):
            fields[key, what] = int(value)
    return Sheet(frozenset(posted.getlist("power")), grants, fields, frozenset(posted.getlist("area")))


def _drawn(sheet: Sheet) -> dict[str, Any]:
    declared = sorted((entity for entity in entities() if verbs_of(entity)), key=lambda entity: not entity.in_rail)
    columns: dict[str, dict[str, None]] = {}
    for entity in declared:
        for verb, label in verbs_of(entity).items():
            columns.setdefault(verb, {})[str(label)] = None
    return {
        "powers": [
            {"key": one.key, "label": one.label, "help": one.help, "held": one.key in sheet.powers} for one in powers()
        ],
        "areas": [{"key": one.key, "label": one.label, "open": one.key in sheet.areas} for one in areas()],
        "administrator": ADMINISTRATOR in sheet.powers,
        "scopes": Scope.choices,
        "entities": [
            {"entity": entity, "cells": list(_cells(entity, columns, sheet)), "rules": _ruled(entity, sheet)}
            for entity in declared
        ],
        # One verb may be called by several names: what is posted is booked elsewhere.
        "columns": [" / ".join(labels) for labels in columns.values()],
        "units": [
            {"id": unit.id, "name": unit.name}
            for unit in sorted(directory().departments.values(), key=lambda unit: unit.path)
        ],
    }


def _cells(entity: Entity, columns: Iterable[str], sheet: Sheet) -> Iterator[dict[str, Any] | None]:
    """The cells of one entity's row, None where it lacks the verb of the column."""
    own = verbs_of(entity)
    for verb in columns:
        reaches = sheet.grants.get((entity.key, verb), Reaches(Scope.NONE))
        yield (
            {
                "name": f"{entity.key}:{verb}",
                "label": own[verb],
                "scope": reaches.scope,
                "chosen": set(reaches.departments),
            }
            if verb in own
            else None
        )


def _ruled(entity: Entity, sheet: Sheet) -> list[tuple[str, int]]:
    """The fields that have a rule, as they are posted."""
    return [
        (f"{entity.key}:{name}", sheet.fields[entity.key, name])
        for name in entity.fields if (entity.key, name) in sheet.fields
    ]  # fmt: skip


def _rules(entity: Entity, sheet: Sheet) -> Iterator[dict[str, Any]]:
    for name, field in entity.fields.items():
        access = sheet.fields.get((entity.key, name), int(FieldAccess.WRITE))
        yield {
            "name": f"{entity.key}:{name}",
            "label": field.label,
            "access": access,
            "accesses": [
                (value, label)
                for value, label in FieldAccess.choices
                # A list of records without their names is no use to anybody.
                if value != FieldAccess.HIDDEN or name != entity.title_field
            ],
        }

"""Two or more records side by side: which one stays, and from which each value comes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhike.doors.web.duplicates.telling_apart import told_apart
from zhike.doors.web.records.answers import done
from zhike.doors.web.records.cells import shown
from zhike.doors.web.records.choosing import chosen_of
from zhike.doors.web.records.opening import opened
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.perform import perform
from zhike.kernel.duplicates.merging import choosable
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.refusals import Refused

MOST = 8
CHOICE = "choice_"


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, key: str) -> HttpResponse:
    """GET: the comparison. POST: merge by what was chosen."""
    entity, by = opened(request, key)
    action = entity.actions.get("merge")
    if action is None or not action.allowed(by):
        raise Http404
    wanted = request.POST if request.method == "POST" else request.GET
    chosen = chosen_of(entity, by, wanted, action.verb)
    if len(chosen.ids) > MOST or not chosen.ids:
        raise Refused(_("Choose two to %(most)s records to merge.") % {"most": MOST}, code="too_many")
    problem = ""
    if request.method == "POST":
        choices = {
            name.removeprefix(CHOICE): int(str(value))
            for name, value in wanted.items()
            if name.startswith(CHOICE) and whole_number(str(value)) is not None
        }
        into = whole_number(wanted.get("into", ""))
        try:
            return done(action.label, perform(action, chosen, {"into": into, "choices": choices}, by=by))
        except Refused as refused:
            problem = refused.message
    context = {
        "title": _("Compare and merge"), "action": f"{entity.url()}/actions/merge", "problem": problem,
        "hidden": {"ids": wanted["ids"]}, "submit": _("Merge"), **comparison(entity, chosen.rows(), by),
    }  # fmt: skip
    return render(request, "web/duplicates/compare.html", context, status=422 if problem else 200)


def comparison(entity: Entity, rows: Any, by: Actor) -> dict[str, Any]:
    """The records with their titles, and a line for each field in which they differ."""
    records = list(rows[:MOST])
    lines = []
    for name in choosable(entity, by):
        column = entity.fields[name].column
        values = [getattr(record, column) for record in records]
        if all(value == values[0] for value in values) or entity.fields[name].type.name in (
            "tags",
            "references",
            "choices",
        ):
            continue
        first = next(
            (record.pk for record, value in zip(records, values, strict=True) if value not in (None, "", [])),
            records[0].pk,
        )
        lines.append({
            "name": f"{CHOICE}{name}", "label": entity.fields[name].label,
            "cells": [
                {"id": record.pk, "html": shown(entity, record, name, by), "chosen": record.pk == first,
                 "filled": value not in (None, "", [])}
                for record, value in zip(records, values, strict=True)
            ],
        })  # fmt: skip
    heads = [
        {"id": one.pk, "title": entity.title_of(one), "first": one is records[0], "facts": told_apart(entity, one, by)}
        for one in records
    ]
    return {"records": heads, "lines": lines}

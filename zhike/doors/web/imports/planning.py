"""The plan of an import: how many rows are new, changed, duplicate or wrong, with samples of each and the reasons."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhike.doors.web.imports.framing import framed
from zhike.doors.web.imports.listing import KINDS, counted_figures, whole
from zhike.doors.web.imports.steps import CHECK
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports.chunks import records_counted
from zhike.kernel.imports.models import DuplicateRule, Import
from zhike.kernel.imports.options import Options
from zhike.kernel.lines.naming import called

COLUMNS = 5
MOST_NOTES = 8
NOTES = {
    "new": gettext_lazy("These rows become new records."),
    "changed": gettext_lazy("These records are in the book already and take the values of the file."),
    "same": gettext_lazy("These records are in the book already and say the same."),
    "wrong": gettext_lazy("These rows are left out. You get them back as a file, with the reason in front of each."),
}
DUPLICATES = {
    DuplicateRule.SKIP: gettext_lazy("These rows are in the book already; the records stay as they are."),
    DuplicateRule.ASK: gettext_lazy("These rows are set aside: you get them back as a file and decide."),
}


def plan_page(request: HttpRequest, importing: Import, by: Actor) -> HttpResponse:
    """What would come of the file. Nothing is written yet."""
    plan = importing.plan
    context = {
        "title": importing.file_name,
        "figures": _figures(plan),
        "parts": _parts(importing, by),
        "reasons": [one | {"words": whole(one["count"])} for one in plan.get("reasons", [])[:8]],
        "writes": plan.get("new", 0) + plan.get("changed", 0),
        "button": _button(plan),
        "new_entries": _new_entries(importing),
        "finishes": bool(Options.of(importing.options).finish),
        "notes": _notes(importing),
        "healed": plan.get("healed", 0),
        "thorough": plan.get("thorough", True),
    }
    return framed(request, "web/imports/plan.html", importing, CHECK, context)


def _button(plan: dict[str, Any]) -> str:
    new, changed = whole(records_counted(plan, "new")), whole(records_counted(plan, "changed"))
    if not plan.get("changed"):
        return _("Bring in %(new)s new") % {"new": new}
    numbers = {"new": new, "changed": changed}
    return _("Bring in %(new)s new, change %(changed)s") % numbers


def _figures(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in counted_figures(plan, every=True) if plan.get(one["kind"]) or one["kind"] != "same"]


def _parts(importing: Import, by: Actor) -> list[dict[str, Any]]:
    """A table of samples for each kind of row that there is, wrong ones first."""
    plan = importing.plan
    order = ["wrong", *(kind for kind in KINDS if kind != "wrong")]
    return [_part(importing, kind, plan["samples"].get(kind, []), by) for kind in order if plan.get(kind)]


def _part(importing: Import, kind: str, samples: list[dict[str, Any]], by: Actor) -> dict[str, Any]:
    blamed = {reason["column"] for one in samples for reason in one["reasons"]}
    headers = _shown(importing, blamed)
    rows = [
        {
            "line": one["line"],
            "cells": [
                (one["cells"].get(header, ""), header in {reason["column"] for reason in one["reasons"]})
                for header in headers
            ],
            "words": " ".join(dict.fromkeys(reason["reason"] for reason in one["reasons"]))
            or _changes(importing, one, by),
        }
        for one in samples
    ]
    note = DUPLICATES.get(DuplicateRule(importing.duplicates), "") if kind == "duplicate" else NOTES[kind]
    return {
        "kind": kind,
        "label": KINDS[kind],
        "count": whole(importing.plan[kind]),
        "note": note,
        "headers": headers,
        "rows": rows,
        "told": any(row["words"] for row in rows),
    }


def _shown(importing: Import, blamed: set[str]) -> list[str]:
    """A few columns in the file's order: those that rows are blamed for, the name, then the first ones."""
    title = entity_named(importing.entity).title_field
    mapped = [header for header in importing.headers if header in importing.mapping]
    first = sorted(mapped, key=lambda header: (header not in blamed, importing.mapping[header] != title))[:COLUMNS]
    return [header for header in mapped if header in first]


def _changes(importing: Import, sample: dict[str, Any], by: Actor) -> str:
    """The fields that a row changes, by their labels."""
    entity = entity_named(importing.entity)
    fields, lines = entity.readable(by), {one.name: str(called(entity, one)) for one in entity.lines}
    words = {name: str(one.label) for name, one in fields.items()} | lines
    labels = [words[name] for name in sample["changes"] if name in words]
    return _("Changes: %(fields)s") % {"fields": ", ".join(labels)} if labels else ""


def _notes(importing: Import) -> list[str]:
    """What was read with some freedom, and what rows leave empty."""
    fields = entity_named(importing.entity).fields
    words = _("“%(word)s” was taken for “%(title)s” (%(field)s, %(count)s times).")
    taken = [
        words % {**one, "field": fields[one["field"]].label, "count": whole(one["count"])}
        for one in importing.plan.get("taken_for", [])[:MOST_NOTES]
    ]
    empty = [
        ngettext("%(rows)s row says nothing about “%(field)s”.", "%(rows)s rows say nothing about “%(field)s”.", count)
        % {"rows": whole(count), "field": fields[name].label}
        for name, count in importing.plan.get("empty", {}).items()
        if count
    ]
    return [*taken, *empty]


def _new_entries(importing: Import) -> list[dict[str, str]]:
    """The entries that the file would add to dictionaries, by field."""
    fields = entity_named(importing.entity).fields
    return [
        {"label": str(fields[name].label) if name in fields else name, "words": ", ".join(words)}
        for name, words in importing.plan.get("new_entries", {}).items()
    ]

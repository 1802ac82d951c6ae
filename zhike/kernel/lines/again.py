"""Settling documents once more after something else than an action wrote them or their lines: an undo."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import F

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import write_changes
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.entity.registry import entities
from zhike.kernel.history.models import Change
from zhike.kernel.lines.reading import lines_of
from zhike.kernel.lines.sheet import Sheet

Touched = Mapping[str, Collection[int]]
"""The ids of rows that were written, by table."""


def settle_again(touched: Touched, *, by: Actor) -> None:
    """Compute the documents anew that were written, or whose lines were; call it within a batch."""
    for entity in entities():
        if not entity.lines:
            continue
        table = entity.model._meta.db_table
        by_lines = {one for lines in entity.lines for one in _documents(entity, lines, touched)}
        ids = by_lines | set(touched.get(table, ()))
        if ids:
            _settle(entity, ids, by)
            entity.model._default_manager.filter(pk__in=by_lines - set(touched.get(table, ()))).update(
                revision=F("revision") + 1
            )


def _documents(entity: Entity, lines: Lines, touched: Touched) -> set[int]:
    """The documents of lines that were written; where a line is gone, the history knows its document."""
    model = entity.line_entity(lines).model
    ids = touched.get(model._meta.db_table)
    if not ids:
        return set()
    column = model._meta.get_field(lines.by).attname  # type: ignore[union-attr]
    there = set(model._default_manager.filter(pk__in=ids).values_list(column, flat=True))
    told = Change.objects.filter(kind=model._meta.db_table, record_id__in=ids, verb__in=("I", "D"))
    return there | {int(one) for one in told.values_list(f"changes__{column}", flat=True) if one is not None}


def _settle(entity: Entity, ids: Collection[int], by: Actor) -> None:
    documents = list(
        entity.model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    )
    stored = lines_of(entity, [document.pk for document in documents])
    changed: dict[int, tuple[Any, set[str]]] = {}
    for document in documents:
        before = {one.attname: getattr(document, one.attname) for one in document._meta.concrete_fields}
        sheet = Sheet(entity, document, by=by, existing=stored[document.pk])
        sheet.settle()
        columns = {name for name, value in before.items() if getattr(document, name) != value}
        if columns:
            changed[document.pk] = document, columns
        sheet.save()
    if changed:
        write_changes(entity, changed)

"""Reading the lines of documents: now, and as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zhike.kernel.entity.declaration import Entity


def lines_of(entity: Entity, documents: Iterable[int]) -> dict[int, dict[str, list[Any]]]:
    """The lines of documents by id, by the document's id and the declaration's name, in their order.

    One statement for each declaration, whatever the number of documents. Who sees a document sees its lines.
    """
    ids = list(documents)
    found: dict[int, dict[str, list[Any]]] = {one: {lines.name: [] for lines in entity.lines} for one in ids}
    for lines in entity.lines:
        model = entity.line_entity(lines).model
        column = model._meta.get_field(lines.by).attname  # type: ignore[union-attr]
        rows = model._default_manager.filter(**{f"{lines.by}__in": ids}, deleted_at=None)
        for line in rows.order_by(lines.by, "position", "pk"):
            found[getattr(line, column)][lines.name].append(line)
    return found


def values_of(entity: Entity, document: Any, names: Mapping[str, Iterable[str]]) -> dict[str, list[dict[str, Any]]]:
    """The stored values of a document's lines by field name, for the given fields of each declaration."""
    stored = lines_of(entity, [document.pk])[document.pk]
    found = {}
    for lines in entity.lines:
        fields = entity.line_entity(lines).fields
        wanted = {name: fields[name].column for name in names.get(lines.name, ())}
        found[lines.name] = [
            {name: getattr(line, column) for name, column in wanted.items()} for line in stored[lines.name]
        ]
    return found

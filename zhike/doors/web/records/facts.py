"""The facts of a record in sections, as the form has them, each editable where it stands."""

from __future__ import annotations

from typing import Any

from zhike.doors.web.records.cells import fact_of
from zhike.doors.web.records.stored import referred, titles_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.reading import reading_for

Sections = list[dict[str, Any]]


def facts_of(entity: Entity, record: Any, by: Actor, *, editable: bool) -> tuple[Sections, Sections]:
    """The facts that are filled in, and those that are empty, each in the form's sections.

    An empty fact that the person can't fill in is left out. The title stands in the head, not here.
    """
    readable, writable = entity.readable(by), entity.writable(by)
    titles = titles_of([(field, getattr(record, field.column, None)) for field in readable.values()], by)
    filled: Sections = []
    empty: Sections = []
    for section in entity.form:
        here: list[dict[str, Any]] = []
        blank: list[dict[str, Any]] = []
        for name in section.fields:
            if name not in readable or name == entity.title_field:
                continue
            fact = fact_of(entity, record, name, by, editable=editable and name in writable)
            field, value = readable[name], getattr(record, readable[name].column)
            if field.type.name == "reference" and value:
                fact["html"] = referred(field, value, reading_for(by), titles)
            if value in (None, "", []):
                blank += [fact] if fact["url"] else []
            else:
                here.append(fact)
        filled += [{"title": section.label, "facts": here}] if here else []
        empty += [{"title": section.label, "facts": blank}] if blank else []
    return filled, empty

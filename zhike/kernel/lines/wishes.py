"""What a form or a program wishes for the lines of a document, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.cleaning import clean
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.refusals import FieldError, Refused


@dataclass(frozen=True, slots=True)
class Wish:
    """One line as it is to be: the id of the line that it was, or None for a new one, and checked values by name."""

    id: int | None
    values: Mapping[str, Any]


Wishes = Mapping[str, Sequence[Wish]]


def read(
    entity: Entity, values: Mapping[str, Any], *, by: Actor, partial: bool = False
) -> tuple[dict[str, Any], Wishes]:
    """Values of a document and of its lines, parsed and checked; all that is wrong with either is said at once.

    Lines come as `{"lines": [{"id": "7", "quantity": "2"}, {"product": "9", …}]}`: those with an id keep what they do
    not name, those without are new, and lines that are not named are to go. Raises Refused.
    """
    declared = {one.name: one for one in entity.lines}
    own = {name: value for name, value in values.items() if name not in declared}
    errors: list[FieldError] = []
    cleaned: dict[str, Any] = {}
    wishes: dict[str, Sequence[Wish]] = {}
    try:
        cleaned = clean(entity, own, by=by, partial=partial)
    except Refused as refused:
        errors += refused.errors
    for name, lines in declared.items():
        try:
            if name in values:
                wishes[name] = read_rows(entity.line_entity(lines), lines, values[name], by)
            if lines.required and (name in values or not partial) and not wishes.get(name):
                raise Refused(_("There must be at least one line."), field=name, code="required")
        except Refused as refused:
            errors += refused.errors
    if errors:
        raise Refused(errors=errors)
    return cleaned, wishes


def read_rows(entity: Entity, lines: Lines, raw: Any, by: Actor) -> list[Wish]:
    """The lines of one declaration, parsed and checked. Raises Refused with what is wrong with each."""
    rows = _rows(lines, raw)
    reading = _with_references(entity, rows, by)
    found: list[Wish] = []
    errors: list[FieldError] = []
    for place, row in enumerate(rows):
        values = {name: value for name, value in row.items() if name != "id"}
        try:
            line_id = _id(row.get("id"))
            cleaned = clean(entity, values, by=by, partial=line_id is not None, reading=reading, leaving_out={lines.by})
            found.append(Wish(line_id, cleaned))
        except Refused as refused:
            errors += placed(lines, place, refused).errors
    if errors:
        raise Refused(errors=errors)
    return found


def placed(lines: Lines, place: int, refused: Refused) -> Refused:
    """A refusal of one line as the document says it: `price` of the third line is `lines.2.price`."""
    return Refused(
        errors=[
            FieldError(f"{lines.name}.{place}.{error.field}".rstrip("."), error.code, error.message)
            for error in refused.errors
        ]
    )


def _rows(lines: Lines, raw: Any) -> list[Mapping[str, Any]]:
    rows = list(raw) if isinstance(raw, list | tuple) else None
    if rows is None or not all(isinstance(row, Mapping) for row in rows):
        raise Refused(_("This must be a list of lines."), field=lines.name, code="not_lines")
    if len(rows) > lines.most:
        message = _("At most %(most)s lines fit on one document.") % {"most": lines.most}
        raise Refused(message, field=lines.name, code="too_many")
    return rows


def _id(raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    line_id = whole_number(str(raw))
    if line_id is None:
        raise Refused(_("There is no such line."), field="id", code="unknown_line")
    return line_id


def _with_references(entity: Entity, rows: Sequence[Mapping[str, Any]], by: Actor) -> Reading:
    """A reading that knows all records that the lines point to: one statement for each kind of record."""
    wanted: dict[Any, set[int]] = {}
    for name, bound in entity.writable(by).items():
        if bound.type.name == "reference":
            numbers = (whole_number(str(row.get(name))) for row in rows if row.get(name) is not None)
            wanted.setdefault(bound.related_model, set()).update(one for one in numbers if one is not None)
    seen: dict[Any, frozenset[int]] = {}
    for model, ids in wanted.items():
        known = model._default_manager
        known = known.visible_to(by) if hasattr(known, "visible_to") else known
        seen[model] = frozenset(known.filter(pk__in=ids).values_list("pk", flat=True)) if ids else frozenset()
    return replace(reading_for(by), seen=seen)

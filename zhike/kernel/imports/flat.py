"""Documents in flat files, one row for each line: what the columns of lines are called, and what tells a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.lines.naming import called, lines_of_target
from zhike.kernel.refusals import FieldError, Refused

ID = "id"


class Flat(NamedTuple):
    """A mapping of documents with lines: the lines' declaration, the column by which rows belong together, and which
    column fills which field of the document and of its lines.
    """

    lines: Lines
    key: str
    document: dict[str, str]
    of_lines: dict[str, str]


def line_fields(entity: Entity, lines: Lines, by: Actor) -> dict[str, BoundField]:
    """The fields of a document's lines that the actor may fill, by their own names."""
    return {name: bound for name, bound in entity.line_entity(lines).writable(by).items() if name != lines.by}


def line_targets(entity: Entity, by: Actor) -> dict[str, BoundField]:
    """The same for all lines of a document, by the names that a mapping uses: `lines.product`."""
    return {
        f"{lines.name}.{name}": bound
        for lines in entity.lines
        for name, bound in line_fields(entity, lines, by).items()
    }


def flat_of(entity: Entity, mapping: Mapping[str, str]) -> Flat | None:
    """How a mapping reads documents with lines; None when it maps no field of lines. Raises Refused.

    Rows that say the same in the column of the document's ID, or else of the first field by which a record is known
    again, make one document.
    """
    mapped = {header: lines_of_target(entity, name) for header, name in mapping.items()}
    kinds = list({lines.name: lines for lines in mapped.values() if lines is not None}.values())
    if not kinds:
        return None
    if len(kinds) > 1:
        words = _("One file brings one kind of lines: “%(one)s” or “%(other)s”.")
        names = {"one": called(entity, kinds[0]), "other": called(entity, kinds[1])}
        raise Refused(words % names, field="mapping", code="several_kinds_of_lines")
    key = key_column(entity, mapping)
    if not key:
        raise Refused(
            _("Map the column that tells which lines belong to one document: “%(field)s”.")
            % {"field": _key_label(entity)},
            field="mapping", code="no_document_key",
        )  # fmt: skip
    (lines,) = kinds
    own = {header: name for header, name in mapping.items() if mapped[header] is None}
    of_lines = {header: name.partition(".")[2] for header, name in mapping.items() if mapped[header] is not None}
    return Flat(lines, key, own, of_lines)


def key_column(entity: Entity, mapping: Mapping[str, str]) -> str:
    """The column by which rows belong together; empty if none is mapped."""
    names = (ID, *(entity.importing.match_on if entity.importing else ()))
    by_name = {name: header for header, name in reversed(list(mapping.items()))}
    return next((by_name[name] for name in names if name in by_name), "")


def _key_label(entity: Entity) -> Any:
    names = entity.importing.match_on if entity.importing else ()
    return entity.fields[names[0]].label if names else "ID"


def without_lines(entity: Entity, guessed: dict[str, str]) -> dict[str, str]:
    """A guessed mapping without its guesses about lines, where they could not be read by it."""
    try:
        flat_of(entity, guessed)
    except Refused:
        return {header: name for header, name in guessed.items() if lines_of_target(entity, name) is None}
    return guessed


def wrong_mapping(entity: Entity, mapping: Mapping[str, str]) -> list[FieldError]:
    """Why a mapping can't be read as documents with lines; empty when it can, or has no lines."""
    try:
        flat_of(entity, mapping)
    except Refused as refused:
        return list(refused.errors)
    return []

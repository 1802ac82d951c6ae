"""What the fields of lines are called beside those of their document, in files: `lines.product`, Lines › Product."""

from __future__ import annotations

from django.utils import translation

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines, Words
from zhike.kernel.fields.bound import BoundField

BETWEEN = " › "
"""Stands between what the lines are called and a field of theirs."""


def lines_of_target(entity: Entity, name: str) -> Lines | None:
    """The lines that a name in a mapping is about; None for a field of the document."""
    before, dot, _rest = name.partition(".")
    return next((lines for lines in entity.lines if dot and lines.name == before), None)


def label_of(entity: Entity, name: str, bound: BoundField) -> str:
    """What people call a field of a mapping: Customer, or Lines › Product."""
    lines = lines_of_target(entity, name)
    return f"{called(entity, lines)}{BETWEEN}{bound.label}" if lines else str(bound.label)


def called(entity: Entity, lines: Lines) -> Words:
    """What people call the lines."""
    return lines.label or entity.line_entity(lines).label_plural


def labels_in(languages: tuple[str, ...], entity: Entity, name: str, bound: BoundField) -> list[str]:
    """The same in all languages."""
    found = []
    for language in languages:
        with translation.override(language):
            found.append(label_of(entity, name, bound))
    return found

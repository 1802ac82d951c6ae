"""Dictionaries as the areas declare them: what a new system starts with. From then on they are the administrator's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.codes import declare_codes


class Entry(NamedTuple):
    """An entry that a new system starts with: code, Chinese and English name, colour, and whether it is the default."""

    code: str
    label: str
    label_en: str
    colour: str = "ink"
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A choice list that the administrator edits."""

    key: str
    label: Words
    entries: Sequence[Entry]


_declared: dict[str, Dictionary] = {}


def declare(key: str, label: Words, entries: Sequence[Entry]) -> Dictionary:
    """Make a dictionary known, with the entries that a new system starts with."""
    _declared[key] = Dictionary(key, label, entries)
    return _declared[key]


def dictionaries() -> Sequence[Dictionary]:
    """All declared dictionaries."""
    return list(_declared.values())


declare_codes("dictionaries", lambda: [(one.key, str(one.label)) for one in dictionaries()])


def fill_new() -> None:
    """Give each dictionary that has never had an entry its first ones; touched ones are the administrator's."""
    known = set(Choice.objects.values_list("dictionary", flat=True).distinct())
    Choice.objects.bulk_create(
        Choice(
            dictionary=one.key, code=entry.code, label=entry.label, label_en=entry.label_en, colour=entry.colour,
            position=position, is_default=entry.is_default,
        )
        for one in dictionaries() if one.key not in known for position, entry in enumerate(one.entries)
    )  # fmt: skip

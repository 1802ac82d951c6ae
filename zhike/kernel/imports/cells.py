"""From a cell to a value: one reader per column, made once, that remembers what it has read before."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.choices import unknown
from zhike.kernel.fields.parsing import PLACEHOLDERS, ValueProblem, is_placeholder
from zhike.kernel.fields.types import Reading
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.targets import LANGUAGES
from zhike.kernel.refusals import Refused
from zhike.kernel.tables.table import Cell

REMEMBERED = 20_000
LONGEST_PLACEHOLDER = 24
SHOWN_CHOICES = 12
LARGEST_ID = 18
SPAN = re.compile(r"(\d{1,9})(?:-(\d{1,9})|\+)")
CLASS_CODE = re.compile(r"^[A-Z]\d{0,4}[\s.、:：-]+(?=[\u3400-\u9fff])")
"""The code of an official classification before its words: "C 制造业", "C39 计算机"."""

Reader = Callable[[Cell], Any]


class Nothing:
    """Stands for a cell that says nothing."""


NOTHING = Nothing()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value that must be looked up, or made, before the row can be written: a record by its name, an entry, tags."""

    words: tuple[str, ...]


def text_of(cell: Cell) -> str:
    """A cell of any sort as the words that its writer saw: 13800138000, not 1.3800138E+10; 2026-01-05."""
    match cell:
        case str():
            return cell
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case Decimal():
            return f"{cell:f}"
        case datetime() if (cell.hour, cell.minute, cell.second) == (0, 0, 0):
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(" ")
    return str(cell)


def reader_of(bound: BoundField, reading: Reading, options: Options, *, may_create: bool) -> Reader:
    """The reader of a column of this field. It returns NOTHING, a value, or what is Wanted, or raises what is wrong.

    may_create: entries that the dictionary lacks are wanted instead of being refused.
    """
    kind = bound.type.name
    if kind in ("text", "phone", "long_text"):
        return _text_reader(bound, reading, options)
    if kind == "reference":
        return _named(options)
    if kind in ("person", "department"):
        return _remembering(_in_directory(bound, reading), options)
    if kind == "tags":
        return _tags(options)
    if kind == "dictionary":
        return _remembering(_dictionary(bound, reading, may_create), options)
    if kind in ("choice", "level"):
        return _remembering(_fixed_choice(bound, reading), options)
    if kind in ("date", "datetime"):
        # Undecided, an ambiguous day is refused.
        reading = replace(reading, day_first=options.day_first)
        return _remembering(lambda cell: bound.type.parse(cell, bound, reading), options)
    return _remembering(lambda cell: bound.type.parse(text_of(cell), bound, reading), options)


def id_reader(options: Options) -> Reader:
    """The reader of a column with our own ids."""

    def read(cell: Cell) -> Any:
        text = text_of(cell).strip()
        if says_nothing(text, options):
            return NOTHING
        if not text.isascii() or not text.isdigit() or len(text) > LARGEST_ID:
            raise ValueProblem("not_id", format_lazy(_("“{text}” is not an ID of this system."), text=text[:40]))
        return int(text)

    return read


def says_nothing(text: str, options: Options) -> bool:
    """Whether stripped text stands for nothing."""
    if not text:
        return True
    if not options.placeholders or len(text) > LONGEST_PLACEHOLDER:
        return False
    if text.casefold() in PLACEHOLDERS:
        return True
    # The slow look at full-width forms is for texts that begin with one.
    return text[0] >= "\uff01" and is_placeholder(text)


def _text_reader(bound: BoundField, reading: Reading, options: Options) -> Reader:
    """Text, by the short way where nothing is to be cleaned: printable, without blanks around, short enough."""
    most = bound.max_length or 1 << 30
    parse = bound.type.parse

    def read(cell: Cell) -> Any:
        text = (cell if type(cell) is str else text_of(cell)).strip()
        if says_nothing(text, options):
            return NOTHING
        if len(text) <= most and text.isprintable():
            return text
        return parse(text, bound, reading)

    return read


def _remembering(parse: Reader, options: Options) -> Reader:
    known: dict[Cell, Any] = {}

    def read(cell: Cell) -> Any:
        if cell in known:
            return known[cell]
        plain = cell.strip() if isinstance(cell, str) else cell
        value = NOTHING if isinstance(plain, str) and says_nothing(plain, options) else parse(plain)
        if len(known) < REMEMBERED:
            known[cell] = value
        return value

    return read


def _named(options: Options) -> Reader:
    def read(cell: Cell) -> Any:
        text = text_of(cell).strip()
        return NOTHING if says_nothing(text, options) else Wanted((text,))

    return read


def _in_directory(bound: BoundField, reading: Reading) -> Reader:
    """A colleague or a department; one that isn't there may still be made by an earlier row of the same file."""

    def parse(cell: Cell) -> Any:
        text = text_of(cell)
        try:
            return bound.type.parse(text, bound, reading)
        except Refused:
            return Wanted((text,))

    return parse


def _tags(options: Options) -> Reader:
    def read(cell: Cell) -> Any:
        text = text_of(cell)
        for sign in "，;；、":
            text = text.replace(sign, ",")
        words = dict.fromkeys(word.strip() for word in text.split(","))
        named = tuple(word for word in words if not says_nothing(word, options))
        return Wanted(named) if named else NOTHING

    return read


def _dictionary(bound: BoundField, reading: Reading, may_create: bool) -> Reader:
    entries = [one for one in reading.directory.dictionaries.get(bound.dictionary, ()) if not one.retired]

    def parse(cell: Cell) -> Any:
        text = text_of(cell)
        choice = reading.directory.choice(bound.dictionary, text)
        if choice is None:
            text = CLASS_CODE.sub("", text) or text
            choice = reading.directory.choice(bound.dictionary, text)
        if choice is None and text.strip().isdecimal():
            choice = _of_size(int(text), entries)
        if choice is not None:
            return choice.pk
        if may_create:
            return Wanted((text,))
        known = ", ".join(str(one) for one in entries[:SHOWN_CHOICES]) + (" …" if len(entries) > SHOWN_CHOICES else "")
        raise Refused(
            _("“%(value)s” is not known for “%(field)s”. There are: %(known)s.")
            % {"value": text[:80], "field": bound.label, "known": known},
            field=bound.name, code="unknown_choice",
        )  # fmt: skip

    return parse


def _of_size(number: int, entries: Sequence[Choice]) -> Choice | None:
    """The entry whose code is a span that holds the number, as in 20-99 and 1000+."""
    for entry in entries:
        span = SPAN.fullmatch(entry.code)
        if span and int(span[1]) <= number <= int(span[2] or number):
            return entry
    return None


def _fixed_choice(bound: BoundField, reading: Reading) -> Reader:
    """By its value, its label in any language, or its first letter where that tells it from the others (M, F)."""
    words: dict[str, Any] = {}
    for value, label in bound.choices:
        words[str(value).casefold()] = value
        for language in LANGUAGES:
            with translation.override(language):
                words.setdefault(str(label).casefold(), value)
    firsts = [str(value)[:1].casefold() for value, _label in bound.choices]
    if len(set(firsts)) == len(firsts):
        for first, (value, _label) in zip(firsts, bound.choices, strict=True):
            words.setdefault(first, value)

    def parse(cell: Cell) -> Any:
        word = text_of(cell).casefold()
        if word not in words:
            raise unknown(cell, bound)
        return words[word]

    return parse

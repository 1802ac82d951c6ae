"""What rows want to be looked up or made, in batches: records by their name, dictionary entries, tags."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext_lazy as _

from zhike.kernel import directory as directories
from zhike.kernel.access.actor import Actor
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.imports.cells import Wanted
from zhike.kernel.imports.rows import Parsed, Wrong
from zhike.kernel.tags import LONGEST, ids_of

UNKNOWN = "unknown_reference"
LONGEST_LABEL = 80
SEVERAL = object()
MEASURED = re.compile(r"^(\d+)\.0+$")


class Lookups:
    """Turns wanted words into values for all rows of a chunk at once. With `write` off, nothing is made."""

    def __init__(self, entity: Entity, *, by: Actor, write: bool) -> None:
        self.entity, self.by, self.write = entity, by, write
        self.new_entries: dict[str, set[str]] = defaultdict(set)
        self.taken_for: dict[str, dict[str, str]] = defaultdict(dict)
        self.times: Counter[tuple[str, str]] = Counter()

    def resolve(self, rows: Sequence[Parsed], header_of: Any) -> None:
        """Give each row the values that it wants; what is not found becomes something wrong with the row."""
        names = dict.fromkeys(name for row in rows for name in row.wanted)
        for name in names:
            bound = self.entity.fields[name]
            wanting = [row for row in rows if name in row.wanted]
            found = self._found(bound, {word for row in wanting for word in row.wanted[name].words})
            for row in wanting:
                self._give(row, bound, found, header_of(name))

    def _found(self, bound: BoundField, words: set[str]) -> Mapping[str, Any]:
        if bound.type.name == "tags":
            return self._tags(words)
        if bound.dictionary:
            return self._entries(bound, words)
        if bound.type.name == "person":
            return _named((one.name, one.id) for one in directory().people.values())
        if bound.type.name == "department":
            return _named((one.name, one.id) for one in directory().departments.values())
        return records_named(bound, words, self.by, self.taken_for[bound.name])

    def _give(self, row: Parsed, bound: BoundField, found: Mapping[str, Any], header: str) -> None:
        wanted: Wanted = row.wanted[bound.name]
        values = [found.get(word) for word in wanted.words]
        if bound.type.name == "tags":
            long = [word for word in wanted.words if len(word) > LONGEST]
            if long:
                row.wrong.append(
                    Wrong(header, "too_long", _("A tag has at most %(most)s characters.") % {"most": LONGEST})
                )
            row.values[bound.name] = sorted(value for value in values if value is not None)
        elif values[0] is None or values[0] is SEVERAL:
            if bound.dictionary and not self.write:
                return
            row.wrong.append(
                Wrong(header, UNKNOWN if values[0] is None else "several", _reason(bound, wanted.words[0], values[0]))
            )
        else:
            row.values[bound.name] = values[0]
            if wanted.words[0] in self.taken_for[bound.name]:
                self.times[bound.name, wanted.words[0]] += 1

    def _tags(self, words: set[str]) -> dict[str, int]:
        known = directory().tag_ids
        new = sorted(word for word in words if word not in known and len(word) <= LONGEST)
        self.new_entries["tags"].update(new)
        if self.write and new:
            ids_of(new, by=self.by)
            directories.renew()
            known = directory().tag_ids
        return {word: known[word] for word in words if word in known}

    def _entries(self, bound: BoundField, words: set[str]) -> dict[str, int]:
        """Entries that the dictionary lacked when the column was first read; earlier chunks may have made them."""
        found = {}
        for word in sorted(words):
            choice = directory().choice(bound.dictionary, word)
            if choice is None and len(word) <= LONGEST_LABEL:
                self.new_entries[bound.name].add(word)
                choice = _make_entry(bound.dictionary, word, self.by) if self.write else None
            if choice is not None:
                found[word] = choice.pk
        return found


def _make_entry(dictionary: str, label: str, by: Actor) -> Choice:
    entries = Choice.objects.filter(dictionary=dictionary)
    last = entries.order_by("-position").values_list("position", flat=True).first() or 0
    code = label[:60]
    made, _new = Choice.objects.get_or_create(
        dictionary=dictionary, code=code,
        defaults={"label": label[:LONGEST_LABEL], "position": last + 1, "created_by_id": by.employee_id},
    )  # fmt: skip
    if made.deleted_at is not None or made.retired:
        Choice.objects.filter(pk=made.pk).update(deleted_at=None, retired=False)
    directories.renew()
    return made


def _named(pairs: Iterable[tuple[str, int]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, one in pairs:
        found[name] = SEVERAL if name in found else one
    return found


def records_named(
    bound: BoundField, words: Iterable[str], by: Actor, taken_for: dict[str, str] | None = None
) -> dict[str, Any]:
    """Records that the actor may see, by their number or their title; SEVERAL where that is not enough.

    `taken_for` is told what words were taken for that nothing is called exactly.
    """
    target = bound.related_entity
    if target is None:
        return {}
    wanted = list(words)
    rows = bound.related_model._default_manager.visible_to(by)
    found: dict[str, Any] = {}
    columns = [name for name in (target.title_field, target.numbering.field if target.numbering else "") if name]
    for column in columns:
        found |= _named(rows.filter(**{f"{column}__in": wanted}).values_list(column, "pk"))
    unknown = [word for word in wanted if word not in found]
    return found | _written_alike(rows, columns, unknown, {} if taken_for is None else taken_for)


def _written_alike(
    rows: Any, columns: Sequence[str], words: Sequence[str], taken_for: dict[str, str]
) -> dict[str, Any]:
    """For words that nothing is called: what is called the same but for blanks and case, as in GTXPro and GTX Pro.

    A number that a program took for a measure is meant as it was: 17850.0 is 17850.
    """
    found: dict[str, Any] = {}
    for column in columns:
        found |= _alike_in(rows, column, [word for word in words if word not in found], taken_for)
    return found


def _alike_in(rows: Any, column: str, words: Sequence[str], taken_for: dict[str, str]) -> dict[str, Any]:
    if not words:
        return {}
    bare = {word: MEASURED.sub(r"\1", "".join(word.split())).casefold() for word in words}
    plain = Lower(Replace(F(column), Value(" "), Value("")))
    alike = rows.annotate(plain_title=plain).filter(plain_title__in=list(bare.values()))
    read = list(alike.values_list("plain_title", "pk", column))
    known = _named((plain_title, pk) for plain_title, pk, _title in read)
    titles = {plain_title: str(title) for plain_title, _pk, title in read}
    taken_for.update({word: titles[key] for word, key in bare.items() if key in known})
    return {word: known[key] for word, key in bare.items() if key in known}


def _reason(bound: BoundField, word: str, value: Any) -> Words:
    values = {"value": word[:80], "field": bound.label}
    if value is SEVERAL:
        return _("Several records are called “%(value)s”; use the number for “%(field)s”.") % values
    return _("“%(value)s” is not known for “%(field)s”.") % values

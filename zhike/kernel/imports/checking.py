"""The dry run: the whole file is read, judged and counted, and nothing is written."""

from __future__ import annotations

from collections import Counter
from typing import Any

from zhike.kernel.access.actor import Actor
from zhike.kernel.imports.cells import text_of
from zhike.kernel.imports.chunks import CHANGED, DOCUMENTS, DUPLICATE, KINDS, NEW, WRONG, Judged, said_before, without
from zhike.kernel.imports.document_chunks import WITH_DOCUMENT
from zhike.kernel.imports.earlier import Seen
from zhike.kernel.imports.lookups import UNKNOWN
from zhike.kernel.imports.matching import Known
from zhike.kernel.imports.models import DuplicateRule, Import
from zhike.kernel.imports.reading import opened
from zhike.kernel.imports.rows import Parsed, Wrong
from zhike.kernel.imports.session import Portion, Session, session_of
from zhike.kernel.jobs.progress import Progress, unwatched

SAMPLES = 5
REASONS = 50
NEW_ENTRIES = 50
CELLS_SHOWN = 12
LONGEST_SHOWN = 120

Report = Progress | Any


class Plan:
    """Counts and samples of what would become of the rows."""

    def __init__(self, headers: list[str]) -> None:
        self.headers = headers
        self.counts: Counter[str] = Counter()
        self.samples: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.words: dict[tuple[str, str], str] = {}
        self.healed = 0
        self.references: frozenset[str] = frozenset()
        self.empty: Counter[str] = Counter()

    def add(self, one: Judged) -> None:
        """Count a row, and keep the first of each kind to be shown."""
        self.counts[one.kind] += 1
        if one.document:
            self.counts[DOCUMENTS + one.kind] += 1
        if one.kind in (NEW, CHANGED):
            self.empty.update(self.references - set(one.row.values))
        if one.kind == WRONG:
            for wrong in one.row.wrong:
                if wrong.code == WITH_DOCUMENT:
                    continue
                self.reasons[wrong.column, wrong.code] += 1
                self.words.setdefault((wrong.column, wrong.code), str(wrong.reason))
        if len(self.samples[one.kind]) < SAMPLES:
            self.samples[one.kind].append(self._sample(one))

    def rows(self) -> int:
        """How many rows were counted."""
        return sum(self.counts[kind] for kind in KINDS)

    def json(self, session: Session) -> dict[str, Any]:
        """The plan as it is kept with the import and shown."""
        return {
            "total": self.rows(),
            **{kind: self.counts[kind] for kind in KINDS},
            **{name: count for name, count in self.counts.items() if name.startswith(DOCUMENTS)},
            "samples": self.samples,
            "healed": self.healed,
            "reasons": [
                {"column": column, "code": code, "count": count, "reason": self.words[column, code]}
                for (column, code), count in self.reasons.most_common(REASONS)
            ],
            "new_entries": {
                name: sorted(words)[:NEW_ENTRIES] for name, words in session.lookups.new_entries.items() if words
            },
            "taken_for": [
                {"field": name, "word": word, "title": session.lookups.taken_for[name][word], "count": count}
                for (name, word), count in session.lookups.times.most_common(NEW_ENTRIES)
            ],
            "empty": dict(self.empty),
            "thorough": session.matcher.thorough,
        }

    def _sample(self, one: Judged) -> dict[str, Any]:
        cells = zip(self.headers, one.row.cells, strict=False)
        shown = {
            header: text_of(cell)[:LONGEST_SHOWN] for header, cell in list(cells)[:CELLS_SHOWN] if text_of(cell).strip()
        }
        return {
            "line": one.row.line, "cells": shown, "changes": one.fields,
            "reasons": [wrong.json() for wrong in one.row.wrong],
        }  # fmt: skip


def check(importing: Import, *, by: Actor, progress: Report = unwatched) -> dict[str, Any]:
    """Read the whole file and say what would become of each row. Nothing is written, whatever the file holds.

    Returns the plan: counts of new, changed, same, duplicate and wrong rows with samples of each, the reasons of wrong
    ones by column, and the dictionary entries that would be made.
    """
    with opened(importing) as table:
        session = session_of(importing, table, by=by, write=False)
        plan = Plan(table.headers)
        plan.references = _references(session)
        dry = DryRun(session)
        for portion in session.portions(table):
            for one in dry.judge(portion):
                plan.add(one)
            plan.healed += portion.healed
            progress(plan.rows(), importing.total)
        for one in dry.names_of_others():
            plan.add(one)
    return plan.json(session)


def _references(session: Session) -> frozenset[str]:
    """The references that a column fills, of which is told how often it is empty; documents say it once for many."""
    if session.documents is not None:
        return frozenset()
    fields = session.entity.fields
    names = (column.name for column in session.parser.columns if column.name in fields)
    return frozenset(name for name in names if fields[name].type.name == "reference")


class DryRun:
    """Judges a file's rows without writing: it has to remember what a run would have written."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.chunk = session.chunk(write=False, by=session.by)
        # Documents come once each: their rows were brought together.
        self.seen = None if session.matcher.thorough or session.documents is not None else Seen()
        self.postponed: list[Judged] = []
        self.titles: set[int] = set()
        self.own = self.chunk.own_references()
        self.mapped = {column.name for column in session.parser.columns}

    def judge(self, portion: Portion) -> list[Judged]:
        """Judge some of the rows; those that name a record of the file are put off to the end."""
        parsed, known = self.session.read(portion)
        if self.seen is not None or self.session.documents is not None:
            self.chunk = self.session.chunk(write=False, by=self.session.by)
        again = self._repeated(parsed, known)
        judged = self.chunk.take(parsed, known)
        for place, one in enumerate(judged):
            if place in again and one.kind == NEW:
                self._repeat(one)
        if self.seen is not None:
            self.seen.add([one.known for one in judged if one.kind == NEW])
        return self._put_off(judged)

    def names_of_others(self) -> list[Judged]:
        """The rows that were put off: right if the record that they name stands in the file, wrong if not."""
        for one in self.postponed:
            names = {word for name in self.own if name in one.row.wanted for word in one.row.wanted[name].words}
            if all(hash(name) in self.titles for name in names):
                one.row.wrong.clear()
                one.kind = NEW
        return self.postponed

    def _put_off(self, judged: list[Judged]) -> list[Judged]:
        if self.session.documents is not None or not self.mapped & set(self.own):
            return judged
        title = self.session.entity.title_field
        self.titles.update(hash(str(one.row.values.get(title))) for one in judged)
        later = [one for one in judged if one.kind == WRONG and all(wrong.code == UNKNOWN for wrong in one.row.wrong)]
        self.postponed += later
        return without(judged, later)

    def _repeated(self, parsed: list[Parsed], known: list[Known]) -> set[int]:
        return self.seen.among(known) if self.seen is not None else set()

    def _repeat(self, one: Judged) -> None:
        """A row of a large file that says again what an earlier one said."""
        rule = self.session.importing.duplicates
        if rule == DuplicateRule.UPDATE:
            one.kind = CHANGED
        elif rule != DuplicateRule.CREATE:
            one.kind = DUPLICATE
            one.row.wrong.append(Wrong("", DUPLICATE, said_before()))

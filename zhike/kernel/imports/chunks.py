"""What becomes of the rows of one chunk: new, changed, the same, duplicate or wrong; and writing it all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from zhike.kernel import directory as directories
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import Creator, New, Related, update_many
from zhike.kernel.duplicates.models import DuplicatePair
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Words
from zhike.kernel.imports.earlier import Earlier
from zhike.kernel.imports.lookups import UNKNOWN, Lookups
from zhike.kernel.imports.matching import Hit, Known, Matcher
from zhike.kernel.imports.models import DuplicateRule
from zhike.kernel.imports.rows import Parsed, RowParser, Wrong
from zhike.kernel.refusals import Refused

NEW, CHANGED, SAME, DUPLICATE, WRONG = "new", "changed", "same", "duplicate", "wrong"
KINDS = (NEW, CHANGED, SAME, DUPLICATE, WRONG)
ASIDE = "set_aside"
DOCUMENTS = "documents_"
"""Before a kind: counts the documents with lines, where the kind alone counts the rows of the file."""


@dataclass(slots=True)
class Judged:
    """A row and what becomes of it. `id` is its record, `hit` what it was taken for, `fields` what changes.

    `document`: it is the first row of a document with lines, and stands for it.
    """

    row: Parsed
    known: Known
    kind: str = ""
    hit: Hit | None = None
    id: int | None = None
    place: int = -1
    fields: list[str] = field(default_factory=list)
    document: bool = False


class Chunk:
    """The rows of one chunk on their way. Create it within a transaction, and within a batch if it shall write."""

    def __init__(
        self,
        entity: Entity,
        rule: str,
        parser: RowParser,
        lookups: Lookups,
        matcher: Matcher,
        creator: Creator,
        *,
        by: Actor,
        write: bool,
    ) -> None:
        self.entity, self.rule, self.by, self.write = entity, rule, by, write
        self.parser, self.lookups, self.matcher = parser, lookups, matcher
        self.creator = creator
        self.earlier = Earlier(matcher)
        self.made: list[Judged] = []
        self.counts: Counter[str] = Counter()
        self.own_columns = {parser.header_of(name) for name in self.own_references()}

    def take(self, rows: Sequence[Parsed], known: Sequence[Known]) -> list[Judged]:
        """Judge rows, and write what they become; rows that name others of the same file are tried again at the end."""
        pairs = list(zip(rows, known, strict=True))
        judged = self._round(pairs)
        if self.write:
            directories.renew()
        again = [one for one in judged if self._names_another(one)]
        if self.write and again and len(again) < len(judged):
            for one in again:
                one.row.wrong.clear()
            judged = without(judged, again) + self._round([(one.row, one.known) for one in again])
        for one in judged:
            self.counts[one.kind] += 1
        return judged

    def _round(self, pairs: Sequence[tuple[Parsed, Known]]) -> list[Judged]:
        judged = [Judged(row, known) for row, known in pairs]
        self.lookups.resolve([one.row for one in judged if one.row.wanted and not one.row.wrong], self.parser.header_of)
        sound = [one for one in judged if not one.row.wrong]
        if self.matcher.together:
            # The records that a row refers to are part of what tells it, and are known only now.
            for one, known in zip(sound, self.matcher.know([one.row.values for one in sound]), strict=True):
                one.known = known
        for one in judged:
            one.kind = WRONG
        self._match(sound)
        for one in sound:
            one.kind = self._verdict(one)
        self._create([one for one in judged if one.kind == NEW])
        self._update([one for one in judged if one.kind == CHANGED])
        self._explain(judged)
        return judged

    def _names_another(self, one: Judged) -> bool:
        """Whether a row is wrong only because the record of its own kind that it names isn't there yet."""
        return bool(one.row.wrong) and all(
            wrong.code == UNKNOWN and wrong.column in self.own_columns for wrong in one.row.wrong
        )

    def own_references(self) -> list[str]:
        """The fields that name records of the same kind, such as the parent company."""
        return [name for name, bound in self.entity.fields.items() if bound.related_model is self.entity.model]

    def _match(self, judged: Sequence[Judged]) -> None:
        hits = self.matcher.in_book([one.row for one in judged], [one.known for one in judged])
        by_id = _visible(self.entity, {one.row.id for one in judged if one.row.id is not None}, self.by)
        for one, hit in zip(judged, hits, strict=True):
            if one.row.id is None:
                one.hit = hit
            elif one.row.id in by_id:
                one.hit = Hit(one.row.id, True)
            else:
                one.row.wrong.append(
                    Wrong(self.parser.header_of("id"), "not_found", _("There is no record with this ID."))
                )

    def _verdict(self, one: Judged) -> str:
        """What becomes of a row, by what it was taken for and by the rule for duplicates."""
        if one.row.wrong:
            return WRONG
        if one.hit is None or not one.hit.exact:
            before = self.earlier.find(one.known)
            one.hit = before if before and (one.hit is None or before.exact) else one.hit
        if one.hit is not None and self._is_duplicate(one.hit):
            return DUPLICATE
        if one.hit is not None and one.hit.exact and self.rule == DuplicateRule.UPDATE:
            return CHANGED
        one.row.wrong += self.parser.incomplete(one.row)
        if one.row.wrong:
            return WRONG
        one.place = self.earlier.add(one.known)
        self.made.append(one)
        return NEW

    def _is_duplicate(self, hit: Hit) -> bool:
        return self.rule in (DuplicateRule.SKIP, DuplicateRule.ASK)

    def _create(self, judged: Sequence[Judged]) -> None:
        if not judged:
            return
        related = Related(self.entity, [one.row.values for one in judged])
        ready: list[tuple[Judged, New]] = []
        for one in judged:
            new = one.row.ready or self.creator.prepared(one.row.values, one.known.numbers, related.of(one.row.values))
            if new.refused is not None:
                self._refuse(one, new.refused)
            else:
                ready.append((one, new))
        if self.write:
            self._insert(ready)
            self._note_pairs([one for one, _new in ready])

    def _insert(self, ready: Sequence[tuple[Judged, New]]) -> None:
        """Insert all; when the database refuses, halve until the rows that it refuses stand alone."""
        if not ready:
            return
        try:
            with transaction.atomic():
                ids = self.creator.insert([new for _one, new in ready])
        except (IntegrityError, DataError) as problem:
            if len(ready) == 1:
                self._refuse(ready[0][0], _in_words(problem))
                return
            middle = len(ready) // 2
            self._insert(ready[:middle])
            self._insert(ready[middle:])
            return
        for (one, _new), record_id in zip(ready, ids, strict=True):
            one.id = record_id

    def _update(self, judged: Sequence[Judged]) -> None:
        """Several rows for one record are written in their order: the last word counts."""
        wishes: dict[int, dict[str, Any]] = {}
        for one in judged:
            one.id = self._record_of(one)
            if one.id is None:
                self._unrecorded(one)
                continue
            wishes.setdefault(one.id, {}).update(self.parser.blanks | one.row.values)
        if not wishes:
            return
        seen = _visible(self.entity, set(wishes), self.by, "change")
        updated = update_many(
            self.entity, {one: values for one, values in wishes.items() if one in seen}, by=self.by, write=self.write,
            related=Related(self.entity, list(wishes.values())),
        )  # fmt: skip
        for one in judged:
            if one.id is None:
                continue
            if one.id in updated.refused:
                self._refuse(one, updated.refused[one.id])
            elif one.id not in seen:
                one.kind = DUPLICATE
            else:
                one.fields = updated.changed.get(one.id, [])
                one.kind = CHANGED if one.fields else SAME

    def _unrecorded(self, one: Judged) -> None:
        """A row that would change a record of an earlier row: in a dry run there is none yet, else it was refused."""
        if self.write:
            one.kind = WRONG
            one.row.wrong.append(Wrong("", "before_refused", _("The row before it with the same record was refused.")))
            return
        before = self.made[one.hit.before].row.values if one.hit and one.hit.before is not None else {}
        one.fields = [name for name, value in one.row.values.items() if before.get(name) != value]
        one.kind = CHANGED if one.fields else SAME
        before.update(one.row.values)

    def _record_of(self, one: Judged) -> int | None:
        if one.hit is None or one.hit.id is not None or one.hit.before is None:
            return one.hit.id if one.hit else None
        return self.made[one.hit.before].id

    def _refuse(self, one: Judged, refused: Refused) -> None:
        one.kind, one.id = WRONG, None
        one.row.wrong += [
            Wrong(self.parser.header_of(error.field) if error.field else "", error.code, error.message)
            for error in refused.errors
        ]

    def _note_pairs(self, judged: Sequence[Judged]) -> None:
        """Records that were made though they are like others come into the inbox of duplicates."""
        pairs = []
        for one in judged:
            other = self._record_of(one)
            if one.id is not None and other is not None and other != one.id and one.hit is not None:
                first, second = sorted((one.id, other))
                pairs.append(
                    DuplicatePair(entity=self.entity.key, first_id=first, second_id=second, score=one.hit.score)
                )
        DuplicatePair.objects.bulk_create(pairs, ignore_conflicts=True)

    def _explain(self, judged: Sequence[Judged]) -> None:
        """Say of duplicates what they are like; who may not see the record learns that it is there, and whose it is."""
        duplicates = [one for one in judged if one.kind == DUPLICATE]
        ids = {one.hit.id for one in duplicates if one.hit and one.hit.id is not None}
        seen = _titles(self.entity, ids, self.by)
        owners = _owners(self.entity, ids - set(seen))
        for one in duplicates:
            code = ASIDE if self.rule == DuplicateRule.ASK else DUPLICATE
            one.row.wrong.append(Wrong("", code, _likeness(one.hit, seen, owners)))


def _likeness(hit: Hit | None, seen: dict[int, str], owners: dict[int, str]) -> Words:
    if hit is None or hit.id is None:
        return said_before()
    if hit.id in seen:
        if hit.exact:
            return _("In the book already: %(title)s.") % {"title": seen[hit.id]}
        return _("Most likely the same as %(title)s (%(score)s %%).") % {
            "title": seen[hit.id],
            "score": round(hit.score * 100),
        }
    if owners.get(hit.id):
        return _("In the book already, with %(owner)s. You may not see or change it.") % {"owner": owners[hit.id]}
    return _("In the book already. You may not see or change it.")


def records_counted(counts: Mapping[str, Any], kind: str) -> int:
    """How many records became of rows: documents where rows are their lines, else as many as rows."""
    has_documents = any(name.startswith(DOCUMENTS) for name in counts)
    return int(counts.get(DOCUMENTS + kind if has_documents else kind, 0))


def said_before() -> Words:
    """Of a row that says again what an earlier one said."""
    return _("The same as an earlier row of the file.")


def _visible(entity: Entity, ids: set[int], by: Actor, verb: str = "view") -> set[int]:
    if not ids:
        return set()
    return set(entity.model._default_manager.visible_to(by, verb).filter(pk__in=ids).values_list("pk", flat=True))  # type: ignore[attr-defined]


def _titles(entity: Entity, ids: set[int], by: Actor) -> dict[int, str]:
    if not ids:
        return {}
    rows = entity.model._default_manager.visible_to(by).filter(pk__in=ids)  # type: ignore[attr-defined]
    return dict(rows.values_list("pk", entity.title_field))


def _owners(entity: Entity, ids: set[int]) -> dict[int, str]:
    if not ids or not entity.access.owner:
        return {}
    rows = entity.model._default_manager.filter(pk__in=ids).values_list("pk", f"{entity.access.owner}__name")
    return {record_id: name or "" for record_id, name in rows}


def _in_words(problem: Exception) -> Refused:
    diagnosis = getattr(problem.__cause__, "diag", None)
    if getattr(diagnosis, "sqlstate", "") == "23505":
        return Refused(_("A record with this number or name is there already."), code="taken")
    return Refused(_("The database refused these values."), code="refused_by_database")


def without(judged: Sequence[Judged], left_out: Sequence[Judged]) -> list[Judged]:
    """The rows that are not among others."""
    out = {id(one) for one in left_out}
    return [one for one in judged if id(one) not in out]

"""What becomes of the documents of one chunk: each is brought in whole, with all of its lines, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import Creator, New, Related
from zhike.kernel.actions.standard import apply, save_applied
from zhike.kernel.directory import pinned
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Finish, Lines
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.imports.chunks import CHANGED, DUPLICATE, SAME, WRONG, Chunk, Judged
from zhike.kernel.imports.documents import IN_LINES, Document, DocumentParser
from zhike.kernel.imports.finishing import finished
from zhike.kernel.imports.lookups import Lookups
from zhike.kernel.imports.matching import Known
from zhike.kernel.imports.rows import Parsed, Wrong
from zhike.kernel.lines.reading import lines_of
from zhike.kernel.lines.wishes import Wish, placed
from zhike.kernel.refusals import FieldError, Refused

WITH_DOCUMENT = "with_document"


@dataclass(slots=True)
class NewDocument(New):
    """A document that is ready to be inserted, with its lines."""

    lines: list[New] = field(default_factory=list)


class Unfinished(Exception):
    """Some of the new documents could not be finished: refusals by id."""

    def __init__(self, refused: Mapping[int, Refused]) -> None:
        super().__init__()
        self.refused = refused


class DocumentCreator(Creator):
    """Makes documents with their lines; with `finish`, also what is done with them at once."""

    def __init__(self, entity: Entity, lines: Lines, *, by: Actor, finish: Finish | None = None) -> None:
        super().__init__(entity, by=by)
        self.declared, self.finish = lines, finish
        self.lines = Creator(entity.line_entity(lines), by=by)

    def made(
        self, values: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], numbers: Sequence[int],
        related: Related, line_related: Related,
    ) -> NewDocument:  # fmt: skip
        """A document with its lines from cleaned values, checked and not computed. Raises Refused (`lines.2.net`)."""
        new = self.prepared(values, numbers, related.of(values))
        errors = list(new.refused.errors) if new.refused else []
        made: list[New] = []
        for place, line in enumerate(lines):
            one = self.lines.prepared(line, None, line_related.of(line) | {self.declared.by: new.record})
            if one.refused:
                errors += placed(self.declared, place, one.refused).errors
            else:
                one.record.position = place + 1
                made.append(one)
        if errors:
            raise Refused(errors=errors)
        return NewDocument(new.record, new.keys, lines=made)

    def settled(self, news: Sequence[NewDocument]) -> dict[int, Refused]:
        """Compute documents, and see whether they can be finished; returns refusals by their place."""
        pairs = [(new.record, [line.record for line in new.lines]) for new in news]
        settle, settle_many = self.declared.settle, self.declared.settle_many
        refused = dict(settle_many(pairs, self.by)) if settle_many else {}
        for place, (document, lines) in enumerate(pairs):
            try:
                if settle is not None and settle_many is None:
                    settle(document, lines, self.by)
                if self.finish is not None and self.finish.refuse is not None and place not in refused:
                    self.finish.refuse(document, lines)
            except Refused as one:
                refused[place] = one
        return refused

    def write(self, news: Sequence[New]) -> None:
        """Write documents and lines, and finish them. Raises Unfinished when some can't be."""
        super().write(news)
        lines: list[New] = []
        for new in news:
            for line in new.lines if isinstance(new, NewDocument) else ():
                # The document has its id only now.
                setattr(line.record, self.declared.by, new.record)
                lines.append(line)
        self.lines.insert(lines)
        if self.finish is not None:
            refused = finished(self.entity, self.finish, [new.record for new in news], self.by)
            if refused:
                raise Unfinished(refused)


class DocumentChunk(Chunk):
    """The documents of one chunk on their way."""

    creator: DocumentCreator

    def __init__(self, *given: Any, documents: DocumentParser, line_lookups: Lookups, by: Actor, write: bool) -> None:
        super().__init__(*given, by=by, write=write)
        self.documents, self.line_lookups = documents, line_lookups
        self.declared = documents.flat.lines

    def take(self, rows: Sequence[Parsed], known: Sequence[Known]) -> list[Judged]:
        """Judge documents, and write what they become; what became of each is told row by row."""
        # Currencies, tags and parameters are asked for with each line, and their stamp must not be.
        with pinned():
            return self._taken([row for row in rows if isinstance(row, Document)], known)

    def _taken(self, found: Sequence[Document], known: Sequence[Known]) -> list[Judged]:
        wanting = [line for one in found for line in one.rows if line.wanted and not line.wrong]
        self.line_lookups.resolve(wanting, self.documents.lines.header_of)
        for one in found:
            one.note_wrong_lines()
            self._turn(one)
        judged = super().take(found, known)
        return [row for one in judged for row in self._by_row(one)]

    def _turn(self, document: Document) -> None:
        turn = self.entity.importing.turn if self.entity.importing else None
        if turn is None or document.wrong:
            return
        try:
            turn(document.values, [line.values for line in document.lines])
        except Refused as refused:
            self._blame(document, refused)

    def _create(self, judged: Sequence[Judged]) -> None:
        related = Related(self.entity, [one.row.values for one in judged])
        lines = [line.values for one in judged for line in _document(one).lines]
        line_related = Related(self.creator.lines.entity, lines)
        made: list[tuple[Judged, NewDocument]] = []
        for one in judged:
            document = _document(one)
            if self._incomplete(document):
                one.kind = WRONG
                continue
            values = [line.values for line in document.lines]
            try:
                new = self.creator.made(document.values, values, one.known.numbers, related, line_related)
                made.append((one, new))
            except Refused as refused:
                self._refuse(one, refused)
        unsettled = self.creator.settled([new for _one, new in made])
        for place, reason in unsettled.items():
            self._refuse(made[place][0], reason)
        ready: list[tuple[Judged, New]] = [pair for place, pair in enumerate(made) if place not in unsettled]
        if self.write:
            self._insert(ready)

    def _insert(self, ready: Sequence[tuple[Judged, New]]) -> None:
        try:
            super()._insert(ready)
        except Unfinished as stopped:
            for one, new in ready:
                if new.record.pk in stopped.refused:
                    self._refuse(one, stopped.refused[new.record.pk])
            self._insert([(one, new) for one, new in ready if new.record.pk not in stopped.refused])

    def _incomplete(self, document: Document) -> bool:
        """Note what new lines lack, and a document that must have lines and has none."""
        lines = document.lines
        for line in lines:
            line.wrong += self.documents.lines.incomplete(line)
        if self.declared.required and not lines:
            document.wrong.append(Wrong("", "required", _("There must be at least one line.")))
        document.note_wrong_lines()
        return bool(document.wrong)

    def _update(self, judged: Sequence[Judged]) -> None:
        """The lines of the file take the place of the document's, one by one in their order."""
        if not judged:
            return
        by_id = {one.hit.id: one for one in judged if one.hit is not None and one.hit.id is not None}
        rows = self.entity.model._default_manager.visible_to(self.by, "change").filter(pk__in=by_id)  # type: ignore[attr-defined]
        rows = rows.select_for_update(of=("self",)) if self.write else rows
        stored = lines_of(self.entity, by_id)
        for one in judged:
            one.kind = DUPLICATE
        for record in rows.order_by("pk"):
            try:
                self._change(by_id[record.pk], record, stored[record.pk])
            except Refused as refused:
                self._refuse(by_id[record.pk], refused)

    def _change(self, one: Judged, record: Any, stored: Mapping[str, Sequence[Any]]) -> None:
        document = _document(one)
        there = stored[self.declared.name]
        wishes = [
            Wish(there[place].pk if place < len(there) else None, self.documents.lines.blanks | line.values)
            for place, line in enumerate(document.lines)
        ]
        for line in document.lines[len(there) :]:
            line.wrong += self.documents.lines.incomplete(line)
        document.note_wrong_lines()
        if document.wrong:
            one.kind = WRONG
            return
        values = self.parser.blanks | document.values
        with transaction.atomic():
            applied = apply(
                self.entity, record, values, by=self.by, wishes={self.declared.name: wishes}, existing=stored
            )
            one.id, one.fields = record.pk, sorted(applied.changed)
            one.kind = CHANGED if applied.differs() else SAME
            if self.write:
                save_applied(record, applied)

    def _refuse(self, one: Judged, refused: Refused) -> None:
        one.kind, one.id = WRONG, None
        self._blame(_document(one), refused)

    def _blame(self, document: Document, refused: Refused) -> None:
        """Note what is wrong with a line at its row, and all else at the document."""
        lines = document.lines
        for error in refused.errors:
            place, name = self._place(error)
            if place is not None and place < len(lines):
                header = self.documents.lines.header_of(name) if name else ""
                lines[place].wrong.append(Wrong(header, error.code, error.message))
            else:
                header = self.parser.header_of(error.field) if error.field else ""
                document.wrong.append(Wrong(header, error.code, error.message))
        document.note_wrong_lines()

    def _place(self, error: FieldError) -> tuple[int | None, str]:
        name, _dot, rest = error.field.partition(".")
        place, _dot, field = rest.partition(".")
        return (whole_number(place), field) if name == self.declared.name else (None, "")

    def _by_row(self, one: Judged) -> Iterator[Judged]:
        """What became of a document, for each of its rows; the first stands for the document."""
        document = _document(one)
        own = [wrong for wrong in document.wrong if wrong.code != IN_LINES]
        wrong_at = next((row.line for row in document.rows if row.wrong), document.line)
        for place, row in enumerate(document.rows):
            reasons = [*own, *row.wrong] if place == 0 or one.kind == DUPLICATE else row.wrong
            if one.kind == WRONG and not reasons:
                words = _("Left out with its document, for what is said of line %(line)s.")
                reasons = [Wrong("", WITH_DOCUMENT, words % {"line": document.line if own else wrong_at})]
            told = Parsed(row.line, row.cells, row.values, wrong=list(reasons))
            yield Judged(told, one.known, one.kind, one.hit, one.id, fields=one.fields, document=place == 0)


def _document(one: Judged) -> Document:
    assert isinstance(one.row, Document)  # noqa: S101  (this chunk is given nothing else)
    return one.row

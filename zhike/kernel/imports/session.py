"""Everything that one pass over a file needs, put together from the import: for a dry run and for the run alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import Creator
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports.chunks import Chunk
from zhike.kernel.imports.document_chunks import DocumentChunk, DocumentCreator
from zhike.kernel.imports.documents import DocumentParser
from zhike.kernel.imports.finishing import finish_wanted
from zhike.kernel.imports.flat import flat_of
from zhike.kernel.imports.gathering import gathered, in_lots
from zhike.kernel.imports.lookups import Lookups
from zhike.kernel.imports.matching import THOROUGH_UP_TO, Known, Matcher
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.reading import day_orders, in_chunks
from zhike.kernel.imports.rows import Parsed, RowParser
from zhike.kernel.imports.targets import checked
from zhike.kernel.tables.table import Row, Table

Read = tuple[list[Parsed], list[Known]]
AT_ONCE = 2000


class Portion(NamedTuple):
    """Some of a file's rows, each of a record or all of a document's together; `after` is where the next one begins.

    `healed` counts the rows that were taken apart.
    """

    rows: Sequence[Row] | Sequence[Sequence[Row]]
    after: int
    healed: int


@dataclass(slots=True)
class Session:
    """One pass over a file."""

    importing: Import
    entity: Entity
    by: Actor
    options: Options
    parser: RowParser
    matcher: Matcher
    lookups: Lookups
    creator: Creator
    documents: DocumentParser | None = None

    def portions(self, table: Table, since: int = 0, at_once: int = AT_ONCE) -> Iterator[Portion]:
        """The file's rows from a line on, about so many at once; where a mapping has lines, document by document."""
        if self.documents is None:
            for rows in in_chunks(table.rows(since, heal=self.options.heal), at_once):
                yield Portion(rows, rows[-1].line + 1, _healed(rows))
            return
        with gathered(table.rows(heal=self.options.heal), self.documents.key_of, since) as found:
            for lot in in_lots(found, at_once):
                yield Portion(lot, lot[-1][0].line + 1, sum(map(_healed, lot)))

    def read(self, portion: Portion, *, ahead: bool = False) -> Read:
        """Parse rows and prepare them for the comparison: pure Python, no statement.

        ahead: also make the records and search documents that they would become, which is wasted on duplicates.
        """
        if self.documents is not None:
            whole = [self.documents.parse(rows) for rows in portion.rows]  # type: ignore[arg-type]
            return list[Parsed](whole), self.matcher.know([one.values for one in whole])
        return self.read_rows(portion.rows, ahead=ahead)  # type: ignore[arg-type]

    def read_rows(self, rows: Sequence[Row], *, ahead: bool = False) -> Read:
        """The same for rows that are a record each."""
        # Step by step over all rows, not row by row: the same few functions stay in the processor's cache.
        parsed = [self.parser.parse(row) for row in rows]
        known = self.matcher.know([row.values for row in parsed])
        if ahead and not self.refers:
            for row, one in zip(parsed, known, strict=True):
                if not row.wrong and not row.wanted and not row.required_left:
                    row.ready = self.creator.prepared(row.values, one.numbers)
            self.creator.document([row.ready for row in parsed if row.ready is not None])
        return parsed, known

    @property
    def refers(self) -> bool:
        """Whether a column names other records, which the entity's rules may want to read."""
        fields = self.entity.fields
        return any(
            column.name in fields and fields[column.name].type.name == "reference" for column in self.parser.columns
        )

    def chunk(self, *, write: bool, by: Actor) -> Chunk:
        """A chunk to be judged, and written by the actor within a batch."""
        given = self.entity, self.importing.duplicates, self.parser, self.lookups, self.matcher, self.creator
        if self.documents is None:
            return Chunk(*given, by=by, write=write)
        lookups = Lookups(self.documents.lines.entity, by=by, write=write)
        return DocumentChunk(*given, documents=self.documents, line_lookups=lookups, by=by, write=write)


def session_of(importing: Import, table: Table, *, by: Actor, write: bool) -> Session:
    """Put together a pass over an opened file. Raises Refused when the mapping doesn't fit the file or the rights.

    Whatever the door by which the wish came, rows come in by that of imports: so the plan and the run agree.
    """
    by = replace(by, door="import")
    entity = entity_named(importing.entity)
    options = Options.of(importing.options)
    mapping = checked(entity, importing.mapping, table.headers, by)
    flat = flat_of(entity, mapping)
    thorough = importing.total <= THOROUGH_UP_TO
    up_to = None if thorough else importing.counts.get("book_up_to")
    days = day_orders(entity, table, flat.document if flat else mapping, options)
    matcher = Matcher(entity, alike=options.alike, thorough=thorough, alike_up_to=up_to)
    lookups = Lookups(entity, by=by, write=write)
    if flat is None:
        parser = RowParser(entity, table.headers, mapping, options, by=by, day_first=days, fixed=options.fixed)
        return Session(importing, entity, by, options, parser, matcher, lookups, Creator(entity, by=by))
    documents = DocumentParser(entity, table.headers, flat, options, by=by, day_first=days)
    finish = finish_wanted(entity, by) if options.finish else None
    creator = DocumentCreator(entity, flat.lines, by=by, finish=finish)
    return Session(importing, entity, by, options, documents.head, matcher, lookups, creator, documents)


def _healed(rows: Sequence[Row]) -> int:
    return sum(row.note == "healed" for row in rows)

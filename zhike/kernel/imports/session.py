"""Everything that one pass over a file needs, put together from the import: for a dry run and for the run alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports.chunks import Chunk
from zhike.kernel.imports.lookups import Lookups
from zhike.kernel.imports.matching import THOROUGH_UP_TO, Known, Matcher
from zhike.kernel.imports.models import Import
from zhike.kernel.imports.options import Options
from zhike.kernel.imports.reading import day_orders
from zhike.kernel.imports.rows import Parsed, RowParser
from zhike.kernel.imports.targets import checked
from zhike.kernel.tables.table import Row, Table

Read = tuple[list[Parsed], list[Known]]


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

    def read(self, rows: Sequence[Row]) -> Read:
        """Parse rows and prepare them for the comparison: pure Python, no statement."""
        parsed = [self.parser.parse(row) for row in rows]
        return parsed, [self.matcher.know(row.values) for row in parsed]

    def chunk(self, *, write: bool, by: Actor) -> Chunk:
        """A chunk to be judged, and written by the actor within a batch."""
        return Chunk(
            self.entity, self.importing.duplicates, self.parser, self.lookups, self.matcher, by=by, write=write
        )


def session_of(importing: Import, table: Table, *, by: Actor, write: bool) -> Session:
    """Put together a pass over an opened file. Raises Refused when the mapping doesn't fit the file or the rights."""
    entity = entity_named(importing.entity)
    options = Options.of(importing.options)
    mapping = checked(entity, importing.mapping, table.headers, by)
    thorough = importing.total <= THOROUGH_UP_TO
    return Session(
        importing, entity, by, options,
        RowParser(entity, table.headers, mapping, options, by=by, day_first=day_orders(entity, table, mapping, options)),
        Matcher(entity, alike=options.alike, thorough=thorough, alike_up_to=None if thorough else importing.counts.get("book_up_to")),
        Lookups(entity, by=by, write=write),
    )  # fmt: skip

"""Everything that one pass over a file needs, put together from the import: for a dry run and for the run alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.bulk import Creator
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
    creator: Creator

    def read(self, rows: Sequence[Row], *, ahead: bool = False) -> Read:
        """Parse rows and prepare them for the comparison: pure Python, no statement.

        ahead: also make the records and search documents that they would become, which is wasted on duplicates.
        """
        parsed = [self.parser.parse(row) for row in rows]
        known = [self.matcher.know(row.values) for row in parsed]
        if ahead and not self.refers:
            for row, one in zip(parsed, known, strict=True):
                if not row.wrong and not row.wanted and not row.required_left:
                    row.ready = self.creator.documented(self.creator.prepared(row.values, one.numbers))
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
        rule = self.importing.duplicates
        return Chunk(self.entity, rule, self.parser, self.lookups, self.matcher, self.creator, by=by, write=write)


def session_of(importing: Import, table: Table, *, by: Actor, write: bool) -> Session:
    """Put together a pass over an opened file. Raises Refused when the mapping doesn't fit the file or the rights.

    Whatever the door by which the wish came, rows come in by that of imports: so the plan and the run agree.
    """
    by = replace(by, door="import")
    entity = entity_named(importing.entity)
    options = Options.of(importing.options)
    mapping = checked(entity, importing.mapping, table.headers, by)
    thorough = importing.total <= THOROUGH_UP_TO
    up_to = None if thorough else importing.counts.get("book_up_to")
    days = day_orders(entity, table, mapping, options)
    return Session(
        importing, entity, by, options,
        RowParser(entity, table.headers, mapping, options, by=by, day_first=days),
        Matcher(entity, alike=options.alike, thorough=thorough, alike_up_to=up_to),
        Lookups(entity, by=by, write=write),
        Creator(entity, by=by),
    )  # fmt: skip

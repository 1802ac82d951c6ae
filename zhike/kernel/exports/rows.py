"""The rows of an export, read in one snapshot and written in a format, under the rights on rows and fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.models import Look, LookKind
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.exports.cards import card_of
from zhike.kernel.exports.models import Export
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.lists.page import Wish, annotated
from zhike.kernel.tables.vcard import write_vcards
from zhike.kernel.tables.writing import XlsxWriter, write_csv

AT_ONCE = 2000
ID = "ID"


class Rows:
    """Reads the rows of an export in one snapshot, a page at a time, and writes them in a format."""

    def __init__(self, entity: Entity, rows: Any, names: list[str], wish: Wish, record: Export, by: Actor) -> None:
        self.entity, self.names, self.record, self.by = entity, names, record, by
        self.fields = [entity.fields[name] for name in names]
        self.reading = reading_for(by)
        self.level = entity.access.level if entity.guarded else ""
        self.rows = annotated(entity, rows, set(names)).order_by(*_order(entity, wish, by))
        self.count = 0

    def written(self, format: str) -> Iterator[bytes]:  # noqa: A002
        """Yield the file. The number of rows is noted at the end; an export that was cut short has none."""
        match format:
            case "xlsx":
                yield from self._xlsx()
            case "vcf":
                yield from write_vcards(card_of(values, self.entity, self.reading) for values in self.values())
            case _:
                yield from write_csv(self.headers(), self.cells())
        Export.objects.filter(pk=self.record.pk).update(rows=self.count, ended_at=timezone.now())

    def headers(self) -> list[str]:
        """The labels of the fields, with the id in front by which a row is known again."""
        return [ID, *(str(bound.label) for bound in self.fields)]

    def cells(self) -> Iterator[list[Any]]:
        """The rows as cells for a spreadsheet: typed where a spreadsheet has the type, else words."""
        return (self.row(values) for values in self.values())

    def row(self, values: Mapping[str, Any]) -> list[Any]:
        """One record as cells, its id first."""
        return [str(values["id"]), *(self.cell(bound.name, values[bound.name]) for bound in self.fields)]

    def cell(self, name: str, value: Any) -> Any:
        """The value of a field as a cell."""
        bound = self.entity.fields[name]
        return value if isinstance(value, str) else bound.type.plain(value, bound, self.reading)

    def values(self) -> Iterator[dict[str, Any]]:
        """The rows by field name, masked where they must be. One statement, so that all are of one moment."""
        columns = ["pk", *([self.level] if self.level else [])]
        places = self._places(columns)
        with transaction.atomic():
            rows = self.rows.values_list(*columns).iterator(chunk_size=AT_ONCE)
            while page := list(islice(rows, AT_ONCE)):
                self.count += len(page)
                self._note([row[0] for row in page if self.level and row[1]])
                seen = self._referred_and_seen(page, places)
                for row in page:
                    yield {"id": row[0]} | {name: self._value(row, name, at, seen) for name, at in places.items()}

    def _value(self, row: Sequence[Any], name: str, at: int, seen: Mapping[str, set[int]]) -> Any:
        value = row[at]
        if name in seen:
            # A record that the actor may not see is not named by the one that refers to it.
            value = None if value is None or value not in seen[name] else (value, row[at + 1])
        return shown_to(self.entity, name, value, self.by)

    def _places(self, columns: list[str]) -> dict[str, int]:
        """Add what must be read for each field to `columns`, and say where its value then stands."""
        places = {}
        for bound in self.fields:
            places[bound.name] = len(columns)
            columns.append(bound.column)
            if bound.type.name == "reference" and bound.related_entity is not None:
                columns.append(f"{bound.name}__{bound.related_entity.title_field}")
        return places

    def _referred_and_seen(self, page: Sequence[Sequence[Any]], places: Mapping[str, int]) -> dict[str, set[int]]:
        """For each reference, which of the records referred to the actor may see."""
        seen = {}
        for bound in self.fields:
            if bound.type.name == "reference" and bound.related_entity is not None:
                ids = {row[places[bound.name]] for row in page} - {None}
                if ids and (bound.name != self.entity.access.through or self.entity.access.own):
                    rows = bound.related_model._default_manager.visible_to(self.by)
                    ids = set(rows.filter(pk__in=ids).values_list("pk", flat=True))
                seen[bound.name] = ids
        return seen

    def _note(self, guarded: list[int]) -> None:
        """Record that these guarded records left the house."""
        if self.by.employee_id is not None and guarded:
            look = {
                "employee_id": self.by.employee_id,
                "kind": LookKind.EXPORT,
                "entity": self.entity.key,
                "door": self.by.door,
            }
            Look.objects.bulk_create([Look(record_id=one, **look) for one in guarded])

    def _xlsx(self) -> Iterator[bytes]:
        writer = XlsxWriter(self.headers(), title=str(self.entity.label_plural), zone=ZoneInfo(settings.TIME_ZONE))
        for row in self.cells():
            writer.add(row)
        yield from writer.finish()


def _order(entity: Entity, wish: Wish, by: Actor) -> list[Any]:
    """The list's order; ids decide between equals, and without a wish: a file is read from its oldest record on."""
    name = wish.sort.lstrip("-")
    bound = entity.readable(by).get(name)
    if not name or bound is None or entity.masks(name, by):
        return ["pk"]
    return [f"-{bound.column}" if wish.sort.startswith("-") else bound.column, "pk"]

"""Taking records out: a filtered list or chosen ones, as CSV, XLSX or vCards, under the rights on rows and fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.models import Look, LookKind
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.exports.cards import card_of, exports_as_cards
from zhike.kernel.exports.models import Export
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.lists.page import Wish, annotated, rows_wished
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.tables.vcard import write_vcards
from zhike.kernel.tables.writing import XlsxWriter, write_csv

Format = Literal["csv", "xlsx", "vcf"]
MEDIA_TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard; charset=utf-8",
}
AT_ONCE = 2000
MOST_IDS = 10_000
ID = "ID"


@dataclass(slots=True)
class Taken:
    """An export on its way: its record, the file's name and type, and its bytes, which are read once."""

    export: Export
    name: str
    media_type: str
    chunks: Iterator[bytes]


def formats_of(entity: Entity) -> list[Format]:
    """The formats in which an entity can be taken out."""
    return ["csv", "xlsx", "vcf"] if exports_as_cards(entity) else ["csv", "xlsx"]


def may_export(entity: Entity, by: Actor) -> None:
    """Raises NotAllowed without the special permission to export this entity."""
    power = "export"
    if not by.may(f"{entity.access.grants_of or entity.key}.{power}"):
        raise NotAllowed(_("You may not export %(what)s.") % {"what": entity.label_plural}, code="lacks_power")


def export(
    entity: Entity,
    wish: Wish | None = None,
    *,
    by: Actor,
    format: Format = "csv",  # noqa: A002  (the word that people use)
    columns: Sequence[str] = (),
    ids: Sequence[int] = (),
) -> Taken:
    """Take out what a list shows (all its pages), or the records with `ids`; all fields unless `columns` names some.

    What the actor may not see is left out: rows, fields, and the masked part of values. Masked values come back
    unharmed when the file is imported again. The export is recorded before the first byte, with every guarded record.
    Raises NotAllowed, and Refused for a format or column that there is not.
    """
    may_export(entity, by)
    if format not in formats_of(entity):
        raise Refused(_("There is no such format."), field="format", code="unknown_format")
    if len(ids) > MOST_IDS:
        raise Refused(
            _("At most %(most)s records can be named at once; use a filter for more.") % {"most": MOST_IDS},
            code="too_many",
        )
    wish = wish or Wish()
    names = columns_of(entity, columns, by)
    rows = rows_wished(entity, by, wish)
    rows = rows.filter(pk__in=list(ids)) if ids else rows
    record = _record(entity, wish, names, ids, format, by)
    table = Rows(entity, rows, names, wish, record, by)
    name = f"{entity.key}-{timezone.localtime():%Y%m%d-%H%M}.{format}"
    return Taken(record, name, MEDIA_TYPES[format], table.written(format))


def columns_of(entity: Entity, columns: Sequence[str], by: Actor) -> list[str]:
    """The fields to take out: the named ones, or all that the actor may see. Raises Refused for one that there is not."""
    readable = entity.readable(by)
    for name in columns:
        if name not in readable:
            raise Refused(_("There is no field “%(name)s”.") % {"name": name[:60]}, field=name, code="unknown_field")
    return list(columns) or list(readable)


def _record(entity: Entity, wish: Wish, names: list[str], ids: Sequence[int], format: str, by: Actor) -> Export:  # noqa: A002
    where: dict[str, Any] = {"filter": wish.where.json(), "words": wish.words, "sort": wish.sort}
    if ids:
        where = {"ids": [str(one) for one in ids[:1000]], "count": len(ids)}
    unmasked = any(name in entity.masked and not entity.masks(name, by) for name in names)
    return Export.objects.create(
        entity=entity.key, employee_id=by.employee_id, door=by.door, format=format, where=where, columns=names,
        unmasked=unmasked,
    )  # fmt: skip


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
        for values in self.values():
            row: list[Any] = [str(values["id"])]
            for bound in self.fields:
                value = values[bound.name]
                row.append(value if isinstance(value, str) else bound.type.plain(value, bound, self.reading))
            yield row

    def values(self) -> Iterator[dict[str, Any]]:
        """The rows by field name, masked where they must be. One statement, so that all are of one moment."""
        columns = ["pk", *([self.level] if self.level else [])]
        places = self._places(columns)
        with transaction.atomic():
            guarded: list[int] = []
            for row in self.rows.values_list(*columns).iterator(chunk_size=AT_ONCE):
                self.count += 1
                if self.level and row[1]:
                    guarded.append(row[0])
                yield {"id": row[0]} | {
                    name: shown_to(self.entity, name, read(row), self.by) for name, read in places.items()
                }
            self._note(guarded)

    def _places(self, columns: list[str]) -> Mapping[str, Any]:
        """Add what must be read for each field to `columns`, and say how its value is taken from a row."""
        places: dict[str, Any] = {}
        for bound in self.fields:
            at = len(columns)
            columns.append(bound.column)
            title = _title_of(bound)
            if title:
                columns.append(title)
                places[bound.name] = lambda row, at=at: None if row[at] is None else (row[at], row[at + 1])
            else:
                places[bound.name] = lambda row, at=at: row[at]
        return places

    def _note(self, guarded: list[int]) -> None:
        if self.by.employee_id is not None:
            Look.objects.bulk_create(
                (
                    Look(
                        employee_id=self.by.employee_id,
                        kind=LookKind.EXPORT,
                        entity=self.entity.key,
                        record_id=one,
                        door=self.by.door,
                    )
                    for one in guarded
                ),
                batch_size=AT_ONCE,
            )

    def _xlsx(self) -> Iterator[bytes]:
        writer = XlsxWriter(self.headers(), title=str(self.entity.label_plural), zone=ZoneInfo(settings.TIME_ZONE))
        for row in self.cells():
            writer.add(row)
        yield from writer.finish()


def _title_of(bound: BoundField) -> str:
    """Where the name of a record of a large table is read; people, departments and places are in memory."""
    if bound.type.name != "reference" or bound.related_entity is None:
        return ""
    target = bound.related_entity
    by_number = target.numbering.field if target.numbering else ""
    return f"{bound.name}__{by_number or target.title_field}"


def _order(entity: Entity, wish: Wish, by: Actor) -> list[Any]:
    """The list's order; ids decide between equals, and without a wish, since a file is read from its oldest record on."""
    name = wish.sort.lstrip("-")
    bound = entity.readable(by).get(name)
    if not name or bound is None or entity.masks(name, by):
        return ["pk"]
    return [f"-{bound.column}" if wish.sort.startswith("-") else bound.column, "pk"]

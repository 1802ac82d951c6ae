"""Taking records out: a filtered list or chosen ones, as CSV, XLSX or vCards, under the rights on rows and fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
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
    if not by.may(f"{entity.granted_by}.{power}"):
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
    """The fields to take out: the named ones, or all that the actor may see. Raises Refused for an unknown one."""
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

"""Taking records out: a filtered list or chosen ones, as CSV, XLSX or vCards, under the rights on rows and fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.exports.cards import exports_as_cards
from zhike.kernel.exports.documents import DocumentRows, lines_named
from zhike.kernel.exports.models import Export
from zhike.kernel.exports.rows import Rows
from zhike.kernel.lists.page import Wish, rows_wished
from zhike.kernel.refusals import NotAllowed, Refused

Format = Literal["csv", "xlsx", "vcf"]
MEDIA_TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard; charset=utf-8",
}
MOST_IDS = 10_000


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
    lines: str = "",
) -> Taken:
    """Take out what a list shows (all its pages), or the records with `ids`; all fields unless `columns` names some.

    What the actor may not see is left out: rows, fields, and the masked part of values. Masked values come back
    unharmed when the file is imported again. With the name of its `lines`, a document has a row for each line, as it
    comes in again by an import. The export is recorded before the first byte, with every guarded record.
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
    declared = lines_named(entity, lines)
    given = entity, rows, names, wish, record, by
    table = DocumentRows(*given, lines=declared) if declared else Rows(*given)
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

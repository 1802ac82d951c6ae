"""From a kernel's rows to what is sent: no model instance and no schema object for each row, one function a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhike.areas.organisation.company import company
from zhike.doors.api.description.fields import EXPANDABLE, currency_name, has_currency_beside
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Lines
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.lines.reading import lines_of
from zhike.kernel.lists.page import Row
from zhike.kernel.refusals import FieldError, Refused

Written = dict[str, Any]
AS_THEY_ARE = frozenset(
    {
        "text",
        "long_text",
        "phone",
        "email",
        "url",
        "integer",
        "boolean",
        "choice",
        "level",
        "region",
        "date",
        "datetime",
    }
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fields are sent, and which of them as `{"id", "title"}`."""

    entity: Entity
    by: Actor
    names: tuple[str, ...]
    expanded: tuple[str, ...] = ()
    lines: tuple[Lines, ...] = ()

    @classmethod
    def wished(cls, entity: Entity, by: Actor, fields: str | None, expand: str | None) -> Shape:
        """The shape that `fields` and `expand` ask for. Raises Refused for names that the actor does not see."""
        readable = entity.readable(by)
        names = tuple(readable) if fields is None else tuple(dict.fromkeys(name for name in fields.split(",") if name))
        expanded = tuple(dict.fromkeys(name for name in (expand or "").split(",") if name))
        always = ("id", "revision")
        lines = {one.name: one for one in entity.lines if one.name in expanded}
        errors = [_unknown("fields", name) for name in names if name not in readable and name not in always]
        errors += [
            _unknown("expand", name)
            for name in expanded
            if name not in lines and (name not in readable or readable[name].type.name not in EXPANDABLE)
        ]
        if errors:
            raise Refused(errors=errors)
        return cls(
            entity,
            by,
            tuple(name for name in names if name not in always),
            tuple(name for name in expanded if name in names),
            tuple(lines.values()),
        )

    def written(
        self, rows: Sequence[Row], stored: Mapping[int, Mapping[str, Sequence[Model]]] | None = None
    ) -> list[Written]:
        """The rows as they are sent, in their order. `stored` are their lines if they are known already."""
        found = [{"id": str(row.id), "revision": row.revision} for row in rows]
        for name in self.names:
            field, values = self.entity.fields[name], [row.values[name] for row in rows]
            for one, value in zip(found, self._column(name, field, values), strict=True):
                one[name] = value
            if has_currency_beside(field):
                currency = company().currency
                for one in found:
                    one[currency_name(name)] = currency
        if self.lines:
            self._put_lines(rows, found, lines_of(self.entity, [row.id for row in rows]) if stored is None else stored)
        return found

    def _put_lines(
        self, rows: Sequence[Row], found: list[Written], stored: Mapping[int, Mapping[str, Sequence[Model]]]
    ) -> None:
        for lines in self.lines:
            shape = Shape.wished(self.entity.line_entity(lines), self.by, None, None)
            all_lines = [shape.row_of(line) for row in rows for line in stored[row.id][lines.name]]
            written = iter(shape.written(all_lines))
            for row, one in zip(rows, found, strict=True):
                one[lines.name] = [next(written) for _line in stored[row.id][lines.name]]

    def written_one(self, row: Row) -> Written:
        """One row as it is sent."""
        return self.written([row])[0]

    def row_of(self, record: Model) -> Row:
        """The row of a record in hand, such as one as it was in the past."""
        values = {
            name: shown_to(self.entity, name, getattr(record, field.column, None), self.by)
            for name, field in self.entity.fields.items()
            if name in self.names
        }
        return Row(record.pk, record.revision or 1, values)  # type: ignore[attr-defined]

    def _column(self, name: str, field: BoundField, values: list[Any]) -> list[Any]:
        plain = _plain(self.entity, field)
        if plain is not None:
            values = [plain(value) for value in values]
        if name not in self.expanded:
            return values
        titles = titles_of(field, {value for value in values if value is not None}, self.by)
        return [None if value is None else {"id": value, "title": titles.get(value)} for value in values]


def titles_of(field: BoundField, ids: Iterable[str], by: Actor) -> dict[str, str]:
    """The titles of referred records by their ids as sent; those that the actor may not see are left out."""
    book = directory()
    match field.type.name:
        case "person":
            return {one: book.people[int(one)].name for one in ids if int(one) in book.people}
        case "department":
            return {one: book.departments[int(one)].name for one in ids if int(one) in book.departments}
        case "region":
            return {one: book.regions[one].name for one in ids if one in book.regions}
        case "dictionary":
            return {one.code: str(one) for one in book.dictionaries.get(field.dictionary, ())}
    related = field.related_entity
    if related is None or not ids:
        return {}
    rows = related.model._default_manager.visible_to(by).filter(pk__in=[int(one) for one in ids])  # type: ignore[attr-defined]
    return {str(key): str(title) for key, title in rows.values_list("pk", related.title_field)}


def _plain(entity: Entity, field: BoundField) -> Callable[[Any], Any] | None:
    """How a value of a column is written; None when it is sent as it is."""
    if field.type.name in AS_THEY_ARE:
        return None
    write = field.type.json
    if field.name in entity.masked:
        return lambda value: value if isinstance(value, str) else write(value, field)
    return lambda value: write(value, field)


def _unknown(parameter: str, name: str) -> FieldError:
    return FieldError(parameter, "unknown_field", _("There is no field “%(name)s”.") % {"name": name[:60]})

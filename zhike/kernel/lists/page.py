"""One page of a list: filtered, sorted, seen through the rights, as fast at page 2,000 as at page one."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, F, Func, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import Prepared, kept_for
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.masking import shown_to
from zhike.kernel.filters import Group, predicate
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.search.finding import matching

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person or a program wants to see of a list. `sort` is a field, with `-` for descending.

    `narrow` keeps some of the rows beyond what a filter can say, such as those behind a figure of a report.
    """

    where: Group = field(default_factory=Group)
    words: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = 50
    in_bin: bool = False
    narrow: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a page: its id, its revision, and its values by field name, masked where they must be."""

    id: int
    revision: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, the cursors of the pages around them, and the sort that was used."""

    rows: list[Row]
    next: str | None
    previous: str | None
    sort: str


def rows_wished(entity: Entity, by: Actor, wish: Wish) -> Any:
    """The queryset behind a list: what the actor may see, filtered and searched, not yet sorted."""
    manager = entity.model._default_manager
    rows = manager.in_bin(by) if wish.in_bin else manager.visible_to(by)  # type: ignore[attr-defined]
    computed = {condition.field for condition in wish.where.conditions()} | {wish.sort.lstrip("-")}
    rows = annotated(entity, rows, computed)
    if wish.narrow is not None:
        rows = wish.narrow(rows)
    if wish.where.parts:
        rows = rows.filter(predicate(entity, wish.where, by))
    if wish.words.strip():
        found = matching(entity, wish.words)
        rows = rows.filter(found) if found is not None else rows.none()
    return rows


def page(entity: Entity, by: Actor, wish: Wish, columns: Sequence[str]) -> Page:
    """Read one page. Raises Refused for a sort, a filter or a cursor that can't be understood."""
    sort = wish.sort or entity.default_sort
    key = _sort_field(entity, sort, by)
    limit = max(1, min(wish.limit, MOST_ROWS))
    rows = rows_wished(entity, by, wish)
    shown = [name for name in columns if name in entity.readable(by)]
    rows = annotated(entity, rows, {*shown, key.name if key else ""})
    position = _decode(wish.cursor, key)
    backward = position is not None and position.backward
    values = _columns(entity, shown)
    sort_column = key.column if key else "pk"
    found = _after(
        rows, key, sort.startswith("-") != backward, position, limit + 1, ["pk", "revision", sort_column, *values]
    )
    more = len(found) > limit
    found = found[:limit][::-1] if backward else found[:limit]
    seen = _referred_and_seen(entity, shown, found, by)
    return Page(
        rows=[_row(entity, shown, row, by, seen) for row in found],
        next=_encode(found[-1], False) if found and (more or backward) else None,
        previous=_encode(found[0], True) if found and (position is not None if not backward else more) else None,
        sort=sort,
    )


def first_rows(
    entity: Entity, by: Actor, wish: Wish, columns: Sequence[str], of: int, key: Hashable
) -> list[Row]:  # fmt: skip
    """The first rows of a short list that hangs by one record, from statements that are kept under the key.

    `narrow` gets PLACE to hang them by; nothing in `where` may depend on the day. `of` is the id of the record.
    """
    shown = [name for name in columns if name in entity.readable(by)]
    whole = (first_rows, entity.key, key, tuple(shown), wish.sort, wish.limit)
    found: list[Any] = []
    for stretch in kept_for(by, whole, lambda: _first_stretches(entity, by, wish, shown)):
        if len(found) < wish.limit:
            found += stretch.rows(of)
    found = found[: wish.limit]
    seen = _referred_and_seen(entity, shown, found, by)
    return [_row(entity, shown, row, by, seen) for row in found]


def _first_stretches(entity: Entity, by: Actor, wish: Wish, shown: Sequence[str]) -> list[Prepared]:
    sort = wish.sort or entity.default_sort
    key = _sort_field(entity, sort, by)
    rows = annotated(entity, rows_wished(entity, by, wish), {*shown, key.name if key else ""})
    columns = ["pk", "revision", key.column if key else "pk", *_columns(entity, shown)]
    stretches = _stretches(rows, key, sort.startswith("-"))
    return [Prepared(one.values_list(*columns)[: wish.limit]) for one in stretches.values()]


def one_row(entity: Entity, by: Actor, record_id: int, columns: Sequence[str]) -> Row:
    """Read one record as a list would show it. Raises NotFound for one that the actor may not see."""
    shown = [name for name in columns if name in entity.readable(by)]
    rows = annotated(entity, entity.model._default_manager.visible_to(by).filter(pk=record_id), set(shown))  # type: ignore[attr-defined]
    found = rows.values_list("pk", "revision", "pk", *_columns(entity, shown)).first()
    if found is None:
        raise NotFound(_("There is no such record."))
    return _row(entity, shown, found, by, _referred_and_seen(entity, shown, [found], by))


def annotated(entity: Entity, rows: Any, names: set[str]) -> Any:
    """Add the computed columns among `names` that the rows don't have yet."""
    wanted = {
        name: entity.fields[name].computed()
        for name in names
        if name in entity.fields and entity.fields[name].computed is not None and name not in rows.query.annotations
    }
    return rows.annotate(**wanted) if wanted else rows


def _columns(entity: Entity, names: Sequence[str]) -> list[str]:
    """What to read for the named fields: the column, and for a reference to a large table also its title."""
    found = []
    for name in names:
        bound = entity.fields[name]
        found.append(bound.column)
        if bound.type.name == "reference" and bound.related_entity is not None:
            found.append(f"{name}__{bound.related_entity.title_field}")
    return found


def _referred_and_seen(
    entity: Entity, names: Sequence[str], found: Sequence[Sequence[Any]], by: Actor
) -> dict[str, set[int]]:
    """For each reference among the columns, which of the records referred to the actor may see: only these are named.

    The record that this one is seen through needs no look, unless this one has an owner of its own: the row would not
    be here without it.
    """
    seen, at = {}, 3
    for name in names:
        bound, here = entity.fields[name], at
        at += 1
        if bound.type.name == "reference" and bound.related_entity is not None:
            at += 1
            ids = {row[here] for row in found if row[here] is not None}
            if ids and (name != entity.access.through or entity.access.own):
                rows = bound.related_entity.model._default_manager.visible_to(by)  # type: ignore[attr-defined]
                ids = set(rows.filter(pk__in=ids).values_list("pk", flat=True))
            seen[name] = ids
    return seen


def _row(entity: Entity, names: Sequence[str], row: Sequence[Any], by: Actor, seen: dict[str, set[int]]) -> Row:
    values, at = {}, 3
    for name in names:
        value = row[at]
        at += 1
        if name in seen:
            value = None if value is None else (value, row[at] if value in seen[name] else None)
            at += 1
        values[name] = shown_to(entity, name, value, by)
    return Row(row[0], row[1], values)


def _sort_field(entity: Entity, sort: str, by: Actor) -> BoundField | None:
    name = sort.lstrip("-")
    if name == "id":
        return None
    bound = entity.readable(by).get(name)
    if (
        bound is None
        or bound.type.name in ("references", "texts", "choices", "tags", "long_text")
        or entity.masks(name, by)
    ):
        raise Refused(_("This list can't be sorted by “%(name)s”.") % {"name": name}, field="sort", code="unknown_sort")
    return bound


class Pair(Func):
    """A row value, as in `(last_contact_at, id) < (…, …)`: one comparison that a two-column index answers."""

    template = "(%(expressions)s)"
    output_field = BooleanField()


class Position(NamedTuple):
    """Where a page begins: behind (or, backward, before) the row with this value and id."""

    value: Any
    id: int
    backward: bool


def _after(
    rows: Any, key: BoundField | None, descending: bool, position: Position | None, limit: int, columns: list[str]
) -> list[Any]:
    """The next rows behind a position. Rows without a value come last."""
    stretches = _stretches(rows, key, descending)
    order = list(stretches)
    if position is not None:
        order = order[::-1] if position.backward else order
        here = "empty" if key is not None and position.value is None else "filled"
        order = order[order.index(here) if here in order else 0 :]
        stretches[order[0]] = stretches[order[0]].filter(
            _behind(key if here == "filled" else None, descending, position)
        )
    found: list[Any] = []
    for name in order:
        if len(found) < limit:
            found += stretches[name].values_list(*columns)[: limit - len(found)]
    return found


def _stretches(rows: Any, key: BoundField | None, descending: bool) -> dict[str, Any]:
    """With NULLs in the column the list has two stretches, filled and empty.

    Each is read by its own query, because one condition with OR could not use the index
    (https://use-the-index-luke.com/no-offset).
    """
    mark = "-" if descending else ""
    if key is None:
        return {"filled": rows.order_by(f"{mark}pk")}
    filled = rows.filter(**{f"{key.column}__isnull": False}) if key.nullable else rows
    stretches = {"filled": filled.order_by(f"{mark}{key.column}", f"{mark}pk")}
    if key.nullable:
        stretches["empty"] = rows.filter(**{f"{key.column}__isnull": True}).order_by(f"{mark}pk")
    return stretches


def _behind(key: BoundField | None, descending: bool, position: Position) -> Any:
    compare = LessThan if descending else GreaterThan
    if key is None:
        return compare(F("pk"), Value(position.id))
    kept = Value(position.value, output_field=key.model_field) if key.model_field is not None else Value(position.value)
    return compare(Pair(F(key.column), F("pk")), Pair(kept, Value(position.id)))


def mark_behind(value: Any, record_id: int) -> str:
    """The cursor of the page behind the row that has this value in the sort column, and this id."""
    return _encode((record_id, 0, value), False)


def _encode(row: Sequence[Any], backward: bool) -> str:
    value = row[2]
    kept = (
        str(value) if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date | datetime) else value
    )
    return (
        base64.urlsafe_b64encode(json.dumps([kept, row[0], backward], ensure_ascii=False).encode()).decode().rstrip("=")
    )


def _decode(cursor: str, key: BoundField | None) -> Position | None:
    if not cursor:
        return None
    try:
        value, last, backward = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if key is not None and value is not None:
            value = _typed(value, key)
        return Position(value, int(last), bool(backward))
    except (ValueError, TypeError) as problem:
        raise Refused(
            _("This page mark can't be read; start again from the first page."), field="cursor", code="bad_cursor"
        ) from problem


def _typed(value: Any, key: BoundField) -> Any:
    match key.type.name:
        case "datetime":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "decimal" | "money":
            return Decimal(value)
    if not isinstance(value, str | int | float | bool):
        raise ValueError("a mark holds one plain value")
    return value

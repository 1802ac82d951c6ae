"""The records that belong to a record: tabs of its card with a list of their own, and short lists beside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from zhike.doors.web.records.looking import Looking, View
from zhike.doors.web.records.path import bar_of
from zhike.doors.web.records.table import table
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import PLACE
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Beside, Related
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.filters import Group, from_json
from zhike.kernel.lists.page import Wish, first_rows, page
from zhike.kernel.text.amounts import short_amount

COUNTED_UP_TO = 999
ROWS = 25
BESIDE = 5


@dataclass(frozen=True)
class LookingWithin(Looking):
    """A list within a card: its addresses are those of the card's tab."""

    base: str = ""

    def address(self, **changes: Any) -> str:
        """The tab's address with changes; None takes a parameter out."""
        wanted = {name: value for name, value in self.parameters.items() if name != "cursor"} | changes
        query = urlencode({name: value for name, value in wanted.items() if value not in (None, "")})
        return f"{self.base}?{query}" if query else self.base


def tabs_of(entity: Entity, by: Actor) -> dict[str, Related]:
    """The related lists that the person may open, by the name that stands in their address."""
    declared: Sequence[Related] = [*entity.card.tabs, *entity.extra_tabs]
    often = Counter(one.entity for one in declared)
    return {
        one.entity if often[one.entity] == 1 else f"{one.entity}-{one.by}": one for one in declared if may_list(one, by)
    }


def may_list(related: Related, by: Actor) -> bool:
    """Whether the person may see any of these records, and by which record they hang."""
    other = entity_named(related.entity)
    return bool(other.reach(by, "view")) and related.by in other.readable(by)


def rows_of(related: Related, record_id: int, by: Actor) -> Any:
    """The related records that the person may see."""
    rows = entity_named(related.entity).model._default_manager
    return hanging(related, record_id, rows.visible_to(by))  # type: ignore[attr-defined]


def hanging(related: Related, record_id: int, rows: Any) -> Any:
    """Those that hang by this record, which is in hand: nobody has to look whether it may be seen."""
    if related.through is not None:
        return rows.filter(related.through(record_id))
    return rows.filter(**{entity_named(related.entity).fields[related.by].column: record_id})


def bounded(number: int) -> str:
    """How many rows there are, in words; above 999 nobody counts."""
    return f"{COUNTED_UP_TO}+" if number > COUNTED_UP_TO else str(number)


def related_list(request: HttpRequest, entity: Entity, record: Any, name: str, by: Actor) -> dict[str, Any]:
    """The context of a related list: the same table as everywhere, with its own paging. Raises Http404."""
    related = tabs_of(entity, by).get(name)
    if related is None:
        raise Http404
    other = entity_named(related.entity)
    look = _looking(request, other, related, record, by, f"{entity.url(record.pk)}/related/{name}")
    found = page(other, by, look.wish, look.columns)
    direct = related.through is None
    may_add = direct and bool(other.reach(by, "create")) and record.deleted_at is None
    return {
        "related": other,
        "related_label": related.label or other.label_plural,
        "table": table(other, by, look, found, reading_for(by), selectable=False),
        "pager": {
            "previous": look.address(cursor=found.previous) if found.previous else "",
            "next": look.address(cursor=found.next) if found.next else "",
        },
        "empty": not found.rows,
        "add_url": f"{other.url()}/new?{urlencode({related.by: record.pk})}" if may_add else "",
        "all_url": f"{other.url()}?{urlencode({f'filter[{related.by}]': record.pk})}" if direct else "",
    }


def _looking(request: HttpRequest, other: Entity, related: Related, record: Any, by: Actor, base: str) -> LookingWithin:
    parameters = {name: request.GET[name] for name in ("sort", "cursor") if request.GET.get(name)}
    readable = other.readable(by)
    wanted = related.columns or [one.name for one in other.columns if not one.hidden]
    columns = [name for name in wanted if name in readable and name not in (related.by, other.title_field)]
    wish = Wish(
        narrow=partial(hanging, related, record.pk), sort=parameters.get("sort", related.sort),
        cursor=parameters.get("cursor", ""), limit=ROWS,
    )  # fmt: skip
    return LookingWithin(
        entity=other,
        by=by,
        view=View("related", "", Group()),
        views=[],
        extra=Group(),
        wish=wish,
        columns=[other.title_field, *columns],
        display="table",
        parameters=parameters,
        base=base,
        widths=request.session.get("widths", {}).get(other.key, {}),
    )


def beside(related: Related, record: Any, by: Actor) -> dict[str, Any]:
    """A short list beside the timeline: the first few, each with what its entity shows below its name."""
    other = entity_named(related.entity)
    readable, reading, called = other.readable(by), reading_for(by), other.fields[other.title_field]
    named = related.columns or (other.search.subtitle if other.search else ())
    names = [name for name in named if name in readable and name not in (related.by, other.title_field)]
    phones = [name for name in readable if readable[name].type.name == "phone" and not other.masks(name, by)]
    if related.rows is not None:
        return _short(related, [_row(other, one) for one in related.rows(record, by)], record, by)
    where = from_json(related.where) if related.where else Group()
    wish = Wish(narrow=partial(hanging, related, PLACE), where=where, sort=related.sort, limit=BESIDE)
    followed = [other.path.field] if other.path and other.path.field in readable else []
    wanted = dict.fromkeys([other.title_field, *names, *phones, *followed])
    rows = []
    for row in first_rows(other, by, wish, list(wanted), record.pk, (related.by, json.dumps(related.where))):
        words = [readable[name].type.text(row.values[name], readable[name], reading) for name in names]
        dial = next((row.values[name] for name in phones if row.values.get(name)), "")
        apart = ("phone", "money")
        shown = [one for one, name in zip(words, names, strict=True) if one and readable[name].type.name not in apart]
        first, second = shown[0] if shown else "", " · ".join(shown[1:])
        title = called.type.text(row.values[called.name], called, reading)
        drawn = _row(other, Beside(row.id, title, first, second, dial))
        bar = bar_of(other, row.values[followed[0]]) if followed else []
        rows.append(drawn | {"bar": bar, "figure": _figure(readable, row.values, names)})
    return _short(related, rows, record, by)


def _row(other: Entity, one: Beside) -> dict[str, Any]:
    dial = "".join(sign for sign in one.phone if sign in "+0123456789")
    url = other.url(one.id)
    return {"id": one.id, "title": one.title, "url": url, "first": one.first, "second": one.second, "dial": dial}


def _short(related: Related, rows: list[dict[str, Any]], record: Any, by: Actor) -> dict[str, Any]:
    """The context of a short list."""
    other = entity_named(related.entity)
    may_add = bool(other.reach(by, "create")) and record.deleted_at is None
    return {
        "label": related.label or other.label_plural,
        "rows": rows,
        "icon": other.icon,
        "mark": other.mark,
        "add_url": f"{other.url()}/new?{urlencode({related.by: record.pk})}" if may_add else "",
        "add_label": other.label,
    }


def _figure(readable: Mapping[str, BoundField], values: Mapping[str, Any], names: Sequence[str]) -> str:
    """The amount that a short list shows at the right of a name."""
    amount = next((values[name] for name in names if readable[name].type.name == "money"), None)
    return short_amount(amount) if isinstance(amount, Decimal) else ""

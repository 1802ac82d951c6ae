"""The list as a board: one column per choice or lane, and its cards."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhike.doors.web.records.looking import Looking
from zhike.doors.web.records.timeline import day_words, month_day
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import PLACE, kept_for
from zhike.kernel.directory import directory
from zhike.kernel.entity.boards import Board, Lane
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.days import near
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.filters import Condition, Group
from zhike.kernel.lists.counting import count, count_by, ids_of, sums_by
from zhike.kernel.lists.page import Row, Wish, annotated, first_rows, page, rows_wished
from zhike.kernel.text.amounts import short_amount

CARDS = 30
SETS = "set"


def board(entity: Entity, by: Actor, look: Looking) -> dict[str, Any]:
    """The context of `web/kanban.html`: columns with count and sum, and their first cards."""
    declared, reading = entity.boards.get(look.display, Board()), reading_for(by)
    chosen, sets = _sets(declared, by, look)
    wish = _within(look.wish, declared, chosen)
    lanes = declared.lanes(by, chosen) if declared.lanes else heads(entity, look.display)
    names = [name for name in declared.sums if name in entity.readable(by)]
    rows = annotated(entity, rows_wished(entity, by, wish), set(names))
    # A plain board may stand on a million rows; its heads are counted one by one, and only so far.
    counted = sums_by(rows, entity.fields[look.display].column, names) if names else None
    return {
        "kanban": {
            "label": entity.label_plural,
            "move_url": f"{entity.url()}/{{id}}/move?display={look.display}",
            "sets": sets,
            "totals": _totals(entity, names, list((counted or {}).values())),
            "columns": [_column(entity, by, look, wish, declared, lane, counted, reading) for lane in lanes],
        }
    }  # fmt: skip


def heads(entity: Entity, name: str) -> list[Lane]:
    """The columns of a plain board; the last one holds what has no value."""
    field = entity.fields[name]
    if field.type.name == "dictionary":
        found = [
            Lane(str(one.pk), str(one), one.colour)
            for one in directory().dictionaries.get(field.dictionary, [])
            if not one.retired
        ]
    else:
        found = [Lane(str(value), str(label), field.tones.get(str(value), "")) for value, label in field.choices]
    return [*found, Lane("", _("Without"), "ink")] if field.nullable else found


def _sets(declared: Board, by: Actor, look: Looking) -> tuple[str, list[dict[str, Any]]]:
    """Which set of columns is looked at (the first, unless the address names another), and the way to the others."""
    offered = list(declared.sets(by)) if declared.sets else []
    if not offered:
        return "", []
    wanted = look.parameters.get(SETS, "")
    chosen = wanted if wanted in {value for value, _label in offered} else offered[0][0]
    entries = [
        {"label": label, "url": look.address(set=value), "active": value == chosen} for value, label in offered
    ]  # fmt: skip
    return chosen, entries if len(offered) > 1 else []


def _within(wish: Wish, declared: Board, chosen: str) -> Wish:
    if not chosen:
        return wish
    return replace(wish, where=wish.where.both(Group("and", (Condition(declared.set_by, "eq", chosen),))))


def _column(
    entity: Entity, by: Actor, look: Looking, wish: Wish, declared: Board, lane: Lane,
    counted: dict[Any, tuple[int, list[Decimal]]] | None, reading: Reading,
) -> dict[str, Any]:  # fmt: skip
    here = Condition(look.display, "eq", lane.value) if lane.value else Condition(look.display, "empty")
    wish = replace(wish, where=wish.where.both(Group("and", (here,))), limit=CARDS, cursor="")
    plain = () if declared.names else entity.kanban_shows
    names = (entity.title_field, *plain, *declared.names, "owner")
    shown = [name for name in dict.fromkeys(names) if name in entity.readable(by)]
    sums: list[Decimal] = []
    stored = _stored(entity, look.display, lane.value)
    if isinstance(stored, int) and counted is None and look.wish == Wish(sort=look.wish.sort, limit=look.wish.limit):
        found, more, number = _unfiltered(entity, by, look, shown, stored)
    else:
        read = page(entity, by, wish, shown)
        found, more = read.rows, bool(read.next)
        if counted is None:
            number = count(rows_wished(entity, by, wish)).number
        else:
            number, sums = counted.get(stored, (0, []))
    draw = _rich_card if declared.names else _card
    return {
        "value": lane.value, "label": lane.label, "tone": lane.tone, "count": number, "asks": lane.asks,
        "sum": short_amount(sums[0]) if sums and sums[0] else "",
        "beyond": max(number - len(found), 0),
        "cards": [draw(entity, row, shown, declared, lane, reading) for row in found],
        "more_url": look.address(display=None, filter=_filter_text(look, here)) if more else "",
    }  # fmt: skip


def _unfiltered(
    entity: Entity, by: Actor, look: Looking, shown: list[str], stored: int
) -> tuple[list[Row], bool, int]:  # fmt: skip
    """The first rows of a column, whether there are more, and how many: every column by the same statements."""

    def narrow(rows: Any) -> Any:
        return rows.filter(**{entity.fields[look.display].column: PLACE})

    wish = Wish(sort=look.wish.sort, limit=CARDS + 1, narrow=narrow)
    ids = kept_for(by, ("board", entity.key, look.display), lambda: ids_of(rows_wished(entity, by, wish)))
    found = first_rows(entity, by, wish, shown, stored, ("board", look.display))
    return found[:CARDS], len(found) > CARDS, count_by(ids, stored).number


def _stored(entity: Entity, name: str, value: str) -> Any:
    """The value of a column as the database keeps it."""
    field = entity.fields[name]
    return field.model_field.target_field.to_python(value) if value and field.model_field.is_relation else value or None


def _totals(entity: Entity, names: list[str], columns: list[tuple[int, list[Decimal]]]) -> list[dict[str, str]]:
    """The sums over all columns, for the head of the page."""
    return [
        {"label": entity.fields[name].label, "value": short_amount(sum((sums[at] for _n, sums in columns), Decimal()))}
        for at, name in enumerate(names)
    ]  # fmt: skip


def _filter_text(look: Looking, here: Condition) -> str:
    return json.dumps(look.extra.both(Group("and", (here,))).json(), ensure_ascii=False)


def _card(
    entity: Entity, row: Row, shown: list[str], declared: Board, lane: Lane, reading: Reading
) -> dict[str, Any]:  # fmt: skip
    """What a plain card says: whose it is above the title, the amount, marks, the last day, the owner's face."""
    texts = {name: entity.fields[name].type.text(row.values[name], entity.fields[name], reading) for name in shown}
    rest = shown[1:]
    money, owner = _first(entity, rest, "money"), _first(entity, rest, "person")
    when = _first(entity, rest, "datetime") or _first(entity, rest, "date")
    marks = [name for name in rest if entity.fields[name].type.name in ("dictionary", "tags")]
    above, *lines = [name for name in rest if name not in (money, owner, when, *marks)] or [""]
    amount, moment = row.values.get(money), row.values.get(when)
    return {
        "id": row.id, "url": entity.url(row.id), "title": texts[shown[0]], "above": texts.get(above, ""),
        "figure": short_amount(amount) if isinstance(amount, Decimal) else "",
        "marks": [entity.fields[name].type.cell(row.values[name], entity.fields[name], reading) for name in marks],
        "lines": [texts[name] for name in lines],
        "next": _day(moment, reading) if moment else "", "next_label": entity.labels()[when] if when else "",
        "owner": texts.get(owner, ""),
    }  # fmt: skip


def _rich_card(
    entity: Entity, row: Row, shown: list[str], declared: Board, lane: Lane, reading: Reading
) -> dict[str, Any]:  # fmt: skip
    texts = {name: entity.fields[name].type.text(row.values[name], entity.fields[name], reading) for name in shown}
    since, amount = row.values.get(declared.since), row.values.get(declared.figure)
    days = _days(since, reading) if since is not None and lane.patience is not None else None
    tone = _age(days, lane.patience)
    return {
        "id": row.id, "url": entity.url(row.id), "title": texts[entity.title_field],
        "above": texts.get(declared.above, ""),
        "figure": short_amount(amount) if isinstance(amount, Decimal) else "",
        "days": ngettext("%(count)s day", "%(count)s days", days) % {"count": days} if days is not None else "",
        "days_tone": tone, "late": tone == "rose",
        "next": _next(texts.get(declared.next, ""), row.values.get(declared.next_on), reading),
        "next_late": _late(row.values.get(declared.next_on), reading),
        "nothing_next": lane.patience is not None and bool(declared.next) and not texts.get(declared.next),
        "owner": texts.get("owner", ""),
    }  # fmt: skip


def _days(since: datetime | date, reading: Reading) -> int:
    day = timezone.localtime(since).date() if isinstance(since, datetime) else since
    return max((reading.today - day).days, 0)


def _age(days: int | None, patience: int | None) -> str:
    """Red when the patience is over, amber in its second half."""
    if days is None or patience is None:
        return "ink"
    return "rose" if days > patience else "amber" if days * 2 > patience else "ink"


def _next(words: str, day: date | None, reading: Reading) -> str:
    if not words or day is None:
        return words
    named = day_words(day, reading.today) if abs((day - reading.today).days) <= 1 else month_day(day)
    return f"{named} {words}"


def _late(day: date | None, reading: Reading) -> bool:
    return day is not None and day < reading.today


def _first(entity: Entity, names: list[str], kind: str) -> str:
    return next((name for name in names if entity.fields[name].type.name == kind), "")


def _day(moment: Any, reading: Reading) -> str:
    """A day in words when it is near: a card has no room for more."""
    if isinstance(moment, datetime):
        return near(timezone.localtime(moment), reading.now)
    return str(moment.isoformat())

"""The list as a board: one column per choice, its cards, and moving a card from one to another."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhike.doors.web.records.looking import Looking, looking_at
from zhike.doors.web.records.opening import opened
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.fields.types import Reading
from zhike.kernel.filters import Condition, Group
from zhike.kernel.lists.counting import count
from zhike.kernel.lists.page import Row, page, rows_wished

CARDS = 30


def board(entity: Entity, by: Actor, look: Looking) -> dict[str, Any]:
    """The context of `web/kanban.html`: columns with count and their first cards."""
    reading = reading_for(by)
    return {
        "kanban": {
            "label": entity.label_plural,
            "move_url": f"{entity.url()}/{{id}}/move?display={look.display}",
            "columns": [
                _column(entity, by, look, value, label, tone, reading)
                for value, label, tone in heads(entity, look.display)
            ],
        }
    }  # fmt: skip


def heads(entity: Entity, name: str) -> list[tuple[str, str, str]]:
    """The columns of a board: value, label and tone; the last one holds what has no value."""
    field = entity.fields[name]
    if field.type.name == "dictionary":
        found = [
            (str(one.pk), str(one), one.colour)
            for one in directory().dictionaries.get(field.dictionary, [])
            if not one.retired
        ]
    else:
        found = [(str(value), str(label), "jade") for value, label in field.choices]
    return [*found, ("", _("Without"), "ink")] if field.nullable else found


def _column(
    entity: Entity, by: Actor, look: Looking, value: str, label: str, tone: str, reading: Reading
) -> dict[str, Any]:
    here = Condition(look.display, "eq", value) if value else Condition(look.display, "empty")
    wish = replace(look.wish, where=look.wish.where.both(Group("and", (here,))), limit=CARDS, cursor="")
    shown = [name for name in (entity.title_field, *entity.kanban_shows) if name in entity.readable(by)]
    found = page(entity, by, wish, shown)
    counted = count(rows_wished(entity, by, wish))
    return {
        "value": value, "label": label, "tone": tone, "count": counted.number,
        "beyond": max(counted.number - len(found.rows), 0),
        "cards": [_card(entity, row, shown, reading) for row in found.rows],
        "more_url": look.address(display=None, filter=_filter_text(look, here)) if found.next else "",
    }  # fmt: skip


def _filter_text(look: Looking, here: Condition) -> str:
    return json.dumps(look.extra.both(Group("and", (here,))).json(), ensure_ascii=False)


def _card(entity: Entity, row: Row, shown: list[str], reading: Reading) -> dict[str, Any]:
    texts = {name: entity.fields[name].type.text(row.values[name], entity.fields[name], reading) for name in shown}
    rest = [name for name in shown[1:] if name != "owner"]
    when = next((name for name in rest if entity.fields[name].type.name == "datetime"), "")
    return {
        "id": row.id, "url": entity.url(row.id), "title": texts[shown[0]],
        "above": texts.get(rest[0], "") if rest else "",
        "figure": "", "next": texts.get(when, "")[:10], "owner": texts.get("owner", ""),
    }  # fmt: skip


@require_POST
def move(request: HttpRequest, key: str, record_id: int) -> HttpResponse:
    """Put a card into another column: an update of the field by which the board is made."""
    entity, by = opened(request, key)
    name = looking_at(request, entity, by).display
    update(Chosen.named(entity.model, [record_id], by=by), {name: request.POST.get("to", "")}, by=by)
    return HttpResponse(status=204)

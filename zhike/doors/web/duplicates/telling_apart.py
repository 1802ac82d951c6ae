"""What tells records of one name apart at a glance."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from zhike.doors.web.records.cells import shown
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.declaration import Entity


def told_apart(entity: Entity, record: Any, by: Actor) -> SafeString:
    """The values of the card's head but people and other records: number, place, phone, as the person may see them."""
    readable = entity.readable(by)
    left_out = ("reference", "person")
    names = [name for name in entity.card.header if name in readable and readable[name].type.name not in left_out]
    filled = [name for name in names if getattr(record, readable[name].column) not in (None, "", [])]
    return format_html_join(" · ", "{}", [(shown(entity, record, name, by),) for name in filled])

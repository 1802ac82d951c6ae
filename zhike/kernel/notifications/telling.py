"""Telling people what concerns them; it reads in the language of each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import override

from zhike.kernel.actions.perform import plain
from zhike.kernel.entity.parts import Words
from zhike.kernel.notifications.models import Notification

CHANNEL = "zhike"
EVENT = "notice"
TOPICS_AT_ONCE = 200  # a notice of PostgreSQL holds less than 8,000 bytes


def notify(
    people: Iterable[int | None],
    message: Words,
    values: Mapping[str, Any],
    *,
    icon: str = "bell",
    url: str = "",
    entity: str = "",
    record_id: int | None = None,
) -> None:
    """Leave a message for each of the people (ids; None is passed over).

    `message` is a lazy translation with named places such as %(by)s, which `values` fill when it is read.
    """
    with override(None, deactivate=True):  # so that the English msgid is kept, not today's translation
        text = str(message)
    kept = {name: plain(value) for name, value in values.items()}
    told = [person for person in dict.fromkeys(people) if person is not None]
    Notification.objects.bulk_create(
        Notification(
            employee_id=person, message=text[:300], values=kept, icon=icon, url=url, entity=entity, record_id=record_id
        )
        for person in told
    )
    _ring(told)


def _ring(people: Sequence[int]) -> None:
    """Tell the open pages of these people that there is news; it goes out when the transaction around it is kept."""
    with connection.cursor() as cursor:
        for first in range(0, len(people), TOPICS_AT_ONCE):
            topics = [f"employee:{person}" for person in people[first : first + TOPICS_AT_ONCE]]
            cursor.execute(
                "SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"topics": topics, "event": EVENT, "data": {}})]
            )

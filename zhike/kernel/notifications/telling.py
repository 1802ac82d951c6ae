"""Telling people what concerns them; it reads in the language of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override

from zhike.kernel.actions.perform import plain
from zhike.kernel.entity.parts import Words
from zhike.kernel.notifications.models import Notification


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
    Notification.objects.bulk_create(
        Notification(
            employee_id=person, message=text[:300], values=kept, icon=icon, url=url, entity=entity, record_id=record_id
        )
        for person in dict.fromkeys(people) if person is not None
    )  # fmt: skip

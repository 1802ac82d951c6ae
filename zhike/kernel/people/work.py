"""What people own now, and handing it over. Areas declare which of their records are a person's open work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.people.models import Employee
from zhike.kernel.records import OwnedRecord
from zhike.kernel.refusals import Refused

_declared: dict[type[OwnedRecord], Q] = {}


class Work(NamedTuple):
    """How many open records of one kind a person owns."""

    entity: Entity
    number: int


def declare_work(model: type[OwnedRecord], open_when: Q | None = None) -> None:
    """Say which records of a model keep a person busy (all of them, unless told otherwise)."""
    _declared[model] = open_when or Q()


def open_work(person: int) -> list[Work]:
    """What a person owns now, by kind of record."""
    counted = [Work(entity_of(model), _open(model, person).count()) for model in _declared]
    return [work for work in counted if work.number]


def hand_over(person: int, to: Employee) -> int:
    """Give all open work of a person to a colleague, and return how many records that were. Runs within a batch.

    Raises Refused for a colleague who has left, or is the same person.
    """
    refuse_taker(person, to)
    return sum(
        _open(model, person).update(owner=to, department=to.department_id, revision=F("revision") + 1)
        for model in _declared
    )


def refuse_taker(person: int, to: Employee) -> None:
    """Raises Refused when a colleague can't take over a person's work."""
    if to.pk == person:
        raise Refused(_("Choose a colleague, not the same person."), field="to", code="same_person")
    if not to.is_active or to.left_on or to.deleted_at:
        raise Refused(_("%(name)s has left and can't own records.") % {"name": to.name}, field="to", code="has_left")


def in_words(work: Sequence[Work]) -> str:
    """The work as a list to read: `12 Customers, 3 Activities`."""
    return ", ".join(f"{one.number} {one.entity.label_plural}" for one in work)


def _open(model: type[OwnedRecord], person: int) -> QuerySet[OwnedRecord]:
    return model._default_manager.filter(_declared[model], owner=person, deleted_at=None)

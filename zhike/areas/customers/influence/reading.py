"""The people at a customer with their influence, through the rights of whoever asks: two queries for any number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F

from zhike.areas.customers.influence.chart import Chart
from zhike.areas.customers.influence.scoring import Influence, Known, influence_of
from zhike.areas.customers.influence.touches import Touch, touches_of
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.customers.queries import contacts_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.dictionaries.models import Choice
from zhike.kernel.directory import directory
from zhike.kernel.entity.once import once
from zhike.kernel.entity.registry import entity_of

MOST = 300


@dataclass(frozen=True, slots=True)
class Person:
    """A contact as one stands in the chart; fields that the asking person may not see are empty."""

    id: int
    name: str
    post: str
    superior_id: int | None
    role: str
    role_label: str
    role_tone: str
    weight: int | None
    mobile: str
    influence: Influence


@dataclass(frozen=True, slots=True)
class Standing:
    """The people at a customer by id, their chart, and whether there are more than were looked at."""

    people: dict[int, Person]
    chart: Chart
    more: bool = False

    def by_influence(self) -> list[Person]:
        """The people, the most influential first; then by the weight that somebody gave them, then the oldest."""
        return sorted(
            self.people.values(), key=lambda one: (-(one.influence.score or -1.0), -(one.weight or 0), one.id)
        )


def standing(customer: int, by: Actor, *, including: int | None = None) -> Standing:
    """Everybody at a customer whom the actor sees, at most 300, those with the most weight first."""
    rows = Contact.objects.visible_to(by).filter(customer=customer)
    names = ("id", "name", "post", "superior_id", "decision_role_id", "decision_weight", "mobile")
    found = list(rows.order_by(F("decision_weight").desc(nulls_last=True), "pk").values_list(*names)[: MOST + 1])
    more = len(found) > MOST
    if including is not None and all(row[0] != including for row in found[:MOST]):
        found = [*rows.filter(pk=including).values_list(*names), *found]
    return _stood([Row(*row) for row in found[:MOST]], by, more)


@once
def standing_at(customer: Customer, by: Actor) -> Standing:
    """The same for a customer in hand, from the contacts that its card has read anyway."""
    found = contacts_of(customer, by)
    rows = [
        Row(one.pk, one.name, one.post, one.superior_id, one.decision_role_id, one.decision_weight, one.mobile)
        for one in found[:MOST]
    ]
    return _stood(rows, by, len(found) > MOST)


class Row(NamedTuple):
    """What is read of a contact."""

    id: int
    name: str
    post: str
    superior: int | None
    role: int | None
    weight: int | None
    mobile: str


def _stood(rows: Sequence[Row], by: Actor, more: bool) -> Standing:
    rows, choices = _seen(rows, by), directory().choices
    chart = Chart({row.id: row.superior for row in rows})
    touches = touches_of([row.id for row in rows], by)
    people = {row.id: _person(row, choices.get(row.role or 0), chart, touches) for row in rows}
    return Standing(people, chart, more)


def _seen(rows: Sequence[Row], by: Actor) -> list[Row]:
    """The rows without what the actor may not see."""
    entity, readable = entity_of(Contact), entity_of(Contact).readable(by)
    fields = {"post": "post", "superior": "superior", "decision_role": "role", "decision_weight": "weight"}
    empty: dict[str, Any] = {
        name: "" if name == "post" else None for field, name in fields.items() if field not in readable
    }
    if "mobile" not in readable or entity.masks("mobile", by):
        empty["mobile"] = ""
    return [row._replace(**empty) for row in rows]


def _person(row: Row, role: Choice | None, chart: Chart, touches: Mapping[int, Touch] | None) -> Person:
    known = Known(
        role=role.code if role else "",
        role_label=str(role) if role else "",
        weight=row.weight,
        post=row.post,
        below=chart.below[row.id] if chart.connected(row.id) else None,
        colleagues=len(chart.below) - 1,
        touch=touches[row.id] if touches is not None else None,
    )
    return Person(
        row.id, row.name, row.post, row.superior if row.superior in chart.below else None, known.role,
        known.role_label, role.colour if role else "", row.weight, row.mobile, influence_of(known),
    )  # fmt: skip

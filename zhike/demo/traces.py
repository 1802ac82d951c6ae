"""What people left behind while they worked: changed levels, transfers, frozen customers, views, pins, messages.

All of it is done by the actions themselves, in the names of the people, so it stands in the history as of the moment
of loading: the history can't be written back in time, not even for a demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.actions import freeze, transfer
from zhike.areas.customers.models import Customer
from zhike.demo.staff import Crew
from zhike.demo.trades import FREEZING_REASONS
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import update
from zhike.kernel.notifications.telling import notify
from zhike.kernel.people.models import Employee
from zhike.kernel.views.models import Pin, SavedView

CHANGES = (
    {"level": "A", "credit_limit": "500000"},
    {"status": "negotiating"},
    {"status": "cooperating", "level": "B"},
    {"credit_grade": "AA", "credit_limit": "800000", "vip": True},
    {"scale": "500-999", "main_products": "数控车床零件、传动轴"},
)


class View(NamedTuple):
    """A shared view: its name, whose it is, its conditions (field, operator, value), order and display."""

    name: str
    owner: str
    where: Sequence[tuple[str, str, Any]]
    sort: str = ""
    display: str = "table"


VIEWS = (
    View("华东重点客户", "wanglei", [("region", "under", "ED"), ("level", "eq", "A")], "-last_contact_at"),
    View("本季度新客户", "chenli", [("created_at", "last_days", 90)], "-created_at"),
    View("按状态看板", "chenli", [("frozen_at", "empty", None)], display="status"),
    View(
        "三十天未联系的 A 级",
        "chenli",
        [("level", "eq", "A"), ("last_contact_at", "older_days", 30)],
        "last_contact_at",
    ),
    View("信用额度 50 万以上", "zhengwen", [("credit_limit", "gte", "500000")], "-credit_limit"),
)


def leave(random: Random, crew: Crew, now: datetime) -> None:
    """Leave all traces. Which customers they are on is drawn from the book."""
    book = list(Customer.objects.filter(owner__in=crew.everyone.values(), deleted_at=None).order_by("pk"))
    drawn = random.sample(book, min(len(book) // 20, 70))
    _freeze(crew, drawn[: len(drawn) // 5])
    for place, customer in enumerate(drawn[len(drawn) // 5 : -len(drawn) // 6]):
        by = _actor(crew, customer.owner_id, on=customer)
        update(Chosen.of(customer, by=by), CHANGES[place % len(CHANGES)], by=by)
    _transfer(crew, drawn[-len(drawn) // 6 :])
    _keep_at_hand(random, crew, book)


def _freeze(crew: Crew, customers: list[Customer]) -> None:
    by = Actor.of(crew.everyone["chenli"], door="web")
    for place, customer in enumerate(customers):
        freeze(customer, reason=FREEZING_REASONS[place % len(FREEZING_REASONS)], by=by)


def _transfer(crew: Crew, customers: list[Customer]) -> None:
    """Within its department a customer goes to the colleague; the seller on leave gives theirs to the stand-in."""
    by = Actor.of(crew.everyone["chenli"], door="web")
    for customer in customers:
        team = [one for one in crew.everyone.values() if one.department_id == customer.department_id]
        to = next((one for one in team if one.pk != customer.owner_id and not one.on_leave), None)
        if to is not None and customer.security_level <= to.clearance:
            transfer(customer, to=to, note="区域调整，请尽快联系客户", by=by)


def _actor(crew: Crew, owner_id: int | None, on: Customer) -> Actor:
    """The owner, or the director where the owner is not cleared for the customer."""
    owner = next((one for one in crew.everyone.values() if one.pk == owner_id), crew.everyone["chenli"])
    cleared = owner.clearance >= on.security_level
    return Actor.of(owner if cleared else crew.everyone["chenli"], door="web")


def _keep_at_hand(random: Random, crew: Crew, book: list[Customer]) -> None:
    for position, view in enumerate(VIEWS):
        where = {"and": [{"field": field, "op": operator, "value": value} for field, operator, value in view.where]}
        SavedView.objects.get_or_create(
            entity="customers", name=view.name, owner=crew.everyone[view.owner],
            defaults={
                "shared": True, "where": where, "sort": view.sort, "display": view.display, "position": position,
            },
        )  # fmt: skip
    administrator = Employee.objects.filter(username="admin").first()
    for person in [*crew.everyone.values(), *([administrator] if administrator else [])]:
        own = [one for one in book if one.owner_id == person.pk] or book
        for customer in random.sample(own, min(3, len(own))):
            Pin.objects.get_or_create(employee=person, entity="customers", record_id=customer.pk)
        message = _("Welcome to the demo book, %(name)s: %(count)s customers are yours.")
        count = sum(one.owner_id == person.pk for one in book)
        notify([person.pk], message, {"name": person.name, "count": count}, icon="hand", url="/customers")

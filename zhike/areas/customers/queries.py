"""Questions about customers that the card and other doors ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F
from django.utils import timezone

from zhike.areas.customers.models import BirthdayCalendar, Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.entity.once import once
from zhike.kernel.text.lunar import next_birthday

DEEPEST = 20
MOST_RELATIVES = 200
MOST_CONTACTS = 999


@dataclass(frozen=True, slots=True)
class Relative:
    """A company in the family of a customer; `title` is None for one that the person may not see."""

    id: int | None
    title: str | None
    depth: int
    itself: bool = False


class Birthday(NamedTuple):
    """A contact's next birthday."""

    contact: Contact
    on: date
    lunar: bool


@once
def contacts_of(customer: Customer, by: Actor) -> list[Contact]:
    """The contacts that the person sees, the weightiest first; at most a thousand, and of each what cards show."""
    return _contacts(customer.pk, by)


@prepared
def _contacts(customer_id: int, by: Actor) -> Any:
    rows = Contact.objects.visible_to(by).filter(customer=customer_id)
    rows = rows.only(
        "name", "post", "superior", "decision_role", "decision_weight", "mobile", "birthday", "birthday_calendar"
    )
    return rows.order_by(F("decision_weight").desc(nulls_last=True), "pk")[: MOST_CONTACTS + 1]


def family(customer: Customer, by: Actor) -> list[Relative]:
    """The tree of companies that a customer belongs to, from the topmost parent down, each below its parent."""
    top = _topmost(customer.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE tree AS ("
            "  SELECT id, 0 AS depth, ARRAY[id] AS path FROM customer WHERE id = %s"
            "  UNION ALL SELECT c.id, t.depth + 1, t.path || c.id FROM customer c JOIN tree t ON c.parent_id = t.id"
            "  WHERE c.deleted_at IS NULL AND t.depth < %s AND c.id <> ALL(t.path)"
            ") SELECT id, depth FROM tree ORDER BY path LIMIT %s",
            [top, DEEPEST, MOST_RELATIVES],
        )
        rows = cursor.fetchall()
    seen = Customer.objects.visible_to(by).filter(pk__in=[row[0] for row in rows])
    titles = dict(seen.values_list("pk", "name"))
    return [Relative(one if one in titles else None, titles.get(one), depth, one == customer.pk) for one, depth in rows]


def birthdays_soon(customer: Customer, by: Actor, days: int) -> list[Birthday]:
    """The contacts whose birthday, by the calendar that they keep, comes within some days; the next first."""
    today = timezone.localdate()
    found = [_birthday(contact, today) for contact in contacts_of(customer, by) if contact.birthday is not None]
    return sorted((one for one in found if one and (one.on - today).days <= days), key=lambda one: one.on)


def _topmost(customer_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE up AS ("
            "  SELECT id, parent_id, 0 AS depth, ARRAY[id] AS path FROM customer WHERE id = %s"
            "  UNION ALL SELECT c.id, c.parent_id, u.depth + 1, u.path || c.id FROM customer c"
            "  JOIN up u ON c.id = u.parent_id"
            "  WHERE u.depth < %s AND c.id <> ALL(u.path) AND c.deleted_at IS NULL"
            ") SELECT id FROM up ORDER BY depth DESC LIMIT 1",
            [customer_id, DEEPEST],
        )
        return int(cursor.fetchone()[0])


def _birthday(contact: Contact, today: date) -> Birthday | None:
    lunar = contact.birthday_calendar == BirthdayCalendar.LUNAR
    try:
        return Birthday(contact, next_birthday(contact.birthday, today, lunar=lunar), lunar)  # type: ignore[arg-type]
    except ValueError:  # outside the years for which the lunar calendar is known
        return None

"""Two years of calls, visits, mails, notes and tasks, in working hours, ending now."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

import chinese_calendar
from django.utils import timezone

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.customers.models import Contact, Customer
from zhike.demo.staff import Crew
from zhike.demo.talk import CALLS, MAILS, NOTES, TASKS, VISITS, Said
from zhike.kernel.directory import directory
from zhike.kernel.people.models import Employee

DAYS = 730
KINDS = {
    ActivityKind.CALL: 46,
    ActivityKind.VISIT: 17,
    ActivityKind.MAIL: 11,
    ActivityKind.NOTE: 12,
    ActivityKind.TASK: 14,
}
SAID: dict[str, Sequence[Said]] = {
    ActivityKind.CALL: CALLS, ActivityKind.VISIT: VISITS, ActivityKind.MAIL: MAILS, ActivityKind.NOTE: NOTES,
}  # fmt: skip
QUIET_EVERY = 4
"""One customer in so many has gone quiet: nobody spoke with it for long."""


def make(
    random: Random, crew: Crew, book: Sequence[Customer], known: Sequence[Contact], count: int, now: datetime
) -> list[Activity]:
    """So many unsaved activities, in the order of time. Each is by the customer's owner, or a colleague."""
    contacts = defaultdict(list)
    for contact in known:
        contacts[contact.customer_id].append(contact)
    weights = list(accumulate(_weight(random, customer) for customer in book))
    quiet = {customer.pk: 120 + place % 200 for place, customer in enumerate(book) if place % QUIET_EVERY == 1}
    working = _working_days(now.date(), DAYS)
    moments = sorted(_moment(random, working, now) for _n in range(count))
    found = []
    for at in moments:
        customer = random.choices(book, cum_weights=weights)[0]
        if customer.created_at > at or (now - at).days < quiet.get(customer.pk, 0):
            customer = _another(random, book, quiet, at)
        found.append(_activity(random, crew, customer, contacts[customer.pk], at, now))
    return found


def _another(random: Random, book: Sequence[Customer], quiet: Mapping[int, int], at: datetime) -> Customer:
    """Somebody who was there at that time and has not gone quiet; the oldest customers stand first."""
    there = bisect_right(book, at, key=lambda one: one.created_at)
    for _try in range(20):
        customer = book[random.randrange(max(there, 1))]
        if customer.pk not in quiet:
            break
    return customer


def _weight(random: Random, customer: Customer) -> float:
    """Whoever buys more is called more often."""
    return 1 + math.sqrt(customer.credit_limit or 0) / 300 + random.random() * 2


def _activity(
    random: Random, crew: Crew, customer: Customer, contacts: Sequence[Contact], at: datetime, now: datetime
) -> Activity:
    kind = random.choices(list(KINDS), list(KINDS.values()))[0]
    who = _who(random, crew, customer, kind)
    activity = Activity(kind=kind, customer=customer, at=at, owner=who, department_id=who.department_id, created_by=who)
    activity.contact = (
        random.choice(contacts) if contacts and (kind != ActivityKind.NOTE and random.random() < 0.85) else None
    )
    if kind == ActivityKind.TASK:
        _plan(random, activity, at, now)
    else:
        _say(random, activity, SAID[kind])
    activity.created_at = at
    return activity


def _say(random: Random, activity: Activity, said: Sequence[Said]) -> None:
    words = random.choice(said)
    activity.subject = words.subject
    activity.body = f"{words.body}下一步：{words.next}。" if words.next and random.random() < 0.6 else words.body
    result = directory().choice("activity_result", words.result) if words.result else None
    activity.result_id = result.pk if result else None
    if activity.kind == ActivityKind.CALL:
        activity.minutes = random.choice((2, 3, 5, 6, 8, 10, 12, 15, 20)) if words.result != "not_reached" else 1
    elif activity.kind == ActivityKind.VISIT:
        activity.minutes = random.choice((30, 45, 60, 90, 120, 180))


def _plan(random: Random, activity: Activity, at: datetime, now: datetime) -> None:
    """A task: mostly done in time; of the latest some are due today, some are late, some lie ahead."""
    activity.subject = random.choice(TASKS)
    due = _at_work(random, (at + timedelta(days=random.choice((1, 2, 3, 5, 7, 10, 14)))).date())
    if (now - at).days < 12 and random.random() < 0.5:
        due = timezone.make_aware(datetime.combine(now.date(), time(random.choice((10, 14, 16, 17)), 0)))
    activity.due_at = due
    done = due - timedelta(hours=random.randint(-20, 30))
    open_still = due > now or (now - due).days < 1 or random.random() < (0.25 if (now - due).days < 20 else 0.01)
    activity.done_at = None if open_still else max(at, min(done, now))


def _who(random: Random, crew: Crew, customer: Customer, kind: str) -> Employee:
    owner: Employee = customer.owner
    luck = random.random()
    if luck < 0.04 and kind in (ActivityKind.CALL, ActivityKind.NOTE):
        return crew.everyone["hejing"]
    if luck < 0.12 and kind == ActivityKind.VISIT and owner.superior_id:
        return next((one for one in crew.everyone.values() if one.pk == owner.superior_id), owner)
    return owner


def _working_days(today: date, days: int) -> list[date]:
    """The working days of China up to today, make-up days included."""
    return [day for ago in range(days, -1, -1) if _is_working(day := today - timedelta(days=ago))] or [today]


def _is_working(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # the calendar of that year is not decided yet
        return day.weekday() < 5


def _moment(random: Random, working: Sequence[date], now: datetime) -> datetime:
    """A moment in working hours, the later months busier than the first, never after now."""
    day = working[int(random.random() ** 0.75 * len(working))]
    at = _at_work(random, day)
    return at if at <= now else at - timedelta(days=7)


def _at_work(random: Random, day: date) -> datetime:
    hour = random.choices((8, 9, 10, 11, 13, 14, 15, 16, 17, 18), (3, 10, 14, 10, 6, 13, 13, 10, 6, 1))[0]
    return timezone.make_aware(datetime.combine(day, time(hour, random.randint(0, 59), random.randint(0, 59))))

"""What is left to do, of every kind: tasks, decisions that wait for me, next steps of my deals, birthdays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.areas.approvals.models import Approval, ApprovalRequest
from zhike.areas.customers.models import BirthdayCalendar, Contact
from zhike.areas.organisation.company import parameters
from zhike.areas.selling.models import Opportunity, State
from zhike.doors.web.home.days import midnight
from zhike.doors.web.home.lists import may_see
from zhike.doors.web.records.timeline import due_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.text.lunar import lunar_day, lunar_text, next_birthday

SHOWN = 10
COUNTED_UP_TO = 99
MOST_LUNAR = 500


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `task` is the id of a task, which can be ticked off on the spot."""

    kind: str
    title: str
    url: str
    who: str = ""
    who_url: str = ""
    due: datetime | None = None
    task: int | None = None
    when: str = ""
    late: bool = False


def todo(by: Actor, now: datetime) -> dict[str, Any]:
    """All that is left to do for a person, the most urgent first, and how much of it is due until tonight."""
    reading, tonight = reading_for(by), midnight(now.date() + timedelta(days=1))
    found = [*approvals(by, now), *steps(by, tonight), *birthdays(by, now.date()), *tasks(by)]
    far = tonight + timedelta(days=36500)
    found.sort(key=lambda one: one.due or far)
    entries = [
        replace(one, when=due_words(one.due, reading), late=one.due < now) if one.due else one for one in found[:SHOWN]
    ]
    due = [one for one in found if one.due and one.due < tonight and one.task is None]
    mine = _open_tasks(by)
    return {
        "entries": entries,
        "number": len(due) + mine.filter(due_at__lt=tonight).order_by()[: COUNTED_UP_TO + 1].count(),
        "late": sum(one.due < now for one in due if one.due)
        + mine.filter(due_at__lt=now).order_by()[: COUNTED_UP_TO + 1].count(),
        "all_url": "/activities?view=todo",
    }


def tasks(by: Actor) -> Iterable[Todo]:
    """My open tasks."""
    rows = _open_tasks(by).select_related("customer").order_by(F("due_at").asc(nulls_last=True), "pk")
    for one in rows[:SHOWN]:
        customer = one.customer
        yield Todo(
            kind=_("Task"), title=one.subject, url=f"/activities/{one.pk}", due=one.due_at, task=one.pk,
            who=customer.name if customer else "", who_url=f"/customers/{customer.pk}" if customer else "",
        )  # fmt: skip


def _open_tasks(by: Actor) -> Any:
    rows = Activity.objects.visible_to(by) if may_see("activities", by) else Activity.objects.none()
    return rows.filter(owner_id=by.employee_id, kind=ActivityKind.TASK, done_at=None)


def approvals(by: Actor, now: datetime) -> Iterable[Todo]:
    """Decisions that others wait for; they are due as soon as they are asked."""
    rows = ApprovalRequest.objects.visible_to(by).filter(owner_id=by.employee_id, state=Approval.PENDING)
    for one in rows.select_related("asked_by").order_by("pk")[:SHOWN]:
        yield Todo(
            kind=_("Approval"), title=one.title, url=f"/approvals/{one.pk}", due=_end_of(now.date()),
            who=_("asked by %(name)s") % {"name": one.asked_by.name},
        )  # fmt: skip


def steps(by: Actor, tonight: datetime) -> Iterable[Todo]:
    """The next steps of my open deals that are due."""
    if not may_see("opportunities", by):
        return
    rows = Opportunity.objects.visible_to(by).filter(
        owner_id=by.employee_id, state=State.OPEN, next_on__lt=tonight.date()
    )
    for one in rows.exclude(next_step="").select_related("customer").order_by("next_on", "pk")[:SHOWN]:
        yield Todo(
            kind=_("Deal"), title=one.next_step, url=f"/opportunities/{one.pk}", due=_end_of(one.next_on),
            who=one.name if one.customer is None else f"{one.customer.name} · {one.name}",
            who_url=f"/opportunities/{one.pk}",
        )  # fmt: skip


def birthdays(by: Actor, today: date) -> Iterable[Todo]:
    """Birthdays of my contacts within the days of notice, by the calendar in which each is kept."""
    if not may_see("contacts", by):
        return
    last = today + timedelta(days=parameters().birthday_days)
    mine = Contact.objects.visible_to(by).filter(owner_id=by.employee_id, birthday__isnull=False)
    days = {(day.month, day.day) for day in _days(today, last)}
    solar = mine.filter(birthday_calendar=BirthdayCalendar.SOLAR, birthday__month__in={month for month, _day in days})
    lunar = mine.filter(birthday_calendar=BirthdayCalendar.LUNAR)
    for one in [*solar.select_related("customer")[:MOST_LUNAR], *lunar.select_related("customer")[:MOST_LUNAR]]:
        kept_by_moon = one.birthday_calendar == BirthdayCalendar.LUNAR
        day = next_birthday(one.birthday, today, lunar=kept_by_moon)
        if day <= last:
            named = f"{one.name}（{lunar_text(lunar_day(day))}）" if kept_by_moon else one.name
            yield Todo(
                kind=_("Care"), title=_("Birthday: %(name)s") % {"name": named}, url=f"/contacts/{one.pk}",
                who=one.customer.name if one.customer else "", due=_end_of(day),
                who_url=f"/customers/{one.customer_id}" if one.customer_id else "",
            )  # fmt: skip


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=place) for place in range((last - first).days + 1))


def _end_of(day: date) -> datetime:
    """The last minute of a day, which is said as the day alone."""
    return midnight(day + timedelta(days=1)) - timedelta(minutes=1)

"""What activities say on the cards of customers and contacts, and how one reads on a timeline."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from zhike.areas.activities.models import Activity, ActivityKind
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import prepared
from zhike.kernel.directory import directory
from zhike.kernel.entity.parts import Shown, Told, Words
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.days import near
from zhike.kernel.fields.types import Reading
from zhike.kernel.timeline.reading import open_rows

DAYS_IN_WEEK = 7
ICONS = {
    ActivityKind.NOTE: ("notebook-pen", "ink"), ActivityKind.CALL: ("phone", "jade"),
    ActivityKind.VISIT: ("map-pinned", "amber"), ActivityKind.MAIL: ("mail", "violet"),
    ActivityKind.TASK: ("square-check", "sky"),
}  # fmt: skip

ALONE: dict[str, Words] = {
    ActivityKind.NOTE: _("%(by)s noted: %(subject)s"), ActivityKind.CALL: _("%(by)s called: %(subject)s"),
    ActivityKind.VISIT: _("%(by)s visited: %(subject)s"), ActivityKind.MAIL: _("%(by)s wrote a mail: %(subject)s"),
    ActivityKind.TASK: _("Task for %(by)s: %(subject)s"),
}  # fmt: skip
WITH: dict[str, Words] = {
    ActivityKind.NOTE: _("%(by)s noted about %(contact)s: %(subject)s"),
    ActivityKind.CALL: _("%(by)s called %(contact)s: %(subject)s"),
    ActivityKind.VISIT: _("%(by)s visited %(contact)s: %(subject)s"),
    ActivityKind.MAIL: _("%(by)s wrote to %(contact)s: %(subject)s"),
    ActivityKind.TASK: _("Task for %(by)s with %(contact)s: %(subject)s"),
}  # fmt: skip


def tell(activity: Activity, reading: Reading) -> Told:
    """One activity on a timeline."""
    person = reading.directory.people.get(activity.owner_id or 0)
    places = {
        "by": person.name if person else "—", "subject": activity.subject,
        "contact": activity.contact.name if activity.contact else "",
    }  # fmt: skip
    sentence = (WITH if activity.contact else ALONE)[activity.kind]
    icon, tone = ICONS[ActivityKind(activity.kind)]
    late = (
        activity.kind == ActivityKind.TASK
        and not activity.done_at
        and activity.due_at
        and activity.due_at < reading.now
    )
    is_open = activity.kind == ActivityKind.TASK and activity.done_at is None
    return Told(
        str(sentence) % places, _note(activity, reading), icon, "rose" if late else tone,
        tick="complete_task" if is_open else "", due=activity.due_at,
    )  # fmt: skip


def last_contact(record: Any, by: Actor) -> Shown:
    """When somebody last called or visited, who, and how."""
    if record.last_contact_at is None:
        return Shown(_("Never"), tone="warning")
    latest = next(iter(_talks(record.pk, by, _link(record))), None)
    person = directory().people.get(latest.owner_id or 0) if latest else None
    detail = f"{person.name if person else '—'} · {latest.get_kind_display()}" if latest else ""
    return Shown(_day_and_time(record.last_contact_at), detail)


@prepared
def _talks(record_id: int, by: Actor, link: str) -> Any:
    rows = Activity.objects.visible_to(by).filter(**{link: record_id}, kind__in=(ActivityKind.CALL, ActivityKind.VISIT))
    return rows.order_by("-at", "-pk")[:1]


def next_step(record: Any, by: Actor) -> Shown:
    """The open task that is due first, and how many there are."""
    (source,) = (one for one in entity_of(record).timeline_sources if one.model is Activity)
    tasks = open_rows(record, by, source)
    if not tasks:
        return Shown("—", _("No open task"))
    first = tasks[0]
    late = first.due_at is not None and first.due_at < timezone.now()
    more = _(" and %(count)s more") % {"count": len(tasks) - 1} if len(tasks) > 1 else ""
    value = _day_and_time(first.due_at) if first.due_at else first.subject
    return Shown(value, f"{first.subject}{more}", "danger" if late else "", url=f"/activities/{first.pk}")


def _link(record: Any) -> str:
    return f"{record._meta.model_name}_id"


def _note(activity: Activity, reading: Reading) -> str:
    """The text where it says more than the subject, the length, the result, and what became of a task."""
    result = reading.directory.choices.get(activity.result_id or 0)
    parts = [
        activity.body if activity.body.strip() != activity.subject else "",
        str(_("%(count)s minutes") % {"count": activity.minutes}) if activity.minutes else "",
        str(result or ""),
    ]
    if activity.kind == ActivityKind.TASK:
        if activity.done_at:
            parts.append(str(_("Done on %(day)s") % {"day": _day_and_time(activity.done_at)}))
        elif activity.due_at:
            parts.append(str(_("Due on %(day)s") % {"day": _day_and_time(activity.due_at)}))
    return " · ".join(part for part in parts if part)


def _day_and_time(moment: Any) -> str:
    """A moment as short as it can be said: today 09:12, 5 days ago, Thursday 14:00; further away, the date."""
    local, now = timezone.localtime(moment), timezone.localtime()
    if 1 < (local.date() - now.date()).days < DAYS_IN_WEEK:
        return date_format(local, "D H:i")
    return near(local, now)

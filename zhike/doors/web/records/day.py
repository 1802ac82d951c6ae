"""A person's day: all that they did, in the order of the clock, and the undo of all of it at once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from zhike.areas.activities.card import tell
from zhike.areas.activities.models import Activity
from zhike.doors.web.fields import Field
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.acting import done
from zhike.doors.web.records.batches import titles_of_batches
from zhike.doors.web.records.telling import action_label, batch_icon, batch_sentence
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import SEE_OTHERS, UNDO_OTHERS
from zhike.kernel.directory import directory
from zhike.kernel.fields.reading import reading_for
from zhike.kernel.history.models import Batch
from zhike.kernel.history.undo import undo_span
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import Refused

MOST = 500
ACTIVITIES = "activities"


@require_GET
def day(request: HttpRequest, person_id: int, day_text: str) -> HttpResponse:
    """The page of a day."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    person, on = _opened(person_id, day_text, by)
    since, until = span(on)
    batches = list(Batch.objects.filter(actor_id=person.pk, at__gte=since, at__lt=until).exclude(done=0).order_by("-id")[:MOST])
    kinds = sorted({one.action for one in batches})
    wanted = request.GET.get("what", "")
    entries = [_of_batch(one, title) for one, title in _named(batches, by) if wanted in ("", one.action)]
    talks = _activities(person, since, until, by)
    entries += talks if wanted in ("", ACTIVITIES) else []
    entries.sort(key=lambda one: one["at"], reverse=True)
    title = _("%(name)s, %(day)s") % {"name": person.name, "day": _spoken(on)}
    labels = {one.action: action_label(one) for one in batches}
    return frame_page(request, "web/records/day.html", {
        "title": title, "person": person, "on": on.isoformat(), "entries": entries, "wanted": wanted,
        "kinds": [(one, labels[one]) for one in kinds], "has_talks": bool(talks), "day_url": f"/people/{person.pk}/day/{on}",
        "summary": _summary(batches, talks), "before": f"/people/{person.pk}/day/{on - timedelta(days=1)}",
        "after": f"/people/{person.pk}/day/{on + timedelta(days=1)}" if on < timezone.localdate() else "",
        "may_undo": bool(batches) and not by.read_only and (person.pk == by.employee_id or by.may(UNDO_OTHERS)),
    }, crumbs=[{"label": title, "url": ""}])  # fmt: skip


@require_http_methods(["GET", "POST"])
def undo_day(request: HttpRequest, person_id: int, day_text: str) -> HttpResponse:
    """GET: the dialog that asks for the date to be typed. POST: take back all that was done on that day."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    person, on = _opened(person_id, day_text, by)
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("confirm", "").strip() != on.isoformat():
                raise Refused(_("Type the date %(day)s to confirm.") % {"day": on}, field="confirm", code="not_confirmed")
            return done(_("Undo of the day"), undo_span(person.pk, *span(on), by=by))
        except Refused as refused:
            problem = refused.message
    context = {
        "title": _("Undo the whole day"), "action": request.path, "submit": _("Undo the day"), "dangerous": True,
        "confirm_word": on.isoformat(), "problem": problem, "name": person.name, "day_words": _spoken(on),
        "confirm": Field("confirm", _("Type %(day)s to confirm") % {"day": on.isoformat()}),
    }  # fmt: skip
    return render(request, "web/records/undo_day.html", context, status=422 if problem else 200)


def span(on: date) -> tuple[datetime, datetime]:
    """The first moments of a day and of the next, by the company's clock."""
    zone = timezone.get_current_timezone()
    return datetime.combine(on, time(), zone), datetime.combine(on + timedelta(days=1), time(), zone)


def may_see_day(person: Employee, by: Actor) -> bool:
    """Whether the actor may see what the person did: one's own, one's people's, or with the permission to see others'."""
    if person.pk == by.employee_id or by.rights.administrator:
        return True
    book = directory()
    unit = book.departments.get(person.department_id or 0)
    heads = {book.departments[int(one)].head_id for one in (unit.path.strip("/").split("/") if unit else []) if int(one) in book.departments}
    if by.employee_id in heads or by.employee_id in _superiors(person):
        return True
    return by.may(SEE_OTHERS) and person.department_id in book.subtree(by.department_id)


def _superiors(person: Employee) -> set[int]:
    """All above a person, up to the top; a circle ends where it began."""
    above: set[int] = set()
    superior = person.superior_id
    while superior is not None and superior not in above:
        above.add(superior)
        superior = Employee.objects.filter(pk=superior).values_list("superior_id", flat=True).first()
    return above


def _opened(person_id: int, day_text: str, by: Actor) -> tuple[Employee, date]:
    person = Employee.objects.filter(pk=person_id).first()
    try:
        on = date.fromisoformat(day_text)
    except ValueError as problem:
        raise Http404 from problem
    if person is None or not may_see_day(person, by):
        raise Http404
    return person, on


def _named(batches: list[Batch], by: Actor) -> list[tuple[Batch, str]]:
    titles = titles_of_batches(batches, by)
    return [(one, titles.get(one.pk, "")) for one in batches]


def _of_batch(one: Batch, title: str) -> dict[str, Any]:
    skipped = ngettext("%(count)s left alone", "%(count)s left alone", one.skipped) % {"count": one.skipped} if one.skipped else ""
    return {
        "at": timezone.localtime(one.at), "icon": batch_icon(one), "tone": "ink", "title": batch_sentence(one, title),
        "note": skipped, "url": f"/batches/{one.pk}",
    }  # fmt: skip


def _activities(person: Employee, since: datetime, until: datetime, by: Actor) -> list[dict[str, Any]]:
    if not by.rights.reach("activities", "view"):
        return []
    rows = Activity.objects.visible_to(by).filter(owner=person, at__gte=since, at__lt=until).exclude(kind="task", done_at=None)
    reading = reading_for(by)
    found = []
    for row in rows.select_related("customer", "contact").order_by("-at")[:MOST]:
        told = tell(row, reading)
        note = " · ".join(part for part in (row.customer.name if row.customer else "", str(told.note)) if part)
        found.append({"at": timezone.localtime(row.at), "icon": told.icon, "tone": told.tone or "ink", "title": told.title,
                      "note": note, "url": f"/activities/{row.pk}"})  # fmt: skip
    return found


def _summary(batches: list[Batch], talks: list[dict[str, Any]]) -> str:
    changes = sum(one.done for one in batches)
    parts = [
        ngettext("%(count)s entry on timelines", "%(count)s entries on timelines", len(talks)) % {"count": len(talks)},
        ngettext("%(count)s record written", "%(count)s records written", changes) % {"count": changes},
    ]
    return " · ".join(parts)


def _spoken(on: date) -> str:
    return f"{date_format(on, 'DATE_FORMAT')} {date_format(on, 'l')}"

"""A person's day: all that they did, in the order of the clock, and the undo of all of it at once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from zhike.areas.activities.models import ActivityKind
from zhike.doors.web.fields import Field
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.answers import done
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import UNDO_OTHERS
from zhike.kernel.directory import directory
from zhike.kernel.directory.snapshot import Person
from zhike.kernel.history.undo import undo_span
from zhike.kernel.refusals import Refused
from zhike.kernel.timeline.day import day_of, may_see_day
from zhike.kernel.timeline.reading import CHANGES, Event


@require_safe
def day(request: HttpRequest, person_id: int, day_text: str) -> HttpResponse:
    """The page of a day; `?what=call` shows one kind of entry only."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    person, on = _opened(person_id, day_text, by)
    events = day_of(person.id, on, by=by)
    counted = Counter(one.kind for one in events)
    wanted = request.GET.get("what", "")
    title, base = _("%(name)s, %(day)s") % {"name": person.name, "day": _spoken(on)}, f"/people/{person.id}/day"
    context = {
        "title": title,
        "whose": person.name,
        "wanted": wanted,
        "day_url": f"{base}/{on}",
        "entries": [_drawn(one) for one in events if wanted in ("", one.kind)],
        "kinds": [(kind, label, counted[kind]) for kind, label in kind_labels().items() if counted[kind]],
        "summary": ngettext("%(count)s entry", "%(count)s entries", len(events)) % {"count": len(events)},
        "before": f"{base}/{on - timedelta(days=1)}",
        "after": f"{base}/{on + timedelta(days=1)}" if on < timezone.localdate() else "",
        "may_undo": bool(events) and not by.read_only and (person.id == by.employee_id or by.may(UNDO_OTHERS)),
    }
    return frame_page(request, "web/records/day.html", context, crumbs=[{"label": title, "url": ""}])


@require_http_methods(["GET", "POST"])
def undo_day(request: HttpRequest, person_id: int, day_text: str) -> HttpResponse:
    """GET: the dialog that asks for the date to be typed. POST: take back all that was done on that day."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    person, on = _opened(person_id, day_text, by)
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("confirm", "").strip() != on.isoformat():
                raise Refused(
                    _("Type the date %(day)s to confirm.") % {"day": on}, field="confirm", code="not_confirmed"
                )
            return done(_("Undo of the day"), undo_span(person.id, *span(on), by=by))
        except Refused as refused:
            problem = refused.message
    context = {
        "title": _("Undo the whole day"),
        "action": request.path,
        "submit": _("Undo the day"),
        "dangerous": True,
        "confirm_word": on.isoformat(),
        "problem": problem,
        "name": person.name,
        "day_words": _spoken(on),
        "confirm": Field("confirm", _("Type %(day)s to confirm") % {"day": on.isoformat()}),
    }
    return render(request, "web/records/undo_day.html", context, status=422 if problem else 200)


def span(on: date) -> tuple[datetime, datetime]:
    """The first moments of a day and of the next, by the company's clock."""
    zone = timezone.get_current_timezone()
    return datetime.combine(on, time(), zone), datetime.combine(on + timedelta(days=1), time(), zone)


def kind_labels() -> dict[str, Any]:
    """The kinds of entry by which a day is filtered."""
    return {kind.value: kind.label for kind in ActivityKind} | {CHANGES: _("Changes")}


def _opened(person_id: int, day_text: str, by: Actor) -> tuple[Person, date]:
    """The person and the day of an address. Raises Http404 for a day that isn't the actor's to see."""
    person = directory().people.get(person_id)
    try:
        on = date.fromisoformat(day_text)
    except ValueError as problem:
        raise Http404 from problem
    if person is None or not may_see_day(person_id, by):
        raise Http404
    return person, on


def _drawn(event: Event) -> dict[str, Any]:
    url = event.url or (f"/batches/{event.batch}" if event.batch else "")
    return {"event": event, "at": timezone.localtime(event.at), "url": url}


def _spoken(on: date) -> str:
    return f"{date_format(on, 'DATE_FORMAT')} {date_format(on, 'l')}"

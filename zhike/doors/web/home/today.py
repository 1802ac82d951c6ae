"""The first page, "Today": what is to be done, who waits for a call, what was worked on, what is new."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.home import deals, figures, lists
from zhike.doors.web.home.beginning import first_steps
from zhike.doors.web.home.todo import todo
from zhike.doors.web.records.pinning import pinned_by
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.text.lunar import lunar_day, lunar_text

MORNING, NOON, AFTERNOON, EVENING = 5, 11, 13, 18


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page itself. The team's counts come after it: they read more than a page should wait for."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    now = timezone.localtime()
    tasks = todo(by, now)
    context = {
        "title": _("Today"),
        "day_url": f"/people/{by.employee_id}/day/{now.date()}",
        "greeting": greeting(now, by.name),
        "day_words": day_words(now.date(), tasks["number"], tasks["late"]),
        "standing_in": standing_in(by),
        "first_steps": first_steps(by),
        "tasks": tasks,
        "tiles": figures.tiles(by, now),
        "won": deals.won_by_month(by, now.date()) if lists.may_see("opportunities", by) else None,
        "silent": lists.silent(by, now),
        "recent": lists.recent(by),
        "pinned": pinned_by(by),
        "has_team": figures.leads(by),
        "may_see_customers": lists.may_see("customers", by),
        "may_add": bool(by.rights.reach("customers", "create")),
    }
    return frame_page(request, "web/home/today.html", context, crumbs=[{"label": _("Today"), "url": "/"}])


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """The tasks alone, after one was ticked off."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "web/home/tasks.html", {"tasks": todo(by, timezone.localtime())})


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """What the team did this week, for those who lead."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    rows = figures.team(by, timezone.localtime()) if figures.leads(by) else None
    return render(request, "web/home/team.html", {"team": rows})


def standing_in(by: Actor) -> list[dict[str, str]]:
    """The people on leave for whom the person stands in, each with the way to their customers."""
    people = directory().people
    return [
        {"name": people[one].name, "url": f"/customers?filter[owner]={one}"}
        for one in sorted(by.stands_in_for)
        if one in people
    ]


def greeting(now: datetime, name: str) -> str:
    """Good morning, by the clock of the company."""
    if now.hour < MORNING or now.hour >= EVENING:
        words = _("Good evening, %(name)s")
    elif now.hour < NOON:
        words = _("Good morning, %(name)s")
    elif now.hour < AFTERNOON:
        words = _("Good day, %(name)s")
    else:
        words = _("Good afternoon, %(name)s")
    return words % {"name": name}


def day_words(day: date, due: int, late: int) -> str:
    """The date by both calendars, and what today asks for."""
    parts = [f"{date_format(day, 'MONTH_DAY_FORMAT')} {date_format(day, 'l')}", lunar_words(day)]
    if due:
        parts.append(ngettext("%(count)s task until today", "%(count)s tasks until today", due) % {"count": due})
    else:
        parts.append(_("no tasks due"))
    if late:
        parts.append(ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late})
    return " · ".join(part for part in parts if part)


def lunar_words(day: date) -> str:
    """The day of the lunar calendar: 十月十四; in English its numbers, marked as lunar."""
    try:
        lunar = lunar_day(day)
    except ValueError:
        return ""
    if (get_language() or "").startswith("zh"):
        return lunar_text(lunar)
    leap = _("leap ") if lunar.leap else ""
    return _("lunar %(leap)s%(month)s/%(day)s") % {"leap": leap, "month": lunar.month, "day": lunar.day}

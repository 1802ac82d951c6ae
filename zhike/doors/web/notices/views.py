"""Notifications: the list, reading them, their count, and the stream that brings news to open pages."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhike.config.live import EventStream
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.records.timeline import day_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.notifications.models import Notification

LOG = logging.getLogger(__name__)
MOST = 30
IN_MENU = 8
COUNTED_UP_TO = 99


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The page, newest first, behind a mark; `?menu=1` gives the few last ones for the bell."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    menu = request.GET.get("menu") == "1"
    before = whole_number(request.GET.get("before", ""))
    rows = mine(by) if before is None else mine(by).filter(pk__lt=before)
    if request.GET.get("unread") == "1":
        rows = rows.filter(read_at=None)
    most = IN_MENU if menu else MOST
    found = list(rows.order_by("-id")[: most + 1])
    context = {
        "title": _("Notifications"),
        "days": by_day(found[:most]),
        "unread": unread(by),
        "only_unread": request.GET.get("unread") == "1",
        "goes_on": before is not None,
        "more_url": f"/notifications?before={found[most - 1].pk}" if len(found) > most and not menu else "",
    }
    if menu or before is not None:
        return render(request, "web/notices/menu.html" if menu else "web/notices/days.html", context)
    return frame_page(request, "web/notices/page.html", context, crumbs=[{"label": _("Notifications"), "url": ""}])


@require_safe
def opened_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go where a notification leads; it is read from then on."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = mine(by).filter(pk=notice_id).first()
    if found is None:
        return redirect("/notifications")
    mine(by).filter(pk=notice_id, read_at=None).update(read_at=timezone.now())
    safe = url_has_allowed_host_and_scheme(found.url, allowed_hosts=None)
    return redirect(found.url if found.url and safe else "/notifications")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    mine(by).filter(read_at=None).update(read_at=timezone.now())
    answer = trigger(HttpResponse(status=204), **{"notices-changed": True, "records-changed": True})
    return toast(answer, _("All notifications are marked as read."))


@require_safe
def count(request: HttpRequest) -> JsonResponse:
    """How many are unread, for the bell; above 99 nobody counts."""
    return JsonResponse({"count": unread(request.actor)})  # type: ignore[attr-defined]


@require_safe
def stream(request: HttpRequest) -> HttpResponse:
    """The person's own stream of news."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return EventStream([f"employee:{by.employee_id}"])


def mine(by: Actor) -> Any:
    """The person's own notifications."""
    return Notification.objects.filter(employee_id=by.employee_id or 0)


def unread(by: Actor) -> int:
    """How many the person has not read, at most a hundred."""
    return int(mine(by).filter(read_at=None).order_by()[: COUNTED_UP_TO + 1].count())


def by_day(found: list[Notification]) -> list[dict[str, Any]]:
    """Notifications under the day on which they came."""
    today = timezone.localdate()
    grouped: dict[date, list[dict[str, Any]]] = {}
    for one in found:
        at = timezone.localtime(one.at)
        grouped.setdefault(at.date(), []).append(
            {
                "id": one.pk,
                "text": said(one),
                "icon": one.icon,
                "unread": one.read_at is None,
                "when": at.strftime("%H:%M"),
                "url": f"/notifications/{one.pk}",
            }
        )
    return [{"label": day_words(day, today), "notices": those} for day, those in grouped.items()]


def said(one: Notification) -> str:
    """The message in the reader's language with its places filled in; a place that is missing never breaks the page."""
    words = {name: value.get("title", "") if isinstance(value, dict) else value for name, value in one.values.items()}
    try:
        return str(_(one.message) % words)
    except (KeyError, ValueError, TypeError):
        LOG.warning("A notification has a place that nothing fills: %s", one.message)
        return one.message

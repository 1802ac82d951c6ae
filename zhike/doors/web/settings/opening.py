"""The first line of every set-up page: may this person open it; and its frame."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.web.frame import page
from zhike.kernel.access.actor import Actor


def opened_with(request: HttpRequest, power: str) -> Actor:
    """The actor, who holds the power. Raises Http404 for others: what they can't open isn't there for them."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not by.may(power):
        raise Http404
    return by


def setup_page(
    request: HttpRequest, template: str, context: dict[str, Any], *crumbs: tuple[Any, str], status: int = 200
) -> HttpResponse:
    """A set-up page in the frame, with the way back to the set-up."""
    way = [{"label": _("Set-up"), "url": "/settings"}, *({"label": str(label), "url": url} for label, url in crumbs)]
    if request.path != "/settings":
        way.append({"label": str(context["title"]), "url": request.path})
    return page(request, f"web/settings/{template}", context, crumbs=way, status=status)

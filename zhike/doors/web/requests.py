"""Who asks: every page request has an actor, the person's language and time zone, and one view of the directory."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation

from zhike.areas.organisation.company import company
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import pinned
from zhike.kernel.people.models import Employee
from zhike.kernel.people.sessions import SEEN_EVERY, note_seen

OPEN = ("/sign-in", "/api/", "/healthz", "/readyz", "/metrics", "/static/", "/gallery/", "/favicon.ico", "/f/")
WITH_OLD_PASSWORD = ("/me/password", "/sign-out", "/preferences")
REQUEST_ID = re.compile(r"[\w.-]{1,40}")
SEEN = "seen"


class KnownPerson:
    """Middleware: sets `request.actor` and `request.id`, or sends who is not signed in to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as the person who is signed in."""
        request.id = _request_id(request)  # type: ignore[attr-defined]
        if request.path.startswith(OPEN):
            return self.get_response(request)
        request.session.get(SEEN)  # read now, and the directory's stamp with it
        with pinned(request.session.directory_stamp):  # type: ignore[attr-defined]
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            person = request.user
            if person.must_change_password and not request.path.startswith(WITH_OLD_PASSWORD):
                return _to(request, "/me/password")
            return self._as(person, request)

    def _as(self, person: Employee, request: HttpRequest) -> HttpResponse:
        request.actor = Actor.of(person, door="web", request=request.id)  # type: ignore[attr-defined]
        _note_seen(request)
        # LocaleMiddleware chose by the browser; it chooses anew for every request, so nothing has to be taken back.
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language
        with timezone.override(ZoneInfo(company().time_zone)):
            return self.get_response(request)


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-Id", "")
    return given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _note_seen(request: HttpRequest) -> None:
    """At most once in five minutes; the session then lives on for its full time."""
    now = int(time.time())
    if now - int(request.session.get(SEEN, 0)) >= SEEN_EVERY.total_seconds():
        request.session[SEEN] = now
        note_seen(request.session.session_key or "")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; but a form that was being sent stays on the screen, and the browser says what to do."""
    boosted = request.headers.get("HX-Boosted") or request.headers.get("HX-Request-Type") == "full"
    if request.headers.get("HX-Request") and not boosted:
        return HttpResponse(status=401)
    wanted = request.get_full_path() if request.method == "GET" else "/"
    return _to(request, "/sign-in" if wanted == "/" else f"/sign-in?{urlencode({'next': wanted})}")


def _to(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)

"""Who calls: a program with a bearer token, or a browser with its session and a CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from zhike.doors.api.problems import Problem
from zhike.kernel.access.actor import Actor
from zhike.kernel.people.tokens import actor_for

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="zhike"'}
SAFE = frozenset({"GET", "HEAD"})
SCHEMES: dict[str, Any] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "Made under “Access tokens” or by `zhike token create`; acts with its owner's rights.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The browser's session; what changes something needs the header X-CSRFToken too.",
    },
}


def authenticate(request: HttpRequest, request_id: str) -> Actor:
    """The person behind the request. Raises Problem (401) for nobody, (403) for a session without its CSRF token."""
    header = request.headers.get("Authorization")
    if header is None:
        return by_session(request, request_id)
    scheme, _space, text = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Problem(401, "unknown_scheme", _("Use a bearer token, or sign in."), headers=CHALLENGE)
    return by_token(text.strip(), request_id)


def by_token(text: str, request_id: str) -> Actor:
    """The owner of a token that is neither revoked nor expired."""
    by = actor_for(text, request=request_id)
    if by is None:
        raise Problem(401, "bad_token", _("This token is unknown, revoked or expired."), headers=CHALLENGE)
    return by


def by_session(request: HttpRequest, request_id: str) -> Actor:
    """The person who is signed in in this browser."""
    user = request.user
    if not user.is_authenticated:
        raise Problem(401, "not_signed_in", _("Sign in, or send a bearer token."), headers=CHALLENGE)
    if request.method not in SAFE and check_csrf(request) is not None:
        raise Problem(403, "csrf", _("The CSRF token is missing or wrong."))
    return Actor.of(user, door="api", request=request_id)

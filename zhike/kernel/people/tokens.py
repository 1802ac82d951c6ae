"""Keys for programs that act as a person: shown once, kept as SHA-256, revoked at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.directory import directory
from zhike.kernel.people.models import AccessToken, Employee
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

PREFIX = "zhike_"
USED_EVERY = timedelta(minutes=5)


def issue(
    employee: Employee, name: str, *, by: Actor, expires_at: datetime | None = None, read_only: bool = False
) -> tuple[AccessToken, str]:
    """Make a token for a person, and return it with its text, which is never to be had again.

    People make tokens for themselves; only the system (the command line) makes them for others, because a token carries
    the rights of the person whose it is. Raises NotAllowed, or Refused for a missing name or a moment that is past.
    """
    if by.employee_id is not None and (by.employee_id != employee.pk or by.read_only):
        raise NotAllowed(_("Everybody makes their own tokens."), code="not_own")
    if not name.strip():
        raise Refused(_("Say what the token is for."), field="name", code="required")
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused(_("This moment is past already."), field="expires_at", code="past")
    text = f"{PREFIX}{secrets.token_urlsafe(32)}"
    token = AccessToken.objects.create(
        employee=employee, name=name.strip()[:80], digest=digest(text), read_only=read_only, expires_at=expires_at
    )
    return token, text


def revoke(token_id: int, *, by: Actor) -> AccessToken:
    """Revoke a token: one's own, or anybody's for who looks after people. Raises NotFound."""
    tokens = AccessToken.objects.filter(pk=token_id)
    if not by.may(PEOPLE):
        tokens = tokens.filter(employee=by.employee_id)
    token = tokens.first()
    if token is None:
        raise NotFound(_("There is no such token."))
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
    return token


def actor_for(text: str, *, request: str = "") -> Actor | None:
    """The owner of a token at the API door; None for one unknown, revoked or expired, or whose owner has left."""
    now = timezone.now()
    alive = AccessToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)
    token = alive.filter(digest=digest(text)).order_by().first()
    owner = directory().employee(token.employee_id) if token is not None else None
    if token is None or owner is None or not owner.is_active or owner.deleted_at is not None:
        return None
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return Actor.of(owner, door="api", request=request, read_only=token.read_only)


def digest(text: str) -> str:
    """What is kept of a token: its 32 random bytes need no salt and no slow hash."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()

"""Open sessions: where a person is signed in, and ending that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zhike.kernel.people.models import AccessToken, SignIn

SEEN_EVERY = timedelta(minutes=5)


def open_sessions(employee: int) -> QuerySet[SignIn]:
    """The sessions of a person that still stand, the last seen first."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.now())
    return (
        SignIn.objects.filter(Exists(alive), employee=employee, succeeded=True, ended_at=None)
        .exclude(session_key="")
        .order_by("-seen_at", "-at")
    )


def end_session(employee: int, sign_in: int) -> int:
    """End one session of a person by the id of its sign-in: its next request finds nobody signed in."""
    return _end(SignIn.objects.filter(pk=sign_in, employee=employee, ended_at=None))


def end_sessions(employee: int, *, but: str = "") -> int:
    """End all sessions of a person, but for the one with this key, and return how many those were."""
    return _end(SignIn.objects.filter(employee=employee, ended_at=None, succeeded=True).exclude(session_key=but))


def end_all_access(employees: Iterable[int]) -> None:
    """End all sessions and revoke all tokens of people who may no longer come in."""
    employees, now = list(employees), timezone.now()
    _end(SignIn.objects.filter(employee__in=employees, ended_at=None, succeeded=True))
    AccessToken.objects.filter(employee__in=employees, revoked_at=None).update(revoked_at=now)


def note_seen(session_key: str) -> bool:
    """Remember that a session was used; at most once in five minutes, so that pages don't write. True when written."""
    now = timezone.now()
    stale = Q(seen_at=None) | Q(seen_at__lt=now - SEEN_EVERY)
    return SignIn.objects.filter(stale, session_key=session_key, ended_at=None).update(seen_at=now) > 0


def _end(sign_ins: QuerySet[SignIn]) -> int:
    keys = [key for key in sign_ins.values_list("session_key", flat=True) if key]
    Session.objects.filter(session_key__in=keys).delete()
    return sign_ins.update(ended_at=timezone.now())

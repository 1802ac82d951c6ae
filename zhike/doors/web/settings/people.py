"""People's access: roles, clearance, password, sessions and tokens of each; and the log of all sign-ins."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhike.doors.web.records.answers import toast, trigger
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.doors.web.sign_in.agents import in_words
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.directory import directory
from zhike.kernel.people.models import AccessToken, Employee, SignIn
from zhike.kernel.people.passwords import give_password
from zhike.kernel.people.sessions import end_sessions, open_sessions
from zhike.kernel.people.signing_in import locked_until
from zhike.kernel.people.tokens import revoke
from zhike.kernel.people.work import open_work

MOST = 200


@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody who is here, with what they may and when they last signed in."""
    opened_with(request, PEOPLE)
    last = Max("sign_ins__at", filter=Q(sign_ins__succeeded=True))
    people = (
        Employee.objects.filter(deleted_at=None, left_on=None).select_related("department").annotate(last_sign_in=last)
    )
    rows = [{"person": one, "roles": _roles(one)} for one in people.order_by("department__path", "name")[:2000]]
    return setup_page(request, "people.html", {"title": _("Access"), "rows": rows})


@require_safe
def access(request: HttpRequest, employee_id: int) -> HttpResponse:
    """All about one person's key to the system."""
    opened_with(request, PEOPLE)
    person = _person(employee_id)
    context = {
        "title": person.name, "person": person, "roles": _roles(person), "clearance": person.get_clearance_display(),
        "locked_until": locked_until(person), "work": open_work(person.pk),
        "sessions": [_session(one) for one in open_sessions(person.pk)[:50]],
        "tokens": AccessToken.objects.filter(employee=person, revoked_at=None),
        "tries": [_session(one) for one in SignIn.objects.filter(employee=person).order_by("-at")[:10]],
    }  # fmt: skip
    return setup_page(request, "access.html", context, (_("Access"), "/settings/people"))


@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, employee_id: int) -> HttpResponse:
    """GET: ask. POST: give a new first password and show it, this once."""
    by = opened_with(request, PEOPLE)
    person = _person(employee_id)
    context: dict[str, Any] = {"title": _("New password for %(name)s") % {"name": person.name}}
    if request.method == "POST":
        context["password"] = give_password(person, by=by)
        return render(request, "web/settings/password_made.html", context | {"person": person})
    context |= {"action": request.path, "fields": [], "submit": _("Make a new password")}
    return render(request, "web/settings/password_asked.html", context)


@require_POST
def end_all(request: HttpRequest, employee_id: int) -> HttpResponse:
    """End all sessions of one person."""
    opened_with(request, PEOPLE)
    end_sessions(_person(employee_id).pk)
    return trigger(toast(HttpResponse(status=204), _("All sessions have ended.")), **{"records-changed": True})


@require_POST
def revoke_token(request: HttpRequest, employee_id: int, token_id: int) -> HttpResponse:
    """Revoke a token of one person."""
    by = opened_with(request, PEOPLE)
    token = revoke(token_id, by=by)
    words = _("“%(name)s” has been revoked.") % {"name": token.name}
    return trigger(toast(HttpResponse(status=204), words), **{"records-changed": True})


@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """The last tries to sign in; `?name=` keeps those of one sign-in name, `?failed=1` the wrong ones."""
    opened_with(request, PEOPLE)
    name, failed = request.GET.get("name", "").strip(), request.GET.get("failed") == "1"
    rows = SignIn.objects.select_related("employee").order_by("-at")
    if name:
        rows = rows.filter(Q(username=name.casefold()) | Q(employee__name=name))
    if failed:
        rows = rows.filter(succeeded=False)
    tabs = [
        {"label": _("All"), "url": "/settings/sign-ins", "active": not failed},
        {"label": _("Wrong passwords"), "url": "/settings/sign-ins?failed=1", "active": failed},
    ]
    context = {"title": _("Sign-in log"), "rows": [_session(one) for one in rows[:MOST]], "tabs": tabs, "name": name}
    return setup_page(request, "sign_ins.html", context)


def _person(employee_id: int) -> Employee:
    person: Employee | None = (
        Employee.objects.filter(pk=employee_id, deleted_at=None).select_related("department").first()
    )
    if person is None:
        raise Http404
    return person


def _roles(person: Employee) -> list[str]:
    known = directory().roles
    return [known[one].name for one in person.roles if one in known]


def _session(one: SignIn) -> dict[str, Any]:
    return {
        "person": one.employee, "username": one.username, "at": one.at, "seen": one.seen_at, "succeeded": one.succeeded,
        "device": in_words(one.agent), "address": one.address or "",
    }  # fmt: skip

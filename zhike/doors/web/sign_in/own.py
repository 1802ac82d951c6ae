"""A person's own pages: language and look, password, where they are signed in, tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.frame import page
from zhike.doors.web.records.answers import sent_to, toast
from zhike.doors.web.sign_in.agents import in_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import directory
from zhike.kernel.people.models import AccessToken, Employee, SignIn
from zhike.kernel.people.passwords import change_own
from zhike.kernel.people.sessions import end_session, end_sessions, open_sessions
from zhike.kernel.people.tokens import issue, revoke
from zhike.kernel.refusals import Refused

LIFETIMES = (30, 90, 365)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person set up for themselves, where they are signed in, and their tokens."""
    person, by = _person(request)
    roles = directory().roles
    context = {
        "title": _("My set-up"),
        "employee": person,
        "look_choices": _looks(person),
        "clearance": person.get_clearance_display(),
        "sessions": [_session(one, request) for one in open_sessions(person.pk)[:50]],
        "tokens": AccessToken.objects.filter(employee=person, revoked_at=None),
        "role_names": [roles[one].name for one in person.roles if one in roles],
        "now": timezone.now(),
        "card_url": f"/employees/{person.pk}" if by.rights.reach("employees", "view") else "",
    }
    return page(request, "web/settings/mine.html", context, crumbs=[{"label": _("My set-up"), "url": "/me"}])


@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; one that somebody else gave must be changed before anything else."""
    person, by = _person(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _refuse_mistyped(request)
            change_own(
                person,
                request.POST.get("old", ""),
                request.POST.get("new", ""),
                by=by,
                session=request.session.session_key or "",
            )
        except Refused as refused:
            errors = {error.field: str(error.message) for error in refused.errors}
        else:
            _keep_session(request, person)
            messages.success(request, _("Your password has been changed. Your other sessions have ended."))
            return HttpResponseRedirect("/me")
    context = {
        "title": _("Change password"),
        "fields": _password_fields(errors),
        "problem": errors.get("", ""),
        "first": person.must_change_password,
    }
    return page(
        request,
        "web/settings/password.html",
        context,
        status=422 if errors else 200,
        crumbs=[{"label": _("My set-up"), "url": "/me"}],
    )


@require_POST
def end_one(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End one of one's own sessions."""
    person, _by = _person(request)
    end_session(person.pk, sign_in_id)
    return _back(request, _("The session has ended."))


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    person, _by = _person(request)
    end_sessions(person.pk, but=request.session.session_key or "")
    return _back(request, _("All other sessions have ended."))


@never_cache
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token; its text is on this one page and never again."""
    person, by = _person(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        days = request.POST.get("days", "")
        expires = timezone.now() + timedelta(days=int(days)) if days in map(str, LIFETIMES) else None
        try:
            token, text = issue(
                person, request.POST.get("name", ""), by=by, expires_at=expires, read_only="read_only" in request.POST
            )
        except Refused as refused:
            errors = {error.field: str(error.message) for error in refused.errors}
        else:
            return render(
                request, "web/settings/token_made.html", {"title": _("Your token"), "token": token, "text": text}
            )
    context = {
        "title": _("New token"),
        "action": "/me/tokens/new",
        "fields": _token_fields(request, errors),
        "problem": errors.get("", ""),
        "submit": _("Make the token"),
    }
    return render(request, "web/dialog_form.html", context, status=422 if errors else 200)


@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens."""
    _employee, by = _person(request)
    token = revoke(token_id, by=by)
    return _back(request, _("“%(name)s” has been revoked.") % {"name": token.name})


def _person(request: HttpRequest) -> tuple[Employee, Actor]:
    return request.user, request.actor  # type: ignore[attr-defined, return-value]


def _back(request: HttpRequest, words: str) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        messages.success(request, words)
        return HttpResponseRedirect("/me")
    return toast(sent_to(HttpResponse(status=204), "/me"), words)


def _keep_session(request: HttpRequest, person: Employee) -> None:
    """Changing the password gives this session another key: its row must know it, or it could not be ended."""
    old = request.session.session_key
    update_session_auth_hash(request, person)
    SignIn.objects.filter(session_key=old, employee=person, ended_at=None).update(
        session_key=request.session.session_key or ""
    )


def _refuse_mistyped(request: HttpRequest) -> None:
    if request.POST.get("new") != request.POST.get("again"):
        raise Refused(_("The two are not the same."), field="again", code="mistyped")


def _session(sign_in: SignIn, request: HttpRequest) -> dict[str, Any]:
    return {
        "id": sign_in.pk,
        "device": in_words(sign_in.agent),
        "address": sign_in.address or "",
        "since": sign_in.at,
        "seen": sign_in.seen_at or sign_in.at,
        "here": sign_in.session_key == request.session.session_key,
    }


def _looks(person: Employee) -> list[dict[str, Any]]:
    """Language, theme and density, each with what may be chosen; the behaviour `look` keeps them."""
    languages = [
        (code, get_language_info(code)["name_local"])
        for code, _name in Employee._meta.get_field("language").choices or ()
    ]
    return [
        {
            "name": name,
            "label": label,
            "choices": [Choice(value, str(words), chosen=value == getattr(person, name)) for value, words in choices],
        }
        for name, label, choices in (
            ("language", _("Language"), languages),
            ("theme", _("Theme"), Employee._meta.get_field("theme").choices or ()),
            ("density", _("Density"), Employee._meta.get_field("density").choices or ()),
        )
    ]


def _password_fields(errors: dict[str, str]) -> list[Field]:
    return [
        Field(
            "old",
            _("Present password"),
            type="password",
            required=True,
            autocomplete="current-password",
            error=errors.get("old", ""),
        ),
        Field(
            "new",
            _("New password"),
            type="password",
            required=True,
            autocomplete="new-password",
            error=errors.get("new", ""),
            help=_("At least ten characters; not a common one, and not your name."),
        ),
        Field(
            "again",
            _("New password again"),
            type="password",
            required=True,
            autocomplete="new-password",
            error=errors.get("again", ""),
        ),
    ]


def _token_fields(request: HttpRequest, errors: dict[str, str]) -> list[Field]:
    days = request.POST.get("days", str(LIFETIMES[1]))
    lifetimes = [Choice(str(one), _("%(days)s days") % {"days": one}, chosen=days == str(one)) for one in LIFETIMES]
    return [
        Field(
            "name",
            _("What it is for"),
            value=request.POST.get("name", ""),
            required=True,
            error=errors.get("name", ""),
            maxlength=80,
        ),
        Field(
            "days",
            _("Valid for"),
            "choice_chips",
            choices=[*lifetimes, Choice("0", _("Without end"), chosen=days == "0")],
        ),
        Field("read_only", _("May only read"), "checkbox", value="read_only" in request.POST),
    ]

"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhike.config.callers import address_of
from zhike.doors.web.fields import Field
from zhike.kernel.people.models import Employee, SignIn
from zhike.kernel.people.sessions import end_session
from zhike.kernel.people.signing_in import sign_in as check
from zhike.kernel.refusals import Refused

BACKEND = "zhike.kernel.people.backend.DirectoryBackend"
A_YEAR = 365 * 24 * 3600


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET: name and password. POST: sign in and go on to where the person wanted to go."""
    if request.method == "GET":
        return HttpResponseRedirect(wanted(request)) if request.user.is_authenticated else _page(request)
    name, password = request.POST.get("username", ""), request.POST.get("password", "")
    try:
        person, attempt = check(
            name, password, address=address_of(request), agent=request.headers.get("User-Agent", "")
        )
    except Refused as refused:
        return _page(request, refused.message, refused.status)
    return open_session(request, person, attempt)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    key, person = request.session.session_key, request.user
    if isinstance(person, Employee) and key:
        for sign_in_id in SignIn.objects.filter(session_key=key).values_list("pk", flat=True):
            end_session(person.pk, sign_in_id)
    logout(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)


def open_session(request: HttpRequest, person: Employee, attempt: SignIn) -> HttpResponse:
    """Begin the session of somebody who has shown who they are."""
    login(request, person, backend=BACKEND)
    SignIn.objects.filter(pk=attempt.pk).update(session_key=request.session.session_key or "")
    answer = HttpResponseRedirect(wanted(request))
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, person.language, max_age=A_YEAR, samesite="Lax")
    return answer


def wanted(request: HttpRequest) -> str:
    """The page of ours that the person was on the way to."""
    url = request.POST.get("next") or request.GET.get("next") or settings.LOGIN_REDIRECT_URL
    safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if safe and not url.startswith("/sign-in") else settings.LOGIN_REDIRECT_URL


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    name = request.POST.get("username", "")
    fields = [
        Field("username", _("Sign-in name"), value=name, required=True, autocomplete="username", autofocus=not name),
        Field(
            "password",
            _("Password"),
            type="password",
            required=True,
            autocomplete="current-password",
            autofocus=bool(name),
        ),
    ]
    context = {"fields": fields, "problem": problem, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "web/sign_in.html", context, status=status)

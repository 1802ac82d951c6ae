"""The way in and out: who calls, how often, how much; then the endpoint; then its answer or its refusal."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from zhike.config.callers import address_of
from zhike.doors.api import rates
from zhike.doors.api.answers import not_modified
from zhike.doors.api.authentication import authenticate
from zhike.doors.api.calls import Call, Endpoint
from zhike.doors.api.description.shared import KEY
from zhike.doors.api.keeping import once
from zhike.doors.api.problems import Problem, method_not_allowed, problem_of
from zhike.doors.api.reading import read_body, read_query, refuse_too_large
from zhike.kernel.access.actor import Actor
from zhike.kernel.directory import pinned
from zhike.kernel.refusals import NotAllowed

REQUEST_ID = re.compile(r"[\w.:-]{1,40}", re.ASCII)
View = Callable[..., HttpResponseBase]


def enter(view: View) -> View:
    """Wrap a view of the REST door: whatever happens inside, the answer is well-formed."""

    def entered(request: HttpRequest, *args: Any, **path: Any) -> HttpResponseBase:
        request_id = request.headers.get("X-Request-Id", "")
        request.zhike_id = request_id if REQUEST_ID.fullmatch(request_id) else secrets.token_hex(8)  # type: ignore[attr-defined]
        asked = request.method
        if asked == "HEAD":  # answered like GET, without the body (RFC 9110, section 9.3.2)
            request.method = "GET"
        try:
            response = view(request, *args, **path)
            if isinstance(response, HttpResponseNotAllowed):
                response = method_not_allowed(response)
        except Exception as error:
            response = problem_of(request, error)
        request.method = asked
        return finished(request, response)

    return csrf_exempt(entered)  # a session is checked for CSRF in authenticate


def finished(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Add what every answer carries; an answer is private to the caller and must be asked for again."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ("Authorization", "Cookie", "Accept-Language"))
    if isinstance(response, HttpResponse):
        response = not_modified(request, response)
        if request.method == "HEAD":
            response.content = b""
    response.headers["X-Request-Id"] = request.zhike_id  # type: ignore[attr-defined]
    return response


def respond(endpoint: Endpoint, request: HttpRequest, path: dict[str, str]) -> HttpResponseBase:
    """Answer one request to an endpoint, from one state of the directory."""
    with pinned():
        return answered(endpoint, request, path, known_caller(request))


def answered(endpoint: Endpoint, request: HttpRequest, path: dict[str, str], by: Actor) -> HttpResponseBase:
    """Read the request and run the endpoint, in the caller's language."""
    with translation.override(language_of(request, by)):
        if by.read_only and endpoint.method != "GET":
            raise NotAllowed(_("This key may only read."), code="read_only_token")
        if endpoint.needs is not None:
            endpoint.needs(by)
        refuse_too_large(request, endpoint)
        query, filters = read_query(request, endpoint.parameters)

        def run() -> HttpResponseBase:
            return endpoint.run(Call(request, by, path, query, filters, read_body(request, endpoint, by)))

        key = request.headers.get("Idempotency-Key")
        if key is None or KEY not in endpoint.parameters or by.employee_id is None:
            return run()
        return once(request, by, key, run)


def known_caller(request: HttpRequest) -> Actor:
    """Who calls, unless they call too often. Failed attempts are counted by network address, the others by person."""
    address = f"failed:{address_of(request) or ''}"
    rates.refuse_if_exceeded(address, rates.FAILURES_A_MINUTE)
    try:
        by = authenticate(request, request.zhike_id)  # type: ignore[attr-defined]
    except Problem as refused:
        if refused.status == 401 and "Authorization" in request.headers:
            rates.count(address, rates.FAILURES_A_MINUTE)
        raise
    rates.count(f"person:{by.employee_id}", rates.A_MINUTE)
    return by


def language_of(request: HttpRequest, by: Actor) -> str:
    """The language that the caller asks for, else the one that the person has chosen."""
    return translation.get_language() or by.language if "Accept-Language" in request.headers else by.language

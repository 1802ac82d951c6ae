"""Every refusal as `application/problem+json` (RFC 9457), with the errors of the single fields beside it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus

import orjson
from django.core.exceptions import DisallowedHost, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from zhike.kernel.refusals import FieldError, Refused

log = logging.getLogger("zhike.api")
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Refused",
    429: "Too many requests",
    500: "Our mistake",
    503: "Busy",
}


class Problem(Refused):
    """A refusal of the door itself, before any record is touched."""

    def __init__(
        self, status: int, code: str, message: str, *, field: str = "", headers: dict[str, str] | None = None
    ) -> None:
        """Refuse with an HTTP status, a code for programs and words for people."""
        super().__init__(message, field=field, code=code)
        self.status = status
        self.headers = headers or {}


def problem_of(request: HttpRequest, error: Exception) -> HttpResponse:
    """The answer to anything that went wrong. What we did not foresee is logged and answered by 500 without details."""
    match error:
        case Refused():
            return problem(error.status, error.errors, getattr(error, "headers", None))
        case Http404():
            return plain(404, "not_found", _("There is nothing here."))
        case RequestDataTooBig():
            return plain(413, "too_large", _("The request is too large."))
        case MultiPartParserError():
            return plain(400, "malformed", _("The form can't be read."))
        case PermissionDenied():
            return plain(403, "not_allowed", _("You may not do this."))
        case DisallowedHost() | SuspiciousOperation():
            return plain(400, "bad_request", _("The request can't be understood."))
        case OperationalError():
            log.warning("database refused %s %s: %s", request.method, request.path, type(error.__cause__).__name__)
            return plain(
                503, "busy", _("This took too long, or the database is busy; try again."), {"Retry-After": "5"}
            )
    log.error("error while answering %s %s", request.method, request.path, exc_info=error)
    got_request_exception.send(sender=None, request=request)
    return plain(500, "error", _("Something went wrong on our side. It has been logged."))


def plain(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """A problem that belongs to no field."""
    return problem(status, [FieldError("", code, message)], headers)


def problem(status: int, errors: Sequence[FieldError], headers: dict[str, str] | None = None) -> HttpResponse:
    """The problem document: its type is `about:blank`, so the status says what kind it is (RFC 9457, section 4.2.1)."""
    detail = " ".join(dict.fromkeys(str(error.message) for error in errors))
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "errors": [{"field": error.field, "code": error.code, "message": str(error.message)} for error in errors],
    }
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE, headers=headers)


def method_not_allowed(response: HttpResponseNotAllowed) -> HttpResponse:
    """Django's plain 405 as a problem, with the methods that are allowed."""
    allowed = response.headers["Allow"]
    return plain(
        405,
        "method_not_allowed",
        _("This address answers only to %(methods)s.") % {"methods": allowed},
        {"Allow": allowed},
    )

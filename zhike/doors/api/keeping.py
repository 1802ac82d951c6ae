"""`Idempotency-Key`: a POST that is sent again within 24 hours does nothing again and gets the very same answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, cast

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from zhike.doors.api.problems import Problem, problem
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.models import IdempotentAnswer
from zhike.kernel.refusals import Refused

KEPT_FOR: Final = timedelta(hours=24)
PATIENCE: Final = "10s"
LONGEST_KEY: Final = 200
KEPT_HEADERS: Final = ("Content-Type", "ETag", "Location", "Zhike-Batch")
FORGET_AT_ONCE: Final = 200


def once(request: HttpRequest, by: Actor, key: str, run: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Run a POST once for its key.

    The key and what the action writes are one transaction: a second request with the key waits on the first one's row,
    and after a crash neither the work nor the key is there. Refusals are kept too; only our own failures (5xx) are not.
    Raises Problem: 422 for a key used with another request, 409 when the first takes longer than ten seconds.
    """
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Problem(
            400,
            "bad_idempotency_key",
            _("An Idempotency-Key has 1 to 200 printable characters."),
            field="Idempotency-Key",
        )
    digest = digest_of(request)
    with transaction.atomic():
        forget_old()
        if not reserve(by, key, digest):
            return replayed(by, key, digest)
        answer = answered(run)
        IdempotentAnswer.objects.filter(employee_id=by.employee_id or 0, key=key).update(
            status=answer.status_code,
            body=bytes(answer.content),
            headers={name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers},
        )
    return answer


def answered(run: Callable[[], HttpResponseBase]) -> HttpResponse:
    """The answer, or the refusal as an answer; what the refused action wrote is rolled back."""
    try:
        with transaction.atomic():
            found = run()
    except Refused as refused:
        return problem(refused.status, refused.errors, getattr(refused, "headers", None))
    return cast(HttpResponse, found)


def reserve(by: Actor, key: str, digest: str) -> bool:
    """Take the key; False when it is taken. Waits for a running request with the same key."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [PATIENCE])
            cursor.execute(
                "INSERT INTO idempotent_answer (employee_id, key, request_digest, status, body, headers, at) "
                "VALUES (%s, %s, %s, 0, '', '{}', now()) ON CONFLICT (employee_id, key) DO NOTHING",
                [by.employee_id, key, digest],
            )
            taken = bool(cursor.rowcount == 1)
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Problem(
                409,
                "still_running",
                _("The first request with this key is still running."),
                headers={"Retry-After": "5"},
            ) from error
        raise
    return taken


def replayed(by: Actor, key: str, digest: str) -> HttpResponse:
    """The answer that was given the first time."""
    kept = IdempotentAnswer.objects.get(employee_id=by.employee_id or 0, key=key)
    if kept.request_digest != digest:
        raise Problem(
            422,
            "idempotency_key_reused",
            _("This Idempotency-Key was used with another request."),
            field="Idempotency-Key",
        )
    headers = {**kept.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(bytes(kept.body), status=kept.status, headers=headers)


def forget_old() -> None:
    """Drop some answers that are older than 24 hours, so that the table stays small without a job of its own."""
    old = IdempotentAnswer.objects.filter(at__lt=timezone.now() - KEPT_FOR).order_by("at")
    ids = old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:FORGET_AT_ONCE]
    IdempotentAnswer.objects.filter(pk__in=list(ids)).delete()


def digest_of(request: HttpRequest) -> str:
    """A digest of what is asked: method, address, body; of a form its parts, for their boundary differs each time."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    for part in _parts(request):
        digest.update(part)
    return digest.hexdigest()


def _parts(request: HttpRequest) -> Any:
    if request.content_type != "multipart/form-data":
        yield request.body
        return
    for name, values in sorted(request.POST.lists()):
        yield repr((name, values)).encode()
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            yield repr((name, file.name)).encode()
            yield from file.chunks()
            file.seek(0)

"""Answers: JSON written by orjson, with an ETag that tells a record's version and the bytes of its picture."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.api.problems import Problem
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.perform import plain
from zhike.kernel.refusals import ChangedMeanwhile

TAG = re.compile(r'(?:W/)?"(\d{1,10})(?:\.[0-9a-f]+)?"')
TAGS = re.compile(r'\s*(?:W/)?"[^"\x00-\x1f]*"\s*(?:,\s*(?:W/)?"[^"\x00-\x1f]*"\s*)*')


def answer(
    data: Any, status: int = 200, *, revision: int | None = None, headers: dict[str, str] | None = None
) -> HttpResponse:
    """A JSON answer. With `revision` its ETag is `"revision.digest"`, otherwise `"digest"`."""
    content = orjson.dumps(data)
    digest = hashlib.blake2b(content, digest_size=8).hexdigest()
    tag = f'"{digest}"' if revision is None else f'"{revision}.{digest}"'
    return HttpResponse(
        content, status=status, content_type="application/json", headers={"ETag": tag, **(headers or {})}
    )


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What came of an action, as every door that changes something answers."""
    return {
        "batch": str(outcome.batch) if outcome.batch is not None else None,
        "done": outcome.done,
        "skipped": [{"id": str(skip.id), "reason": str(skip.reason), "title": skip.title} for skip in outcome.skipped],
        "records": [str(one) for one in outcome.records],
        "message": str(outcome.message),
        "values": plain(outcome.values),
    }


def not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 when the caller has the very bytes already (RFC 9110, section 13.1.2: weak comparison)."""
    wanted = request.headers.get("If-None-Match")
    tag = response.headers.get("ETag")
    if not wanted or not tag or request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    if wanted.strip() != "*" and tag not in (one.strip().removeprefix("W/") for one in wanted.split(",")):
        return response
    kept = {name: value for name, value in response.headers.items() if name in ("ETag", "Vary", "Cache-Control")}
    return HttpResponse(status=304, headers=kept)


def expected_revision(request: HttpRequest, current: int | None) -> int | None:
    """The revision that If-Match asks for; None when the header is absent or `*`.

    Only the revision counts: columns that the system keeps up don't make two people collide. A `W/` before the tag is
    forgiven, because compression on the way weakens the tag that we gave (RFC 9110, section 8.8.3.3). Of several tags
    the one of the `current` revision is taken. Raises Problem for a header that can't be read, ChangedMeanwhile for a
    tag that was never ours.
    """
    raw = request.headers.get("If-Match")
    if raw is None or raw.strip() == "*":
        return None
    if not TAGS.fullmatch(raw):
        raise Problem(
            400,
            "bad_if_match",
            _("If-Match must hold the ETag of the record, in its quotation marks."),
            field="If-Match",
        )
    revisions = [int(found) for found in TAG.findall(raw)]
    if not revisions:
        raise ChangedMeanwhile(_("This ETag is not one of this record."))
    return current if current in revisions else revisions[0]

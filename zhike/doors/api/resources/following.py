"""Following a record: the caller is told what others do to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint
from zhike.doors.api.description import shared
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.following.keeping import follow, follows_of, unfollow
from zhike.kernel.refusals import NotFound

FOLLOWING = shared.fixed(following={"type": "boolean"})


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """Whether the caller follows a record, to begin and to end it; calling it again changes nothing."""
    for method, verb, summary in (
        ("GET", "follows", "Whether you follow"),
        ("PUT", "follow", "Follow"),
        ("DELETE", "unfollow", "Hear no more of"),
    ):
        yield Endpoint(
            method, f"/{entity.key}/{{id}}/follow", f"{verb}_{entity.key}", f"{summary} one of {entity.key}",
            tag=entity.key, run=partial(_turn, entity, verb), answers={200: FOLLOWING},
            refusals=(404,) if method == "GET" else (403, 404, 422),
            description="Who follows a record is told what others do to it, as long as they may see it.",
        )  # fmt: skip


def _turn(entity: Entity, verb: str, call: Call) -> HttpResponse:
    by = call.by
    if verb != "follows":
        (follow if verb == "follow" else unfollow)(entity, call.id(), by=by)
    elif not entity.model._default_manager.visible_to(by).filter(pk=call.id()).exists():  # type: ignore[attr-defined]
        raise NotFound(_("There is no such record."))
    return answer({"following": follows_of(entity, call.id(), by).exists()})

"""What a caller wishes to see or choose, from the query or the body to the kernel's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db.models import Q
from django.utils.translation import gettext as _

from zhike.doors.api.calls import Call
from zhike.doors.api.reading import without_nul
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.filters import Group, from_json, from_parameters, predicate
from zhike.kernel.lists.page import Wish
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.search.finding import matching


def wish_of(call: Call) -> Wish:
    """The list that the query asks for."""
    query = call.query
    return Wish(
        where=where_of(call),
        words=query["q"] or "",
        sort=query["sort"] or "",
        cursor=query["cursor"] or "",
        limit=query["limit"],
        in_bin=query["bin"],
    )


def where_of(call: Call) -> Group:
    """All of `filter[…]` and `where` together."""
    given = from_parameters(call.filters)
    if not call.query.get("where"):
        return given
    try:
        tree = orjson.loads(call.query["where"])
    except orjson.JSONDecodeError as problem:
        raise Refused(_("This is not JSON."), field="where", code="malformed_json") from problem
    return given.both(from_json(without_nul(tree)))


def ids_of(texts: Sequence[str]) -> list[int]:
    """Ids as they are sent, as the database knows them. Raises NotFound for one that no record can have."""
    found = [whole_number(text) for text in texts]
    if None in found:
        raise NotFound(_("There is no such record."), field="ids")
    return [one for one in found if one is not None]


def before_of(call: Call) -> int | None:
    """The id that the cursor names, behind which a list by id is read on. Raises Refused for another cursor."""
    cursor = call.query["cursor"]
    if not cursor:
        return None
    before = whole_number(cursor)
    if before is None:
        words = _("This page mark can't be read; start again from the first page.")
        raise Refused(words, field="cursor", code="bad_cursor")
    return before


def chosen_by(entity: Entity, body: Mapping[str, Any], *, by: Actor, verb: str = "change") -> Chosen[Any]:
    """The records that `ids`, or `filter` and `q`, name. Raises Refused for neither or both."""
    by_filter = "filter" in body or "q" in body
    if ("ids" in body) == by_filter:
        raise Refused(
            _("Name the records by “ids”, or describe them by “filter” and “q”."), field="ids", code="nothing_chosen"
        )
    if not by_filter:
        return Chosen.named(entity.model, ids_of(body["ids"]), by=by, verb=verb)
    return Chosen(entity.model, by, described(entity, body, by), verb=verb)


def described(entity: Entity, body: Mapping[str, Any], by: Actor) -> Q:
    """What `filter` and `q` mean together."""
    where = predicate(entity, from_json(without_nul(body.get("filter", {}))), by)
    if "q" not in body:
        return where
    found = matching(entity, without_nul(body["q"]))
    return where & (found if found is not None else Q(pk__in=[]))

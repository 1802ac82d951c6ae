"""Finding: search over everything, and likely duplicates of what is about to be entered."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.doors.api.resources.wishes import ids_of
from zhike.kernel.duplicates.checking import candidates
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities, entity_named
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.search.finding import AT_MOST, find

ALIASES = {
    "phone": "phone",
    "email": "email",
    "company_name": "name",
    "person_name": "name",
    "address": "address",
    "date": "birthday",
}
HIT = shared.fixed(entity=shared.TEXT, id=shared.TEXT, title=shared.TEXT, subtitle=shared.TEXT, matched=shared.TEXT)
CANDIDATE = {
    **shared.fixed(
        owner=shared.TEXT,
        score={"type": "number", "minimum": 0, "maximum": 1},
        reasons=shared.many(shared.TEXT),
    ),
    "description": "Without id and title if the caller may not see the record: it exists, and this is who owns it.",
}
CANDIDATE["properties"] |= {"id": shared.TEXT, "title": shared.TEXT}


def endpoints() -> Iterator[Endpoint]:
    """Search and the duplicate check."""
    kinds = [entity.key for entity in entities() if entity.search is not None]
    yield Endpoint(
        "GET",
        "/search",
        "search",
        "Search everything",
        tag="finding",
        run=search,
        refusals=(422,),
        parameters=(
            Parameter("q", shared.WORDS.schema, shared.WORDS.description, required=True),
            Parameter("entity", {"type": "string", "enum": kinds}, "Only records of this kind."),
            Parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": AT_MOST, "default": 20},
                "How many of each kind at most.",
            ),
        ),
        answers={200: shared.fixed(items=shared.many(HIT))},
        description="The best hits first. Two Chinese characters are enough.",
    )
    checked = [entity for entity in entities() if entity.duplicates]
    names = dict.fromkeys(name for entity in checked for name in named_values(entity))
    yield Endpoint(
        "GET",
        "/duplicates",
        "find_duplicates",
        "Find likely duplicates",
        tag="finding",
        run=duplicates,
        refusals=(404, 422),
        parameters=(
            Parameter(
                "entity",
                {"type": "string", "enum": [entity.key for entity in checked]},
                "The kind of record.",
                required=True,
            ),
            Parameter("id", {"type": "string", "maxLength": 40}, "The record itself, which is not its own duplicate."),
            *(Parameter(name, {"type": "string", "maxLength": 500}, "A value as it was typed.") for name in names),
        ),
        answers={200: shared.fixed(items=shared.many(CANDIDATE))},
        description="Of a record that the caller may not see, only the owner's name and a rough score are told.",
    )


def search(call: Call) -> HttpResponse:
    """The best hits over all entities that the caller may see."""
    hits = find(call.query["q"], by=call.by, only=call.query["entity"] or "", most=call.query["limit"])
    items = [
        {"entity": hit.entity, "id": str(hit.id), "title": hit.title, "subtitle": hit.subtitle, "matched": hit.matched}
        for hit in hits
    ]
    return answer({"items": items})


def duplicates(call: Call) -> HttpResponse:
    """Likely duplicates of the values in the query."""
    entity = entity_named(call.query["entity"])
    if not entity.reach(call.by, "view"):
        raise NotFound(_("There is no such kind of record."), field="entity")
    fields = named_values(entity)
    given = {name: value for name, value in call.query.items() if name in fields and value}
    if not given:
        raise Refused(_("Give at least one value to compare."), field="name", code="nothing_to_compare")
    values = {fields[name]: value for name, value in given.items()}
    own = ids_of([call.query["id"]]) if call.query["id"] else []
    found = candidates(entity, values, call.by, leave_out=own)
    return answer(
        {
            "items": [
                {"owner": one.owner, "score": one.score, "reasons": [str(reason) for reason in one.reasons]}
                | ({"id": str(one.id), "title": one.title} if one.id is not None else {})
                for one in found
            ]
        }
    )


def named_values(entity: Entity) -> dict[str, str]:
    """The names under which values may be given, with their fields: the field's own, and the plain word (`phone`)."""
    found: dict[str, str] = {}
    for match in entity.duplicates:
        found |= {name: name for name in (match.field, *match.also)}
    for match in entity.duplicates:
        found.setdefault(ALIASES.get(match.kind, match.field), match.field)
    return found

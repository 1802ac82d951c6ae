"""A record on paper, over REST: one address for each document that its kind has."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.resources.records import seen
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Print
from zhike.kernel.printing.making import printed

LANGUAGE = Parameter(
    "language", {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]}, "The language of its reader."
)


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """The documents of an entity's records."""
    for one in entity.prints:
        yield Endpoint(
            "GET",
            f"/{entity.key}/{{id}}/prints/{one.key}.pdf",
            f"print_{one.key}_of_{entity.key}",
            f"{one.label}: one of {entity.key} as PDF",
            tag=entity.key,
            run=partial(fetch, entity, one),
            parameters=(LANGUAGE,),
            answers={200: {"type": "string"}},
            media_type="application/pdf",
            refusals=(404, 422),
        )


def fetch(entity: Entity, one: Print, call: Call) -> HttpResponse:
    """The PDF of a record that the caller sees."""
    made = printed(entity, seen(entity, call), one.key, language=call.query.get("language", ""), by=call.by)
    answer = HttpResponse(made.content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, made.name) or ""
    return answer

"""What is worked out about a record: the same as the tabs of its card, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint
from zhike.doors.api.resources.records import note_look
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import Insight
from zhike.kernel.history.reading import visible_record


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """Each insight that the entity declares."""
    for insight in entity.card.insights:
        yield Endpoint(
            "GET",
            f"/{entity.key}/{{id}}/{insight.name}",
            f"{insight.name.replace('-', '_')}_of_{entity.key}",
            insight.summary,
            tag=entity.key,
            run=partial(read, entity, insight),
            answers={200: insight.schema},
            refusals=(404, 422),
            description="Worked out from what the caller may see.",
        )


def read(entity: Entity, insight: Insight, call: Call) -> HttpResponse:
    """The insight into one record."""
    record = visible_record(entity, call.id(), call.by, in_bin=False)
    note_look(entity, record.pk, call)
    return answer(insight.read(record, call.by))

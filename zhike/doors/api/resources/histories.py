"""What happened to a record: its history and its timeline; and batches, which can be looked at and undone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer, outcome_json
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import name_of, ref
from zhike.doors.api.resources.records import note_look
from zhike.doors.api.resources.wishes import before_of
from zhike.doors.api.rows import Shape
from zhike.kernel.access.powers import SEE_OTHERS
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.parts import TimelineSource
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.filters import Condition, Group
from zhike.kernel.history.models import Batch
from zhike.kernel.history.reading import Entry, FieldChange, history_of, visible_record
from zhike.kernel.history.undo_in_steps import undo_or_begin
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.refusals import NotFound

VERBS = {"I": "create", "U": "update", "D": "remove"}
BEFORE = Parameter("cursor", {"type": "string", "maxLength": 20}, "Where to read on: `next` of the page before.")
BATCH = shared.fixed(
    id=shared.TEXT,
    at=shared.MOMENT,
    by={"anyOf": [ref("Reference"), {"type": "null"}]},
    door=shared.TEXT,
    action=shared.TEXT,
    entity=shared.TEXT,
    title=shared.TEXT,
    done=shared.COUNT,
    skipped=shared.COUNT,
    undoes=shared.MAYBE,
    undone_by=shared.MAYBE,
)


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """What every entity has of the past."""
    key = entity.key
    yield Endpoint(
        "GET",
        f"/{key}/{{id}}/history",
        f"history_of_{key}",
        f"The changes of one of {key}",
        tag=key,
        run=partial(history, entity),
        parameters=(shared.LIMIT, BEFORE),
        answers={200: shared.page_of(ref("Change"))},
        refusals=(404, 422),
        description="Newest first, without the fields that the caller may not see.",
    )
    sources = entity.timeline_sources
    if len(sources) == 1:
        entries = name_of(entity_of(sources[0].model))
        yield Endpoint(
            "GET",
            f"/{key}/{{id}}/timeline",
            f"timeline_of_{key}",
            f"What was done with one of {key}",
            tag=key,
            run=partial(timeline, entity, sources[0]),
            parameters=(shared.LIMIT, shared.CURSOR, shared.FIELDS, shared.EXPAND),
            answers={200: shared.page_of(ref(entries))},
            refusals=(404, 422),
            description="Newest first.",
        )


def batch_endpoints() -> Iterator[Endpoint]:
    """Batches, of whatever entity."""
    about: dict[str, Any] = {"tag": "batches", "refusals": (403, 404, 422)}
    yield Endpoint(
        "GET", "/batches/{id}", "get_batch", "What one action did", run=get_batch, answers={200: BATCH}, **about
    )
    yield Endpoint(
        "POST",
        "/batches/{id}/undo",
        "undo_batch",
        "Undo a batch",
        run=undo,
        answers={200: ref("Outcome")},
        parameters=(shared.KEY,),
        description="What was changed again since is left alone and listed under `skipped`, with the reason.",
        tag="batches",
        refusals=(403, 404, 409, 422),
    )


def history(entity: Entity, call: Call) -> HttpResponse:
    """The changes of a record."""
    limit = call.query["limit"]
    found = history_of(entity, call.id(), by=call.by, before=before_of(call), most=limit + 1)
    entries = [entry_json(entity, entry) for entry in found[:limit]]
    return answer({"items": entries, "next": entries[-1]["id"] if len(found) > limit else None})


def entry_json(entity: Entity, entry: Entry) -> dict[str, Any]:
    """One change as it is sent."""
    action = entry.batch.action if entry.batch else ""
    return {
        "id": str(entry.id),
        "at": entry.at,
        "by": person_json(entry.by),
        "door": entry.door,
        "batch": str(entry.batch.pk) if entry.batch else None,
        "verb": action.removeprefix(f"{entity.key}.")
        if action.startswith(f"{entity.key}.") or action == "undo"
        else VERBS[entry.verb],
        "changes": {change.field: values_of(entry.entity.fields.get(change.field), change) for change in entry.changes},
        "line": str(entry.record_id) if entry.is_of_line else None,
    }


def person_json(person_id: int | None) -> dict[str, Any] | None:
    """A colleague by id and name; None for the system."""
    if person_id is None:
        return None
    person = directory().people.get(person_id)
    return {"id": str(person_id), "title": person.name if person else None}


def values_of(field: BoundField | None, change: FieldChange) -> list[Any]:
    """The values before and after, as the API sends values of this field."""
    return [sent(field, change.before), sent(field, change.after)]


def sent(field: BoundField | None, stored: Any) -> Any:
    """A value as the history keeps it (JSON of its column), as the API sends it."""
    if field is None or stored is None:
        return stored
    model_field = field.model_field
    if isinstance(model_field, models.DecimalField | models.DateTimeField | models.DateField):
        try:
            stored = model_field.to_python(stored)
        except (ValueError, TypeError):
            return str(stored)
    return field.type.json(stored, field)


def timeline(entity: Entity, source: TimelineSource, call: Call) -> HttpResponse:
    """What was done with a record, seen through the caller's rights to the entries too."""
    visible_record(entity, call.id(), call.by, in_bin=False)
    note_look(entity, call.id(), call)
    entries = entity_of(source.model)
    shape = Shape.wished(entries, call.by, call.query["fields"], call.query["expand"])
    kind = (Condition(source.kind_of, "eq", entity.key),) if source.kind_of else ()
    wish = Wish(
        where=Group("and", (Condition(source.by, "eq", str(call.id())), *kind)),
        sort=f"-{source.at}",
        cursor=call.query["cursor"] or "",
        limit=call.query["limit"],
    )
    found = page(entries, call.by, wish, shape.names)
    return answer({"items": shape.written(found.rows), "next": found.next})


def get_batch(call: Call) -> HttpResponse:
    """A batch of one's own, or of a colleague for those who may see the work of others."""
    batch = Batch.objects.filter(pk=call.id()).first()
    if batch is None or (batch.actor_id != call.by.employee_id and not call.by.may(SEE_OTHERS)):
        raise NotFound(_("There is no such batch."))
    undone = batch.undone_by.values_list("pk", flat=True).first()
    return answer(
        {
            "id": str(batch.pk),
            "at": batch.at,
            "by": person_json(batch.actor_id),
            "door": batch.door,
            "action": batch.action,
            "entity": batch.entity,
            "title": batch.title,
            "done": batch.done,
            "skipped": batch.skipped,
            "undoes": str(batch.undoes_id) if batch.undoes_id else None,
            "undone_by": str(undone) if undone else None,
        }
    )


def undo(call: Call) -> HttpResponse:
    """Take back what a batch did."""
    return answer(outcome_json(undo_or_begin(call.id(), by=call.by)))

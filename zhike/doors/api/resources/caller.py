"""The caller: who they are, what they may do, what they have been told, and what works for them in the background."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import field_facts, ref
from zhike.doors.api.resources.arguments import required_of, schemas_of
from zhike.doors.api.resources.histories import BEFORE, person_json
from zhike.doors.api.resources.wishes import before_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.areas import areas
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.fields.bound import BoundField
from zhike.kernel.jobs.models import Job
from zhike.kernel.notifications.models import Notification
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotFound

ME = shared.fixed(
    id=shared.TEXT,
    name=shared.TEXT,
    username=shared.TEXT,
    department={"anyOf": [ref("Reference"), {"type": "null"}]},
    roles=shared.many(ref("Reference")),
    language=shared.TEXT,
    administrator={"type": "boolean"},
    powers=shared.many(shared.TEXT),
    areas=shared.many(shared.TEXT),
    stands_in_for=shared.many(ref("Reference")),
    clearance={"type": "integer"},
    read_only={"type": "boolean"},
)
DECLARED = shared.fixed(
    key=shared.TEXT,
    label=shared.TEXT,
    label_plural=shared.TEXT,
    verbs=shared.many(shared.TEXT),
    title_field=shared.TEXT,
    default_sort=shared.TEXT,
    fields=shared.many({"type": "object"}),
    actions=shared.many({"type": "object"}),
)
NOTE = shared.fixed(
    id=shared.TEXT,
    at=shared.MOMENT,
    message=shared.TEXT,
    url=shared.TEXT,
    entity=shared.TEXT,
    record=shared.MAYBE,
    read_at=shared.MAYBE_MOMENT,
)
JOB = shared.fixed(
    id=shared.TEXT,
    kind=shared.TEXT,
    title=shared.TEXT,
    state=shared.TEXT,
    done=shared.COUNT,
    total=shared.COUNT,
    message=shared.TEXT,
    result={"type": "object"},
    created_at=shared.MOMENT,
    started_at=shared.MAYBE_MOMENT,
    ended_at=shared.MAYBE_MOMENT,
)


def endpoints() -> Iterator[Endpoint]:
    """What is about the caller."""
    yield Endpoint("GET", "/me", "get_me", "Who calls", tag="caller", run=me, answers={200: ME})
    yield Endpoint(
        "GET",
        "/entities",
        "list_entities",
        "The kinds of records",
        tag="caller",
        run=list_entities,
        answers={200: shared.fixed(items=shared.many(DECLARED))},
        description="Fields, choices and actions as far as the caller may see and use them.",
    )
    unread = Parameter("unread", {"type": "boolean", "default": False}, "Only those not read yet.")
    yield Endpoint(
        "GET",
        "/notifications",
        "list_notifications",
        "What the caller was told",
        tag="caller",
        run=notifications,
        parameters=(unread, shared.LIMIT, BEFORE),
        answers={200: shared.page_of(NOTE)},
        refusals=(422,),
    )
    yield Endpoint(
        "POST",
        "/notifications/{id}/read",
        "read_notification",
        "Mark a notification as read",
        tag="caller",
        run=read_one,
        parameters=(shared.KEY,),
        answers={200: NOTE},
        refusals=(404, 409, 422),
    )
    yield Endpoint(
        "GET",
        "/jobs/{id}",
        "get_job",
        "How far a job has come",
        tag="caller",
        run=get_job,
        answers={200: JOB},
        refusals=(404, 422),
    )


def me(call: Call) -> HttpResponse:
    """The caller with their rights."""
    person = Employee.objects.get(pk=call.by.employee_id)
    book = directory()
    unit = book.departments.get(person.department_id or 0)
    return answer(
        {
            "id": str(person.pk),
            "name": person.name,
            "username": person.username,
            "language": person.language,
            "department": {"id": str(unit.id), "title": unit.name} if unit else None,
            "roles": [{"id": str(one), "title": book.roles[one].name} for one in person.roles if one in book.roles],
            "administrator": call.by.rights.administrator,
            "powers": sorted(call.by.rights.powers),
            "stands_in_for": [person_json(one) for one in sorted(call.by.stands_in_for)],
            "areas": [area.key for area in areas() if _reaches(area.key, call.by)],
            "clearance": call.by.clearance,
            "read_only": call.by.read_only,
        }
    )


def _reaches(area: str, by: Actor) -> bool:
    """Whether anything in an area is open to the caller."""
    return any(entity.area == area and entity.reach(by, "view") for entity in entities())


def list_entities(call: Call) -> HttpResponse:
    """The declarations, through the caller's rights."""
    seen = [entity for entity in entities() if entity.reach(call.by, "view")]
    return answer({"items": [declared(entity, call.by) for entity in seen]})


def declared(entity: Entity, by: Actor) -> dict[str, Any]:
    """One declaration as the caller may know it."""
    writable = entity.writable(by)
    return {
        "key": entity.key,
        "label": str(entity.label),
        "label_plural": str(entity.label_plural),
        "verbs": [verb for verb in entity.verbs if entity.reach(by, verb)],
        "title_field": entity.title_field,
        "default_sort": entity.default_sort,
        "fields": [
            field_facts(field)
            | {"writable": name in writable, "masked": entity.masks(name, by), "choices": choices_of(field)}
            for name, field in entity.readable(by).items()
        ],
        "actions": [
            {
                "name": action.name,
                "label": str(action.label),
                "single": action.single,
                "bulk": action.bulk,
                "danger": action.danger,
                "arguments": {"type": "object", "properties": schemas_of(action), "required": required_of(action)},
            }
            for action in entity.actions.values()
            if action.allowed(by)
        ],
    }


def choices_of(field: BoundField) -> list[dict[str, Any]] | None:
    """The values that a choice field can take, in their order; None for other fields."""
    if field.dictionary:
        entries = directory().dictionaries.get(field.dictionary, ())
        return [{"value": one.code, "label": str(one), "retired": one.retired} for one in entries]
    if field.choices:
        return [{"value": value, "label": str(label), "retired": False} for value, label in field.choices]
    return None


def notifications(call: Call) -> HttpResponse:
    """The caller's notifications, newest first."""
    rows = Notification.objects.filter(employee_id=call.by.employee_id or 0)
    before, limit = before_of(call), call.query["limit"]
    if call.query["unread"]:
        rows = rows.filter(read_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    items = [note_json(one) for one in found[:limit]]
    return answer({"items": items, "next": items[-1]["id"] if len(found) > limit else None})


def read_one(call: Call) -> HttpResponse:
    """Mark one of the caller's notifications as read."""
    note = Notification.objects.filter(employee_id=call.by.employee_id or 0, pk=call.id()).first()
    if note is None:
        raise NotFound(_("There is no such notification."))
    if note.read_at is None:
        note.read_at = timezone.now()
        note.save(update_fields=["read_at"])
    return answer(note_json(note))


def note_json(note: Notification) -> dict[str, Any]:
    """A notification in the caller's language."""
    words = {
        name: value.get("title", value) if isinstance(value, dict) else value for name, value in note.values.items()
    }
    try:
        message = _(note.message) % words
    except (KeyError, ValueError, TypeError):
        message = note.message
    return {
        "id": str(note.pk),
        "at": note.at,
        "message": message,
        "url": note.url,
        "entity": note.entity,
        "record": str(note.record_id) if note.record_id else None,
        "read_at": note.read_at,
    }


def get_job(call: Call) -> HttpResponse:
    """A job that the caller started; the administrator sees all."""
    job = Job.objects.filter(pk=call.id()).first()
    if job is None or (job.started_by_id != call.by.employee_id and not call.by.rights.administrator):
        raise NotFound(_("There is no such job."))
    return answer(
        {
            "id": str(job.pk),
            "kind": job.kind,
            "title": job.title,
            "state": job.state,
            "done": job.done,
            "total": job.total,
            "message": job.message,
            "result": job.result,
            "created_at": job.created_at,
            "started_at": job.started_at,
            "ended_at": job.ended_at,
        }
    )

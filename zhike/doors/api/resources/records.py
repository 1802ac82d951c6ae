"""The records of an entity: list, create, open, change, delete, restore and copy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer, expected_revision, outcome_json
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import expandable, name_of, ref
from zhike.doors.api.resources.wishes import wish_of
from zhike.doors.api.rows import Shape
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.looks import note_opening
from zhike.kernel.actions import standard
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.history.reading import instance_as_of
from zhike.kernel.lines.past import lines_as_of
from zhike.kernel.lines.wishes import read as read_wishes
from zhike.kernel.lists.counting import Counted, count_beside
from zhike.kernel.lists.page import one_row, page, rows_wished
from zhike.kernel.refusals import ChangedMeanwhile, FieldError, NotFound, Refused


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """What every entity has."""
    key, name = entity.key, name_of(entity)
    one, record = f"/{key}/{{id}}", ref(name)
    about: dict[str, Any] = {"tag": key, "refusals": (404, 422)}
    yield Endpoint(
        "GET",
        f"/{key}",
        f"list_{key}",
        f"List {key}",
        run=partial(list_records, entity),
        parameters=list_parameters(entity),
        answers={200: shared.counted_page_of(record)},
        **about,
        description="Seen through the caller's rights. The last page is as fast as the first.",
    )
    yield Endpoint(
        "GET",
        one,
        f"get_{key}",
        f"Get one of {key}",
        run=partial(get, entity),
        answers={200: record, 304: None},
        parameters=(shared.FIELDS, expand_parameter(entity), shared.AS_OF, shared.IF_NONE_MATCH),
        **about,
    )
    if entity.document is None:
        yield from _writing(entity)


def _writing(entity: Entity) -> Iterator[Endpoint]:
    """Create, change, delete, restore and copy: of what stands for itself. Lines are written with their document."""
    yield _creating(entity)
    if "delete" in entity.verbs:
        yield from _binning(entity)
    yield _changing(entity)
    yield _copying(entity)


def _creating(entity: Entity) -> Endpoint:
    key, name = entity.key, name_of(entity)
    return Endpoint(
        "POST", f"/{key}", f"create_{key}", f"Create one of {key}",
        tag=key, run=partial(create, entity), needs=partial(standard.may_create, entity), body=ref(f"{name}New"),
        beside=partial(wrong_beside, entity, False), answers={201: ref(name)}, parameters=(shared.KEY,),
        refusals=(403, 409, 422),
    )  # fmt: skip


def _binning(entity: Entity) -> Iterator[Endpoint]:
    key = entity.key
    yield Endpoint(
        "DELETE", f"/{key}/{{id}}", f"delete_{key}", f"Delete one of {key}",
        tag=key, run=partial(delete, entity), answers={200: ref("Outcome")}, parameters=(shared.IF_MATCH,),
        refusals=(400, 403, 404, 409, 422), description="It goes to the bin.",
    )  # fmt: skip
    yield Endpoint(
        "POST", f"/{key}/{{id}}/restore", f"restore_{key}", f"Take one of {key} out of the bin",
        tag=key, run=partial(restore, entity), answers={200: ref("Outcome")}, parameters=(shared.KEY,),
        refusals=(403, 404, 409, 422),
    )  # fmt: skip


def _changing(entity: Entity) -> Endpoint:
    key, name = entity.key, name_of(entity)
    return Endpoint(
        "PATCH", f"/{key}/{{id}}", f"change_{key}", f"Change one of {key}",
        tag=key, run=partial(change, entity), body=ref(f"{name}Change"), answers={200: ref(name)},
        beside=partial(wrong_beside, entity, True),
        parameters=(shared.IF_MATCH,), refusals=(400, 403, 404, 409, 422),
        description="Only the fields that are sent are written. If-Match keeps two people from overwriting each other.",
    )  # fmt: skip


def _copying(entity: Entity) -> Endpoint:
    key, name = entity.key, name_of(entity)
    return Endpoint(
        "POST", f"/{key}/{{id}}/copy", f"copy_{key}", f"Copy one of {key}",
        tag=key, run=partial(copy, entity), needs=partial(standard.may_create, entity), body=ref(f"{name}Change"),
        body_required=False, beside=partial(wrong_beside, entity, True), answers={201: ref(name)},
        parameters=(shared.KEY,), refusals=(403, 404, 409, 422),
        description="Fields that are sent take the place of those of the original.",
    )  # fmt: skip


def wrong_beside(entity: Entity, changing: bool, values: dict[str, Any], by: Actor) -> list[FieldError]:
    """What the fields' own rules find wrong with values, some of which were left out; nothing for who may not write."""
    if not entity.reach(by, "change" if changing else "create"):
        return []
    try:
        read_wishes(entity, values, by=by, partial=changing)
    except Refused as refused:
        return list(refused.errors)
    return []


def list_parameters(entity: Entity) -> tuple[Parameter, ...]:
    """The parameters of a list."""
    sorts = {"type": "string", "maxLength": 80}
    return (
        Parameter(
            "filter",
            ref(f"{name_of(entity)}Filter"),
            "Conditions that must all hold, as in `filter[created_at__gte]=2026-01-01`.",
        ),
        Parameter(
            "where", {"type": "string", "maxLength": 8000}, "A filter as JSON, with and/or (see the schema Filter)."
        ),
        shared.WORDS,
        Parameter("sort", sorts, f"A field, with `-` for descending. Without it: {entity.default_sort}."),
        shared.LIMIT,
        shared.CURSOR,
        shared.FIELDS,
        expand_parameter(entity),
        Parameter("count", {"type": "boolean", "default": True}, "Whether to count all pages; false is faster."),
        Parameter("bin", {"type": "boolean", "default": False}, "The deleted records that the caller may restore."),
    )


def expand_parameter(entity: Entity) -> Parameter:
    """`expand`, with the fields that it can name."""
    return Parameter(
        "expand", shared.EXPAND.schema, f"{shared.EXPAND.description} Of: {', '.join(expandable(entity))}."
    )


def list_records(entity: Entity, call: Call) -> HttpResponse:
    """One page of a list."""
    wish, query = wish_of(call), call.query
    shape = Shape.wished(entity, call.by, query["fields"], query["expand"])
    found = page(entity, call.by, wish, shape.names)
    counted = count_beside(rows_wished(entity, call.by, wish), found) if query["count"] else Counted(0, False)
    return answer(
        {
            "items": shape.written(found.rows),
            "next": found.next,
            "count": counted.number if query["count"] else None,
            "count_is_estimate": counted.is_estimate,
        }
    )


def get(entity: Entity, call: Call) -> HttpResponse:
    """One record, as it is or as it was."""
    shape = Shape.wished(entity, call.by, call.query["fields"], call.query["expand"])
    if call.query["as_of"]:
        moment = moment_of(call.query["as_of"])
        row = shape.row_of(instance_as_of(entity, call.id(), moment, by=call.by))
        then = {row.id: lines_as_of(entity, row.id, moment)} if shape.lines else None
        return answer(shape.written([row], then)[0])
    row = one_row(entity, call.by, call.id(), shape.names)
    note_look(entity, row.id, call)
    return answer(shape.written_one(row), revision=row.revision)


def note_look(entity: Entity, record_id: int, call: Call) -> None:
    """Whoever opens a guarded record above the open level is recorded."""
    if entity.guarded:
        record = entity.model._default_manager.only("pk", entity.access.level).get(pk=record_id)
        note_opening(record, call.by)


def moment_of(text: str) -> Any:
    """A moment with its time zone."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Refused(
            _("Give a moment with its time zone, such as 2026-01-31T00:00:00Z."), field="as_of", code="not_datetime"
        )
    return moment


def create(entity: Entity, call: Call) -> HttpResponse:
    """Create a record."""
    return created(entity, call, standard.create(entity, call.body, by=call.by))


def copy(entity: Entity, call: Call) -> HttpResponse:
    """Create a record from another one."""
    original = seen(entity, call)
    values = standard.copy_values(entity, original, by=call.by)
    sent = _sent(entity, values) | {
        one.name: [_sent(entity.line_entity(one), line) for line in values[one.name]] for one in entity.lines
    }
    return created(entity, call, standard.create(entity, {**sent, **call.body}, by=call.by))


def _sent(entity: Entity, values: dict[str, Any]) -> dict[str, Any]:
    """Stored values by field name as the API sends them; lines are left to the caller."""
    fields = entity.fields
    return {name: fields[name].type.json(value, fields[name]) for name, value in values.items() if name in fields}


def created(entity: Entity, call: Call, outcome: Outcome) -> HttpResponse:
    """The new record; only its id if the caller may create such a record but not see it."""
    record_id = outcome.records[0]
    headers = {"Location": f"/api/v1/{entity.key}/{record_id}", "Zhike-Batch": str(outcome.batch)}
    try:
        return written(entity, call, record_id, 201, headers)
    except NotFound:
        return answer({"id": str(record_id), "revision": 1}, 201, headers=headers)


def written(entity: Entity, call: Call, record_id: int, status: int, headers: dict[str, str]) -> HttpResponse:
    """A record after it was written."""
    shape = Shape.wished(entity, call.by, None, None)
    row = one_row(entity, call.by, record_id, shape.names)
    return answer(shape.written_one(row), status, revision=row.revision, headers=headers)


def change(entity: Entity, call: Call) -> HttpResponse:
    """Change some fields of a record."""
    current = revision_of(entity, call) if "If-Match" in call.request.headers else None
    expected = expected_revision(call.request, current)
    outcome = standard.update(
        Chosen.named(entity.model, [call.id()], by=call.by), call.body, by=call.by, revision=expected
    )
    headers = {"Zhike-Batch": str(outcome.batch)}
    try:
        return written(entity, call, call.id(), 200, headers)
    except NotFound:  # the change took it out of the caller's sight
        return answer({"id": str(call.id()), "revision": (current or 1) + 1}, headers=headers)


@transaction.atomic
def delete(entity: Entity, call: Call) -> HttpResponse:
    """Put a record in the bin."""
    hold(entity, call)
    return answer(outcome_json(standard.delete(Chosen.named(entity.model, [call.id()], by=call.by), by=call.by)))


def restore(entity: Entity, call: Call) -> HttpResponse:
    """Take a record out of the bin. One that is not in it is refused if it can be seen, and not found otherwise."""
    if not entity.model._default_manager.in_bin(call.by).filter(pk=call.id()).exists():  # type: ignore[attr-defined]
        seen(entity, call)
    return answer(outcome_json(standard.restore(entity.model, [call.id()], by=call.by)))


def hold(entity: Entity, call: Call) -> None:
    """Lock the record and refuse the call if it was saved since the ETag of If-Match."""
    if "If-Match" not in call.request.headers:
        return
    current = revision_of(entity, call, lock=True)
    if expected_revision(call.request, current) not in (None, current):
        raise ChangedMeanwhile(_("Somebody saved this record since you read it."))


def revision_of(entity: Entity, call: Call, *, lock: bool = False) -> int:
    """The revision of the record now. Raises NotFound."""
    rows = entity.model._default_manager.visible_to(call.by).filter(pk=call.id())  # type: ignore[attr-defined]
    found = (rows.select_for_update(of=("self",)) if lock else rows).values_list("revision", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such record."))
    return int(found)


def seen(entity: Entity, call: Call) -> Any:
    """The record of the address, if the caller may see it. Raises NotFound."""
    rows = entity.model._default_manager.visible_to(call.by)  # type: ignore[attr-defined]
    record = rows.filter(pk=call.id()).first()
    if record is None:
        raise NotFound(_("There is no such record."))
    return record

"""The actions of an entity, on one record and on many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer, outcome_json
from zhike.doors.api.calls import Call, Endpoint, Schema
from zhike.doors.api.description import shared
from zhike.doors.api.description.fields import name_of, ref
from zhike.doors.api.resources.arguments import arguments_of, required_of, schemas_of
from zhike.doors.api.resources.records import hold
from zhike.doors.api.resources.wishes import chosen_by
from zhike.kernel.actions import standard
from zhike.kernel.actions.chosen import MOST_IDS, Chosen
from zhike.kernel.actions.declaration import Action
from zhike.kernel.actions.dividing import Part, Parts
from zhike.kernel.actions.perform import perform, require
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.refusals import Refused

REFUSALS = (400, 403, 404, 409, 422)
ONE_OR_MANY = (
    "By `ids`, or by `filter` and `q` for all that match. `skipped` lists what can't be done, with the reason."
)


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """The declared actions, and the bulk forms of update, delete and restore."""
    for action in entity.actions.values():
        if action.single:
            yield _single(entity, action)
            if _divided(action):
                yield _asking(entity, action)
        if action.bulk:
            yield _bulk(entity, action)
    yield from _standard(entity)


def run_on_one(action: Action, entity: Entity, call: Call) -> HttpResponse:
    """Perform an action on the record of the address."""
    with transaction.atomic():
        hold(entity, call)
        chosen = Chosen.named(entity.model, [call.id()], by=call.by, verb=action.verb)
        return _performed(action, chosen, call)


def run_on_many(action: Action, entity: Entity, call: Call) -> HttpResponse:
    """Perform an action on the records that the body names or describes."""
    return _performed(action, chosen_by(entity, call.body, by=call.by, verb=action.verb), call)


def ask_what_is_left(action: Action, entity: Entity, call: Call) -> HttpResponse:
    """What an action that goes by parts offers of the record of the address, before it is done."""
    chosen = Chosen.named(entity.model, [call.id()], by=call.by).for_action(action.verb, action.when, action.otherwise)
    chosen.refuse_if_none(chosen.untouchable())
    record = chosen.rows().get()
    return answer({
        name: [_part(part) for part in parts.offered(record, call.by)] for name, parts in _divided(action).items()
    })  # fmt: skip


def _divided(action: Action) -> dict[str, Parts]:
    """The parameters of an action that say how much of each part of a record."""
    return {one.name: one.ask.parts for one in action.parameters if one.ask.parts is not None}


def _part(part: Part) -> dict[str, str]:
    proposed = part.left if part.proposed is None else part.proposed
    return {
        "id": str(part.id), "title": part.title, "whole": part.written(part.whole), "left": part.written(part.left),
        "unit": part.unit, "proposed": part.written(proposed),
    }  # fmt: skip


def update_many(entity: Entity, call: Call) -> HttpResponse:
    """Write the same values into many records."""
    return answer(
        outcome_json(standard.update(chosen_by(entity, call.body, by=call.by), call.body["values"], by=call.by))
    )


def delete_many(entity: Entity, call: Call) -> HttpResponse:
    """Put many records in the bin."""
    return answer(outcome_json(standard.delete(chosen_by(entity, call.body, by=call.by), by=call.by)))


def restore_many(entity: Entity, call: Call) -> HttpResponse:
    """Take many records out of the bin."""
    chosen = chosen_by(entity, call.body, by=call.by)
    found = entity.model._default_manager.in_bin(call.by).filter(chosen.where).values_list("pk", flat=True)  # type: ignore[attr-defined]
    ids = list(found[: MOST_IDS + 1])
    if len(ids) > MOST_IDS:
        raise Refused(_("Too many records at once."), field="ids", code="too_many")
    return answer(outcome_json(standard.restore(entity.model, ids, by=call.by)))


def _performed(action: Action, chosen: Chosen[Any], call: Call) -> HttpResponse:
    outcome = perform(action, chosen, arguments_of(action, call.body, call.by), by=call.by)
    return answer(outcome_json(outcome))


def _single(entity: Entity, action: Action) -> Endpoint:
    schema = _body(schemas_of(action), required_of(action))
    return Endpoint(
        "POST",
        f"/{entity.key}/{{id}}/actions/{action.name}",
        f"{action.name}_one_{entity.key}",
        f"{action.label}: one of {entity.key}",
        tag=entity.key,
        run=partial(run_on_one, action, entity),
        needs=partial(require, action),
        body=schema,
        body_required=bool(schema.get("required")),
        parameters=(shared.KEY, shared.IF_MATCH),
        answers={200: ref("Outcome")},
        refusals=REFUSALS,
        description=_words_of(action),
    )


def _asking(entity: Entity, action: Action) -> Endpoint:
    names = list(_divided(action))
    return Endpoint(
        "GET",
        f"/{entity.key}/{{id}}/actions/{action.name}",
        f"{action.name}_left_{entity.key}",
        f"{action.label}: what is left",
        tag=entity.key,
        run=partial(ask_what_is_left, action, entity),
        needs=partial(require, action),
        answers={200: shared.fixed(**{name: shared.many(ref("Part")) for name in names})},
        refusals=(403, 404, 422),
        description="The parts of the record with what is left of each: what the action takes when nothing is named.",
    )  # fmt: skip


def _bulk(entity: Entity, action: Action) -> Endpoint:
    return Endpoint(
        "POST",
        f"/{entity.key}/actions/{action.name}",
        f"{action.name}_many_{entity.key}",
        f"{action.label}: many {entity.key}",
        tag=entity.key,
        run=partial(run_on_many, action, entity),
        needs=partial(require, action),
        body=_body(shared.BULK | schemas_of(action), required_of(action)),
        parameters=(shared.KEY,),
        answers={200: ref("Outcome")},
        refusals=REFUSALS,
        description=f"{_words_of(action)}\n\n{ONE_OR_MANY}",
    )


def _standard(entity: Entity) -> Iterator[Endpoint]:
    values = ref(f"{name_of(entity)}Change")
    forms: list[tuple[str, str, Any, Schema, list[str]]] = []
    if "change" in entity.verbs and "update" not in entity.actions:
        forms.append(("update", "Change", update_many, {"values": values}, ["values"]))
    if "delete" in entity.verbs:
        forms += [("delete", "Delete", delete_many, {}, []), ("restore", "Restore", restore_many, {}, [])]
    for name, words, run, more, required in forms:
        yield Endpoint(
            "POST",
            f"/{entity.key}/actions/{name}",
            f"{name}_many_{entity.key}",
            f"{words} many {entity.key}",
            tag=entity.key,
            run=partial(run, entity),
            body=_body(shared.BULK | more, required),
            parameters=(shared.KEY,),
            answers={200: ref("Outcome")},
            refusals=REFUSALS,
            description=ONE_OR_MANY,
        )


def _body(properties: dict[str, Schema], required: list[str]) -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
    return schema | ({"required": required} if required else {})


def _words_of(action: Action) -> str:
    """The first paragraph of the function's own description."""
    return " ".join((action.function.__doc__ or "").strip().split("\n\n")[0].split())

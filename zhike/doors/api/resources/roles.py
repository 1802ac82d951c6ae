"""What a role allows, as one sheet that is read and written whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhike.areas.organisation.roles import Reaches, Sheet, set_rights, sheet_of
from zhike.doors.api.answers import answer, outcome_json
from zhike.doors.api.calls import Call, Endpoint
from zhike.doors.api.description.fields import ref
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE
from zhike.kernel.fields.parsing import whole_number
from zhike.kernel.people.models import FieldAccess, Role, Scope
from zhike.kernel.refusals import NotAllowed, NotFound

ACCESS = {FieldAccess.HIDDEN: "hidden", FieldAccess.READ: "read"}
WORD = {"type": "string", "maxLength": 80}
WORDS = {"type": "array", "items": WORD, "maxItems": 1000}
GRANT = {
    "type": "object",
    "required": ["entity", "verb", "scope"],
    "additionalProperties": False,
    "properties": {
        "entity": WORD, "verb": WORD, "scope": {"type": "string", "enum": [one.value for one in Scope]},
        "departments": {"type": "array", "items": {"type": "string", "maxLength": 20}, "maxItems": 1000},
    },
}  # fmt: skip
RULE = {
    "type": "object",
    "required": ["entity", "field", "access"],
    "additionalProperties": False,
    "properties": {"entity": WORD, "field": WORD, "access": {"type": "string", "enum": list(ACCESS.values())}},
}
SHEET = {
    "type": "object",
    "required": ["powers", "areas", "grants", "fields"],
    "additionalProperties": False,
    "properties": {
        "powers": WORDS, "areas": WORDS, "grants": {"type": "array", "items": GRANT, "maxItems": 5000},
        "fields": {"type": "array", "items": RULE, "maxItems": 5000},
    },
}  # fmt: skip


def endpoints() -> Iterator[Endpoint]:
    """The sheet of a role."""
    about: dict[str, Any] = {
        "tag": "roles",
        "description": "For those who look after people.",
        "needs": _refuse_outsider,
    }
    yield Endpoint(
        "GET", "/roles/{id}/rights", "get_rights", "What a role allows", run=get, answers={200: SHEET},
        refusals=(403, 404), **about,
    )  # fmt: skip
    yield Endpoint(
        "PUT", "/roles/{id}/rights", "set_rights", "Make a role allow exactly this", run=put, body=SHEET,
        answers={200: ref("Outcome")}, refusals=(403, 404, 422), **about,
    )  # fmt: skip


def get(call: Call) -> HttpResponse:
    """The sheet as it is."""
    role = Role.objects.filter(pk=call.id(), deleted_at=None).first()
    if role is None:
        raise NotFound(_("There is no such role."))
    sheet = sheet_of(role)
    grants = [
        {"entity": entity, "verb": verb, "scope": one.scope, "departments": [str(unit) for unit in one.departments]}
        for (entity, verb), one in sorted(sheet.grants.items())
    ]
    fields = [
        {"entity": entity, "field": name, "access": ACCESS[FieldAccess(access)]}
        for (entity, name), access in sorted(sheet.fields.items())
    ]
    return answer({"powers": sorted(sheet.powers), "areas": sorted(sheet.areas), "grants": grants, "fields": fields})


def put(call: Call) -> HttpResponse:
    """Write the sheet as a whole; it can be undone by its batch."""
    levels = {word: int(level) for level, word in ACCESS.items()}
    grants = {(one["entity"], one["verb"]): _reaches(one) for one in call.body["grants"]}
    fields = {(one["entity"], one["field"]): levels[one["access"]] for one in call.body["fields"]}
    sheet = Sheet(frozenset(call.body["powers"]), grants, fields, frozenset(call.body["areas"]))
    return answer(outcome_json(set_rights(call.id(), sheet, by=call.by)))


def _reaches(grant: dict[str, Any]) -> Reaches:
    # 0 is the id of no department, so what can't be an id is refused as an unknown one.
    chosen = tuple(whole_number(unit) or 0 for unit in grant.get("departments", ()))
    return Reaches(grant["scope"], chosen if grant["scope"] == Scope.CHOSEN else ())


def _refuse_outsider(by: Actor) -> None:
    if not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may do this."), code="lacks_power")

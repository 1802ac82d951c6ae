"""The screen that answers: why can, or can't, this person see this record? And who can?"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.doors.web.fields import Choice, Field
from zhike.doors.web.settings.opening import opened_with, setup_page
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE, verbs_of
from zhike.kernel.access.why import who_can, why
from zhike.kernel.directory import directory
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.entity.registry import entities
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotFound


@require_safe
def why_page(request: HttpRequest) -> HttpResponse:
    """`?entity=customers&id=5&person=3&verb=view`; without a person, everybody who can."""
    by = opened_with(request, PEOPLE)
    kinds = [one for one in entities() if verbs_of(one) and (one.access.owner or one.access.through)]
    entity = next((one for one in kinds if one.key == request.GET.get("entity")), kinds[0])
    record_id, person_id = _number(request, "id"), _number(request, "person")
    verb = request.GET.get("verb", "view")
    verb = verb if verb in verbs_of(entity) else "view"
    context: dict[str, Any] = {
        "title": _("Why?"),
        "kinds": [
            {"label": one.label_plural, "url": f"/settings/why?entity={one.key}", "active": one is entity}
            for one in kinds
        ],
        "entity": entity,
        "fields": _fields(entity, record_id, person_id, verb, by),
    }
    if record_id:
        try:
            context |= _answer(entity, record_id, person_id, verb, by)
        except NotFound as missing:
            context["problem"] = missing.message
    return setup_page(request, "why.html", context)


def _answer(entity: Entity, record_id: int, person_id: int | None, verb: str, by: Actor) -> dict[str, Any]:
    person = Employee.objects.filter(pk=person_id).first() if person_id else None
    if person is None:
        return {"seers": who_can(entity, record_id, verb, by=by)}
    explanation = why(person, entity, record_id, verb, by=by)
    words = _("%(name)s may do this.") if explanation.allowed else _("%(name)s may not do this.")
    return {"explanation": explanation, "verdict": words % {"name": person.name}}


def _fields(entity: Entity, record_id: int | None, person_id: int | None, verb: str, by: Actor) -> list[Field]:
    record = entity.model._default_manager.visible_to(by).filter(pk=record_id).first() if record_id else None  # type: ignore[attr-defined]
    person = directory().people.get(person_id or 0)
    title = entity.title_of(record) if record is not None else str(record_id)
    verbs = [Choice(key, str(label), chosen=key == verb) for key, label in verbs_of(entity).items() if key != "create"]
    return [
        Field(
            "id",
            str(entity.label),
            "reference",
            required=True,
            url=f"/lookup/{entity.key}",
            chosen=[Choice(str(record_id), title)] if record_id else [],
        ),
        Field(
            "person",
            _("Person"),
            "reference",
            url="/lookup/people",
            help=_("Left empty: everybody who can."),
            chosen=[Choice(str(person_id), person.name)] if person else [],
        ),
        Field("verb", _("What"), "select", value=verb, required=True, choices=verbs),
    ]


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None

"""Why somebody can, or can't, see or do something."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from zhike.doors.api.answers import answer
from zhike.doors.api.calls import Call, Endpoint, Parameter
from zhike.doors.api.description import shared
from zhike.doors.api.resources.wishes import ids_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import PEOPLE, verbs_of
from zhike.kernel.access.why import why
from zhike.kernel.entity.declaration import Entity
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, NotFound

STEP = shared.fixed(speaks={"type": "string", "enum": ["for", "against", "neither"]}, words=shared.TEXT)
EXPLANATION = shared.fixed(
    allowed={"type": "boolean"}, entity=shared.TEXT, id=shared.TEXT, verb=shared.TEXT, steps=shared.many(STEP)
)


def endpoints(entity: Entity) -> Iterator[Endpoint]:
    """The explanation for one record."""
    verbs = list(verbs_of(entity)) or ["view", "create", "change", "delete"]
    yield Endpoint(
        "GET",
        f"/{entity.key}/{{id}}/why",
        f"why_{entity.key}",
        f"Why a person can or can't see one of {entity.key}",
        tag=entity.key,
        run=partial(explain, entity),
        parameters=(
            Parameter("person", {"type": "string", "maxLength": 40}, "The id of an employee.", required=True),
            Parameter("verb", {"type": "string", "enum": verbs, "default": "view"}, "What the person wants to do."),
        ),
        answers={200: EXPLANATION},
        refusals=(403, 404, 422),
        description="For those who look after people.",
        needs=_refuse_outsider,
    )


def explain(entity: Entity, call: Call) -> HttpResponse:
    """Every step that leads to yes or no."""
    person = Employee.objects.filter(pk__in=ids_of([call.query["person"]]), deleted_at=None).first()
    if person is None:
        raise NotFound(_("There is no such person."), field="person")
    return answer(why(person, entity, call.id(), call.query["verb"], by=call.by).to_json())


def _refuse_outsider(by: Actor) -> None:
    """Before anything is looked up: the answer must not tell who exists."""
    if not by.may(PEOPLE):
        raise NotAllowed(_("Only who looks after people may ask this."), code="lacks_power")

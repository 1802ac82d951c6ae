"""The chart and the influence as tabs of cards, as the REST API answers them, and as the short list of key contacts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.influence.reading import Person, standing, standing_at
from zhike.areas.customers.influence.scoring import Influence
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.parts import Beside, Insight, Shown

KEY_CONTACTS = 5
TEXT = {"type": "string"}
NUMBER = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
REASON = {
    "type": "object",
    "required": ["part", "label", "value", "weight", "points", "words"],
    "properties": {"part": TEXT, "label": TEXT, "value": NUMBER, "weight": NUMBER, "points": NUMBER, "words": TEXT},
}
INFLUENCE = {"score": NUMBER, "reasons": {"type": "array", "items": REASON}}
PERSON = {
    "type": "object",
    "required": ["id", "title", "depth", "superior", "post", "decision_role", "decision_weight", "score", "reasons"],
    "properties": {
        "id": TEXT, "title": TEXT, "depth": {"type": "integer", "minimum": 0}, "superior": {"type": ["string", "null"]},
        "post": TEXT, "decision_role": TEXT, "decision_weight": {"type": ["integer", "null"]}, **INFLUENCE,
    },
}  # fmt: skip


def org_chart(customer: Customer, by: Actor) -> dict[str, Any]:
    """The people at a customer, each after the superior, with their depth; `more` when not all are shown."""
    stood = standing(customer.pk, by)
    people = [_person(stood.people[one], depth) for one, depth in stood.chart.walk()]
    return {"people": people, "more": stood.more}


def influence(contact: Contact, by: Actor) -> dict[str, Any]:
    """The influence of a contact with its reasons."""
    return _influence(_of(contact, by))


def influence_figure(contact: Contact, by: Actor) -> Shown | None:
    """The figure in the head of a contact's card, with the reason that weighs most."""
    found = _of(contact, by)
    if found.score is None:
        return None
    return Shown(f"{found.score:.2f}", found.reasons[0].words, url=f"/contacts/{contact.pk}?tab=influence")


def key_contacts(customer: Customer, by: Actor) -> list[Beside]:
    """The most influential contacts of a customer, as the card shows them beside the timeline."""
    return [
        Beside(one.id, one.name, one.post, _role_and_score(one), one.mobile)
        for one in standing_at(customer, by).by_influence()[:KEY_CONTACTS]
    ]


def _of(contact: Contact, by: Actor) -> Influence:
    """Among the colleagues; somebody of whom no company is known stands alone."""
    if contact.customer_id is None:
        return Influence(None)
    found = standing(contact.customer_id, by, including=contact.pk).people.get(contact.pk)
    return found.influence if found else Influence(None)


def _role_and_score(one: Person) -> str:
    if one.influence.score is None:
        return one.role_label
    return f"{one.role_label or translated('Influence')} · {one.influence.score:.2f}"


def _person(one: Person, depth: int) -> dict[str, Any]:
    return {
        "id": str(one.id), "title": one.name, "depth": depth,
        "superior": str(one.superior_id) if one.superior_id else None,
        "post": one.post, "decision_role": one.role_label, "tone": one.role_tone, "decision_weight": one.weight,
        **_influence(one.influence),
    }  # fmt: skip


def _influence(found: Influence) -> dict[str, Any]:
    reasons = [
        {
            "part": one.part, "label": str(one.label), "value": round(one.value, 2), "weight": round(one.weight, 2),
            "points": round(one.points, 2), "words": one.words,
        }
        for one in found.reasons
    ]  # fmt: skip
    return {"score": found.score, "reasons": reasons}


ORG_CHART = Insight(
    "org-chart", _("Org chart"), "customers/org_chart.html", org_chart,
    {
        "type": "object", "required": ["people", "more"],
        "properties": {"people": {"type": "array", "items": PERSON}, "more": {"type": "boolean"}},
    },
    "Who reports to whom at a customer, with the part in the decision and the influence of each",
)  # fmt: skip
INFLUENCE_TAB = Insight(
    "influence", _("Influence"), "customers/influence.html", influence,
    {"type": "object", "required": ["score", "reasons"], "properties": INFLUENCE},
    "How much a contact has to say, from 0 to 1, with the reasons",
)  # fmt: skip

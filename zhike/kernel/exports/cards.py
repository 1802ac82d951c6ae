"""People as vCards: which field of an entity goes under which header of a card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhike.kernel.entity.declaration import Entity
from zhike.kernel.fields.types import Reading

# Headers of a card by the names that fields of people have. A reference to the company gives the organisation.
HEADERS = {
    "name": "name",
    "customer": "organisation",
    "department": "department",
    "unit": "department",
    "post": "title",
    "mobile": "mobile",
    "office_phone": "office_phone",
    "home_phone": "home_phone",
    "fax": "fax",
    "email": "email",
    "birthday": "birthday",
    "sex": "sex",
    "address": "address",
    "tags": "tags",
    "remarks": "note",
}
SEXES = {"male": "M", "female": "F"}


def exports_as_cards(entity: Entity) -> bool:
    """Whether an entity's records are people."""
    return entity.search is not None and entity.search.person


def card_of(values: Mapping[str, Any], entity: Entity, reading: Reading) -> dict[str, object]:
    """One person by a card's headers; the unit at the customer counts more than the department that owns the card."""
    card: dict[str, object] = {"uid": f"{entity.key}-{values['id']}"}
    for name, header in HEADERS.items():
        value = values.get(name)
        if value in (None, "", []) or (header == "department" and name == "department" and "unit" in entity.fields):
            continue
        if name == "sex":
            card[header] = SEXES.get(str(value), "")
        elif name == "birthday":
            card[header] = value.isoformat()
        else:
            bound = entity.fields[name]
            card[header] = value if isinstance(value, str) else bound.type.text(value, bound, reading)
    return card

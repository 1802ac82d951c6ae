"""The addresses of all pages that the product has, with records of the book in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.browser.visitor import Visitor

ENTITIES = ("customers", "contacts", "activities", "employees", "departments")


def first_id(visitor: Visitor, entity: str, **query: str) -> str:
    """The id of the first record of a list."""
    answer: Any = visitor.context.request.get(
        f"{visitor.book.address}/api/v1/{entity}", params={"limit": "1", "count": "false", **query}
    ).json()
    return str(answer["items"][0]["id"])


def all_pages(visitor: Visitor) -> dict[str, str]:
    """Every page by a short name: lists, boards, cards with their tabs, forms, and what stands alone."""
    found = {"today": "/", "notifications": "/notifications", "me": "/me", "password": "/me/password"}
    for entity in ENTITIES:
        found[f"{entity}-list"] = f"/{entity}"
        found[f"{entity}-new"] = f"/{entity}/new"
    ids = {entity: first_id(visitor, entity) for entity in ENTITIES}
    for entity in ENTITIES:
        found[f"{entity}-card"] = f"/{entity}/{ids[entity]}"
    for entity in ("customers", "contacts"):
        found[f"{entity}-edit"] = f"/{entity}/{ids[entity]}/edit"
        found[f"{entity}-history"] = f"/{entity}/{ids[entity]}/history"
        found[f"{entity}-files"] = f"/{entity}/{ids[entity]}/files"
        found[f"{entity}-duplicates"] = f"/{entity}/duplicates"
    found |= {
        "customers-contacts": f"/customers/{ids['customers']}/related/contacts",
        "customers-board": "/customers?display=status",
        "customers-bin": "/customers?bin=1",
        "customers-nothing": "/customers?q=没有这样的客户",
        "contacts-board": "/contacts?display=decision_role",
        "customers-filtered": '/customers?filter={"and":[{"field":"level","op":"in","value":["A","B"]},'
        '{"or":[{"field":"vip","op":"eq","value":true},'
        '{"field":"last_contact_at","op":"last_days","value":30}]}]}',
        "person-day": f"/people/{first_id(visitor, 'employees')}/day/{datetime.now(UTC).date().isoformat()}",
        "imports": "/imports",
        "import-new": "/imports/new?entity=customers",
        "settings": "/settings",
        "settings-company": "/settings/company",
        "settings-departments": "/settings/departments",
        "settings-people": "/settings/people",
        "settings-person": f"/settings/people/{ids['employees']}",
        "settings-sign-ins": "/settings/sign-ins",
        "settings-roles": "/settings/roles",
        "settings-role": f"/settings/roles/{first_id(visitor, 'roles', sort='-id')}",
        "settings-dictionaries": "/settings/dictionaries",
        "settings-dictionary": "/settings/dictionaries/customer_level",
        "settings-numbering": "/settings/numbering",
        "settings-why": "/settings/why",
        "nowhere": "/customers/999999999",
    }
    return found

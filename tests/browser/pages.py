"""The addresses of all pages that the product has, with records of the book in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.browser.visitor import Visitor

BOARD = re.compile(r"[?&;]display=([a-z_]+)")
REPORT = re.compile(r'href="(/reports/[a-z_]+)"')


def asked(visitor: Visitor, path: str, **query: str) -> Any:
    """An answer of the interface."""
    return visitor.context.request.get(f"{visitor.book.address}/api/v1/{path}", params=query).json()


def read(visitor: Visitor, path: str) -> str:
    """A page as it is sent, for the ways that lead on from it."""
    return visitor.context.request.get(f"{visitor.book.address}{path}").text()


def first_id(visitor: Visitor, entity: str, **query: str) -> str:
    """The id of the first record of a list; empty when there is none."""
    items = asked(visitor, entity, limit="1", count="false", **query)["items"]
    return str(items[0]["id"]) if items else ""


def all_pages(visitor: Visitor) -> dict[str, str]:
    """Every page by a short name: lists, boards, cards with their tabs, forms, and what stands alone."""
    found = {"today": "/", "notifications": "/notifications", "me": "/me", "password": "/me/password"}
    ids: dict[str, str] = {}
    for one in asked(visitor, "entities")["items"]:
        key = str(one["key"])
        ids[key] = first_id(visitor, key)
        found |= pages_of(visitor, key, list(one["verbs"]), ids[key])
    found |= lists_of_customers() | about_one_customer(ids["customers"]) | setup(visitor, ids)
    for report in sorted(set(REPORT.findall(read(visitor, "/reports")))):
        found[f"report-{report.rpartition('/')[2]}"] = report
    return found | {
        "reports": "/reports",
        "money": "/money",
        "money-customer": f"/money/customers/{ids['customers']}",
        "money-reconciliation": "/money/reconciliation",
        "imports": "/imports",
        "import-new": "/imports/new?entity=customers",
        "person-day": f"/people/{ids['employees']}/day/{datetime.now(UTC).date().isoformat()}",
        "nowhere": "/customers/999999999",
    }


def pages_of(visitor: Visitor, key: str, verbs: list[str], record: str) -> dict[str, str]:
    """What every kind of record has: the list and its boards, and for one record the card, its tabs and the forms."""
    found = {f"{key}-list": f"/{key}"}
    for display in sorted(set(BOARD.findall(read(visitor, f"/{key}")))):
        if display != "calendar":
            found[f"{key}-board-{display}"] = f"/{key}?display={display}"
    if "create" in verbs:
        found[f"{key}-new"] = f"/{key}/new"
    if record:
        found[f"{key}-card"] = f"/{key}/{record}"
    if record and "change" in verbs:
        found[f"{key}-edit"] = f"/{key}/{record}/edit"
    return found


def lists_of_customers() -> dict[str, str]:
    """The states of a list, shown on one of them."""
    where = (
        '{"and":[{"field":"level","op":"in","value":["A","B"]},{"field":"created_at","op":"period","value":"this_year"},'
        '{"or":[{"field":"vip","op":"eq","value":true},{"field":"last_contact_at","op":"last_days","value":30}]}]}'
    )
    return {
        "customers-bin": "/customers?bin=1",
        "activities-calendar": "/activities?display=calendar",
        "customers-nothing": "/customers?q=没有这样的客户",
        "customers-filtered": f"/customers?filter={where}",
        "customers-duplicates": "/customers/duplicates",
        "contacts-duplicates": "/contacts/duplicates",
    }


def about_one_customer(record: str) -> dict[str, str]:
    """The tabs of a card."""
    tabs = {"history": "history", "files": "files", "contacts": "related/contacts"}
    return {f"customers-{name}": f"/customers/{record}/{path}" for name, path in tabs.items()}


def setup(visitor: Visitor, ids: dict[str, str]) -> dict[str, str]:
    """The set-up."""
    names = (
        "company", "parameters", "departments", "people", "sign-ins", "roles", "dictionaries", "numbering", "why",
    )  # fmt: skip
    return {f"settings-{name}": f"/settings/{name}" for name in names} | {
        "settings": "/settings",
        "settings-person": f"/settings/people/{ids['employees']}",
        "settings-role": f"/settings/roles/{first_id(visitor, 'roles', sort='-id')}",
        "settings-dictionary": "/settings/dictionaries/customer_level",
    }

"""The statements that each page sends to the database are those of queries.json, however many records there are.

A change that is meant is written by `WRITE_BUDGETS=1 pytest tests/budgets`, and then seen in the diff.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact, Customer
from zhike.doors.api import rates
from zhike.kernel.directory import directory
from zhike.kernel.people.tokens import issue
from zhike.kernel.search.upkeep import catch_up
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
FILE = Path(__file__).with_name("queries.json")
FEW, MANY = 110, 110  # more than a page even when filtered, and as many again
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")


def fill(cast: Cast, number: int) -> int:
    """So many more customers of Zhou Min, each with a contact and an activity, some of them with a parent."""
    start = Customer.objects.count()
    levels = [one.pk for one in directory().dictionaries["customer_level"]]
    made = Customer.objects.bulk_create([
        Customer(
            name=f"客户{at}", number=f"Q{at}", owner=cast.zhou, department=cast.east, level_id=levels[at % len(levels)],
            region_id="320505", main_phone=f"139{at:08d}", last_contact_at=timezone.now(),
        )
        for at in range(start, start + number)
    ])  # fmt: skip
    people = Contact.objects.bulk_create(
        [
            Contact(name=f"人{one.pk}", customer=one, owner=cast.zhou, department=cast.east, mobile="13812345678")
            for one in made
        ]
    )
    first = made[0]
    Contact.objects.bulk_create(
        [Contact(name="甲", customer=first, owner=cast.zhou, department=cast.east) for _one in range(number)]
    )
    Activity.objects.bulk_create(
        [
            Activity(
                subject="谈", kind="call", customer=first, contact=people[0], owner=cast.zhou, department=cast.east
            )
            for _one in range(number)
        ]
    )
    Customer.objects.filter(pk__in=[one.pk for one in made[1:]]).update(parent=first)
    catch_up()
    return first.pk


def doors(cast: Cast) -> tuple[Client, Client]:
    """Zhou Min at the pages, and her program at the REST interface."""
    pages = Client()
    pages.force_login(cast.zhou)
    _token, text = issue(cast.zhou, "budget", by=cast.actor(cast.zhou))
    return pages, Client(headers={"Authorization": f"Bearer {text}"})


def measured(cast: Cast, pk: int) -> dict[str, int]:
    """How many statements each page and call sends; the second time, when what is read once is in memory."""
    pages, program = doors(cast)
    json_type = "application/json"
    calls: dict[str, Callable[[], Any]] = {
        "page: list": lambda: pages.get("/customers"),
        "page: list of contacts": lambda: pages.get("/contacts"),
        "page: list, filtered and sorted": lambda: pages.get("/customers?filter[level__in]=A,B&sort=name"),
        "page: list with parents": lambda: pages.get("/customers?columns=parent,owner"),
        "page: board": lambda: pages.get("/customers?display=status"),
        "page: card": lambda: pages.get(f"/customers/{pk}"),
        "page: card, related list": lambda: pages.get(f"/customers/{pk}/related/contacts"),
        "page: card, history": lambda: pages.get(f"/customers/{pk}/history"),
        "page: side panel": lambda: pages.get(f"/customers/{pk}/panel"),
        "page: form": lambda: pages.get(f"/customers/{pk}/edit"),
        "page: palette": lambda: pages.get("/search?q=客户"),
        "page: lookup": lambda: pages.get("/lookup/customers?q=客户"),
        "api: list": lambda: program.get("/api/v1/customers"),
        "api: list with references": lambda: program.get("/api/v1/customers?expand=owner,parent"),
        "api: get": lambda: program.get(f"/api/v1/customers/{pk}"),
        "api: search": lambda: program.get("/api/v1/search?q=客户"),
        "api: create": lambda: program.post("/api/v1/contacts", {"name": "乙", "customer": str(pk)}, json_type),
        "api: change": lambda: program.patch(f"/api/v1/customers/{pk}", {"short_name": os.urandom(4).hex()}, json_type),
        # The last, because it shows what was changed just now.
        "page: today": lambda: pages.get("/"),
    }
    return {name: statements(call) for name, call in calls.items()}


def statements(call: Callable[[], Any]) -> int:
    """The statements of the second call."""
    rates._unshared.clear()
    rates._known.clear()
    first = call()
    assert first.status_code in (200, 201), first.content[:300]
    with CaptureQueriesContext(connection) as sent:
        call()
    return sum(1 for one in sent if not one["sql"].startswith(NOT_COUNTED))


def test_pages_send_as_many_statements_as_agreed(cast: Cast) -> None:
    found = measured(cast, fill(cast, FEW))
    if os.environ.get("WRITE_BUDGETS"):
        FILE.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    agreed = json.loads(FILE.read_text(encoding="utf-8"))
    assert {name: (number, agreed.get(name)) for name, number in found.items() if number != agreed.get(name)} == {}
    assert set(agreed) == set(found)


def test_no_page_sends_a_statement_for_each_row(cast: Cast) -> None:
    pk = fill(cast, FEW)
    few = measured(cast, pk)
    fill(cast, MANY)
    many = measured(cast, pk)
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}

"""The pieces of work that `bench.pages` times: the pages for the chief and for a seller with own rows, and writing."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.visits import mark_of_page_2000, visits
from zhike.kernel.access.actor import Actor
from zhike.kernel.people.models import Employee
from zhike.kernel.people.tokens import issue

Work = Callable[[], None]
SELLERS = ("list, first page", "filter by region and level", "search two characters")


def works() -> dict[str, Work]:
    """Every piece of work by its name."""
    chief = Employee.objects.get(username="bench")
    seller = Employee.objects.filter(username__startswith="bench", roles__len=1).exclude(pk=chief.pk).first()
    deep = mark_of_page_2000()
    found: dict[str, Work] = {visit.name: visiting(pages_of(chief), visit.address) for visit in visits(deep)}
    for visit in visits(deep):
        if visit.name in SELLERS:
            found[f"a seller's {visit.name}"] = visiting(pages_of(seller), visit.address)
    return found | {"save": saving(pages_of(chief)), "create (REST)": creating(chief)}


def counted(work: Work) -> int:
    """The statements of a piece of work, when what is read once is in memory."""
    work()
    work()
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def pages_of(employee: Any) -> Client:
    """The browser of somebody who is signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(employee)
    return client


def visiting(client: Client, address: str) -> Work:
    """Open a page; anything but a page is an error of the measurement."""

    def visit() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    return visit


def saving(client: Client) -> Work:
    """Change one value in its cell, there and back."""
    turns = cycle(({"vip": "on"}, {}))

    def save() -> None:
        answer = client.post("/customers/4242/cells/vip", next(turns))
        if answer.status_code != 200:
            raise RuntimeError(f"saving answered {answer.status_code}")

    return save


def creating(employee: Any) -> Work:
    """Create a customer by REST: with history, number and search document."""
    _token, text = issue(employee, "bench", by=Actor.of(employee, door="web"))
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {text}"})

    def create() -> None:
        name = f"新建客户{time.time_ns()}有限公司"
        answer = client.post("/api/v1/customers", {"name": name}, "application/json")
        if answer.status_code != 201:
            raise RuntimeError(f"creating answered {answer.status_code}")

    return create

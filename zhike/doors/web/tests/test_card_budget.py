"""How many queries the pages of a record may take: the numbers stand in tests/budgets/card.json."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhike.areas.activities.actions import log_activity
from zhike.areas.activities.models import Activity
from zhike.areas.customers.models import Contact
from zhike.kernel.testing.cast import Cast

BUDGETS: dict[str, int] = json.loads((Path(__file__).parents[4] / "tests" / "budgets" / "card.json").read_text())
MANY = 10_000


def queries_of(client: Client, url: str) -> int:
    """Queries of the second request: the first fills what is kept between requests."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(url)
    return len(captured)


def a_full_customer(cast: Cast) -> int:
    customer = cast.customer_of(cast.zhou)
    Contact.objects.bulk_create(
        Contact(customer=customer, name=f"联系人{number}", owner=cast.zhou, department=cast.east)
        for number in range(30)
    )
    for number in range(30):
        log_activity(
            customer, kind="task" if number % 5 == 0 else "call", text=f"第{number}条", by=cast.actor(cast.zhou)
        )
    return int(customer.pk)


@pytest.mark.parametrize("page", sorted(BUDGETS))
def test_a_page_keeps_within_its_queries(cast: Cast, page: str) -> None:
    client = Client()
    client.force_login(cast.zhou)
    url = page.format(customer=a_full_customer(cast), person=cast.zhou.pk, today=timezone.localdate())
    assert queries_of(client, url) <= BUDGETS[page]


def test_a_card_with_ten_thousand_entries_takes_no_more_queries(cast: Cast) -> None:
    client, customer = Client(), a_full_customer(cast)
    client.force_login(cast.zhou)
    url = f"/customers/{customer}"
    few = queries_of(client, url)
    now = timezone.now()
    Activity.objects.bulk_create(
        Activity(
            customer_id=customer,
            owner=cast.zhou,
            department=cast.east,
            kind="note",
            subject=f"第{number}条",
            at=now - timedelta(hours=number),
        )
        for number in range(MANY)
    )
    Contact.objects.bulk_create(
        Contact(customer_id=customer, name=f"人{number}", owner=cast.zhou, department=cast.east)
        for number in range(MANY)
    )
    assert queries_of(client, url) == few
    page = client.get(url)
    assert [tab["count"] for tab in page.context["tabs"] if tab["url"].endswith("/related/contacts")] == ["999+"]

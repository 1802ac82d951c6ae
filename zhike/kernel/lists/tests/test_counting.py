"""How many rows a list has, asked as seldom as can be."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhike.areas.customers.models import Contact, Customer
from zhike.areas.customers.queries import contacts_of
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.lists import counting
from zhike.kernel.lists.page import Wish, page, rows_wished
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


def statements(asked: object) -> int:
    with CaptureQueriesContext(connection) as sent:
        asked()  # type: ignore[operator]
    return len(sent)


def test_several_lists_are_counted_in_one_statement_and_up_to_a_bound(cast: Cast) -> None:
    zhou, stranger = cast.actor(cast.zhou), cast.actor(cast.stranger)
    for name in ("甲公司", "乙公司"):
        cast.customer(name, cast.zhou)
    lists = [Customer.objects.visible_to(one) for one in (zhou, stranger)] + [Contact.objects.none()]
    assert counting.counts(lists, 2) == [2, 0, 0]
    assert statements(lambda: counting.counts(lists, 10)) == 1


def test_a_list_that_fits_on_its_page_is_not_counted_again(cast: Cast) -> None:
    entity, by = entity_named("customers"), cast.actor(cast.zhou)
    found = page(entity, by, Wish(), ["name"])
    rows = rows_wished(entity, by, Wish())
    assert counting.count_beside(rows, found) == counting.Counted(len(found.rows), False)
    assert statements(lambda: counting.count_beside(rows, found)) == 0


def test_many_rows_are_estimated_and_few_are_exact(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Customer.objects.bulk_create(Customer(name=f"客户{number}", number=f"Q{number}") for number in range(300))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customer")
    everybody = Customer.objects.visible_to(cast.actor(cast.manager))
    assert counting.count(everybody) == counting.Counted(everybody.count(), False)
    monkeypatch.setattr(counting, "FEW", 50)
    monkeypatch.setattr(counting, "SURELY_MORE", 100)
    guessed = counting.count(Customer.objects.filter(deleted_at=None))
    assert guessed.is_estimate
    assert guessed.number == pytest.approx(Customer.objects.filter(deleted_at=None).count(), rel=0.2)


def test_what_several_parts_of_a_card_ask_is_read_once_for_each_person(cast: Cast) -> None:
    customer, zhou, li = cast.customer_of(cast.zhou), cast.actor(cast.zhou), cast.actor(cast.li)
    Contact.objects.create(name="王丽", customer=customer, owner=cast.zhou, department=cast.east)
    assert [one.name for one in contacts_of(customer, zhou)] == ["王丽"]
    assert statements(lambda: contacts_of(customer, zhou)) == 0
    assert contacts_of(customer, li) == []

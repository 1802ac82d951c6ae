"""Trade records have an owner of their own; from their customer come the clearance, the bin and the frozen state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access import holding
from zhike.kernel.access.why import why
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, restore, update
from zhike.kernel.entity.checks import problems_of
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotFound, Refused
from zhike.kernel.testing import Cast


@pytest.fixture
def deals(db: None) -> Iterator[Any]:
    """Contacts, as if they were trade records: triggers are part of the transaction that the test takes back."""
    entity, customers = entity_named("contacts"), entity_named("customers")
    usual = entity.access
    entity.access = replace(usual, own=True)  # type: ignore[misc]
    with connection.cursor() as cursor:
        for _table, statement in holding.statements(entity, customers):
            cursor.execute(statement)
    yield entity
    entity.access = usual  # type: ignore[misc]


def deal(cast: Cast, owner: Any, customer: Any) -> Contact:
    department = owner.department
    return Contact.objects.create(name="王芳", customer=customer, owner=owner, department=department)


def sees(cast: Cast, person: Any, record: Any, verb: str = "view") -> bool:
    return Contact.objects.visible_to(cast.actor(person), verb).filter(pk=record.pk).exists()


def explained(cast: Cast, deals: Any, person: Any, record: Any, verb: str = "view") -> bool:
    return why(person, deals, record.pk, verb, by=cast.actor(cast.administrator)).allowed


def test_a_seller_sees_her_own_deals_and_not_those_of_others_on_her_customer(cast: Cast, deals: Any) -> None:
    customer = cast.customer_of(cast.zhou)
    own, other = deal(cast, cast.zhou, customer), deal(cast, cast.li, customer)
    assert sees(cast, cast.zhou, own)
    assert sees(cast, cast.zhou, own, "change")
    assert not sees(cast, cast.zhou, other)
    assert sees(cast, cast.li, other)
    assert sees(cast, cast.manager, other)
    assert not sees(cast, cast.stranger, own)
    for person in (cast.zhou, cast.li, cast.manager, cast.stranger):
        for record in (own, other):
            assert explained(cast, deals, person, record) == sees(cast, person, record)


def test_a_transfer_of_the_customer_leaves_the_deals_with_their_owner(cast: Cast, deals: Any) -> None:
    customer = cast.customer_of(cast.zhou)
    own = deal(cast, cast.zhou, customer)
    Customer.objects.filter(pk=customer.pk).update(owner=cast.li, department=cast.south)
    assert sees(cast, cast.zhou, own, "change")
    assert not sees(cast, cast.li, own)


def test_who_is_not_cleared_for_the_customer_sees_none_of_its_deals(cast: Cast, deals: Any) -> None:
    customer = cast.customer_of(cast.zhou)
    own = deal(cast, cast.zhou, customer)
    Customer.objects.filter(pk=customer.pk).update(security_level=2)
    assert not sees(cast, cast.zhou, own)
    assert sees(cast, cast.manager, own)
    assert not explained(cast, deals, cast.zhou, own)
    with pytest.raises(NotFound):
        update(Chosen.of(own, by=cast.actor(cast.zhou)), {"name": "李芳"}, by=cast.actor(cast.zhou))


def test_deals_of_a_frozen_customer_are_read_only_and_no_new_ones_come(cast: Cast, deals: Any) -> None:
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    own = deal(cast, cast.zhou, customer)
    Customer.objects.filter(pk=customer.pk).update(frozen_at=timezone.now())
    assert sees(cast, cast.zhou, own)
    assert not sees(cast, cast.zhou, own, "change")
    assert explained(cast, deals, cast.zhou, own)
    assert not explained(cast, deals, cast.zhou, own, "change")
    with pytest.raises(Refused) as refused:
        create(deals, {"name": "孙悦", "customer": str(customer.pk)}, by=by)
    assert refused.value.errors[0].field == "customer"
    Customer.objects.filter(pk=customer.pk).update(frozen_at=None)
    assert sees(cast, cast.zhou, own, "change")


def test_deals_go_to_the_bin_with_their_customer_and_come_back_with_it(cast: Cast, deals: Any) -> None:
    customer, by = cast.customer_of(cast.zhou), cast.actor(cast.administrator)
    own = deal(cast, cast.zhou, customer)
    delete(Chosen.of(customer, by=by, verb="delete"), by=by)
    assert not sees(cast, cast.zhou, own)
    assert not explained(cast, deals, cast.zhou, own)
    restore(Customer, [customer.pk], by=by)
    assert sees(cast, cast.zhou, own)


def test_a_read_only_rule_of_any_columns_becomes_sql(cast: Cast) -> None:
    customers = entity_named("customers")
    usual = customers.access
    customers.access = replace(usual, read_only=Q(kind__in=["o'hara", "b"]) | ~Q(frozen_at=None))  # type: ignore[misc]
    try:
        written = holding._frozen(customers, "n")
    finally:
        customers.access = usual  # type: ignore[misc]
    row = f"SELECT {written} FROM customer n"
    with connection.cursor() as cursor:
        cursor.execute(row)
        assert {found[0] for found in cursor.fetchall()} == {False}
        Customer.objects.filter(pk=cast.customer_of(cast.li).pk).update(kind="o'hara")
        cursor.execute(row)
        assert {found[0] for found in cursor.fetchall()} == {False, True}


def test_a_declaration_that_holds_nothing_is_told_at_start(cast: Cast) -> None:
    customers = entity_named("customers")
    usual = customers.access
    customers.access = replace(usual, own=True, read_only=Q(owner__name="x"))  # type: ignore[misc]
    try:
        assert {one.id for one in problems_of(customers)} == {"zhike.E008", "zhike.E005", "zhike.E007"}
    finally:
        customers.access = usual  # type: ignore[misc]

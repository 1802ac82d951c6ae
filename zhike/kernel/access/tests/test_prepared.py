"""Statements that are written once: everybody still gets what their own rights of this moment reach."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.prepared import PLACE, Prepared, prepared
from zhike.kernel.people.models import Role
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@prepared
def names(customer_id: int, by: Actor) -> Any:
    return Customer.objects.visible_to(by).filter(pk=customer_id).values_list("name", flat=True)


@prepared
def contacts(customer_id: int, by: Actor, name: str) -> Any:
    rows = Contact.objects.visible_to(by).filter(customer_id=customer_id, name=name)
    return rows.select_related("customer").order_by("pk")


def test_each_person_is_shown_only_what_they_may_see(cast: Cast) -> None:
    hers, his = cast.customer_of(cast.zhou), cast.customer_of(cast.li)
    for _again in range(2):
        assert names(hers.pk, cast.actor(cast.zhou)) == [hers.name]
        assert names(his.pk, cast.actor(cast.zhou)) == []
        assert names(his.pk, cast.actor(cast.li)) == [his.name]
        assert names(his.pk, cast.actor(cast.manager)) == [his.name]
        assert names(his.pk, cast.actor(cast.stranger)) == []


def test_a_role_that_is_taken_away_holds_from_the_next_question(cast: Cast) -> None:
    hers = cast.customer_of(cast.zhou)
    assert names(hers.pk, cast.actor(cast.zhou)) == [hers.name]
    Role.objects.filter(pk=cast.zhou.roles[0]).update(areas=["organisation"])
    assert names(hers.pk, cast.actor(cast.zhou)) == []


def test_rows_come_as_the_queryset_would_give_them_in_one_statement(cast: Cast) -> None:
    hers, by = cast.customer_of(cast.zhou), cast.actor(cast.zhou)
    Contact.objects.create(name="沈丽", customer=hers, owner=cast.zhou, department=cast.east)
    Contact.objects.create(name="许航", customer=hers, owner=cast.zhou, department=cast.east)
    for name in ("沈丽", "许航"):
        with CaptureQueriesContext(connection) as sent:
            (found,) = contacts(hers.pk, by, name)
            assert (found.name, found.customer.name) == (name, hers.name)
        assert len(sent) == 1


def test_a_question_that_leaves_out_the_record_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="by its id"):
        Prepared(Customer.objects.filter(name="x"))
    assert Prepared(Customer.objects.filter(pk=PLACE)).rows(0) == []

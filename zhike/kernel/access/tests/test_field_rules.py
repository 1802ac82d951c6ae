"""Fields that a role may only read, or not even see, at every way in."""

from __future__ import annotations

import pytest

from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.presets import preset_role
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.cleaning import clean
from zhike.kernel.actions.standard import copy_values, create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.reading import history_of
from zhike.kernel.people.models import FieldRule, Role
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

ENTITY = "customers"


@pytest.fixture
def by(cast: Cast) -> Actor:
    """Zhou, whose role may only read the credit limit and not even see the tax number."""
    seller = preset_role("seller")
    FieldRule.objects.create(role=seller, entity=ENTITY, field="credit_limit", access=1)
    FieldRule.objects.create(role=seller, entity=ENTITY, field="tax_number", access=0)
    return cast.actor(cast.zhou)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[tuple[str, str]]:
    return {(error.field, error.code) for error in refused.value.errors}


def test_a_field_that_she_may_only_read_is_not_written_by_an_update(cast: Cast, by: Actor) -> None:
    customer = cast.customer_of(cast.zhou)
    with pytest.raises(Refused) as refused:
        update(Chosen.of(customer, by=by), {"credit_limit": "1000000", "tax_number": "x", "remarks": "new"}, by=by)
    assert codes(refused) == {("credit_limit", "read_only"), ("tax_number", "unknown_field")}
    assert Customer.objects.get(pk=customer.pk).remarks == ""


def test_nor_by_creating_or_importing(cast: Cast, by: Actor) -> None:
    entity = entity_named(ENTITY)
    with pytest.raises(Refused) as refused:
        create(entity, {"name": "新客户", "credit_limit": "5"}, by=by)
    assert codes(refused) == {("credit_limit", "read_only")}
    with pytest.raises(Refused):
        clean(entity, {"name": "新客户", "tax_number": "91310000132200821H"}, by=by)
    assert not {"credit_limit", "tax_number"} & set(entity.writable(by))


def test_nor_by_copying_and_a_hidden_field_is_not_in_the_history(cast: Cast, by: Actor) -> None:
    entity, customer = entity_named(ENTITY), cast.customer_of(cast.zhou)
    boss = cast.actor(cast.administrator)
    update(Chosen.of(customer, by=boss), {"tax_number": "91310000132200821H", "credit_limit": "9"}, by=boss)
    customer.refresh_from_db()
    assert not {"credit_limit", "tax_number"} & set(copy_values(entity, customer, by=by))
    seen = {change.field for entry in history_of(entity, customer.pk, by=by) for change in entry.changes}
    assert "credit_limit" in seen
    assert "tax_number" not in seen


def test_a_second_role_without_the_rule_frees_the_field(cast: Cast, by: Actor) -> None:
    cast.zhou.roles = [preset_role("seller").pk, preset_role("service").pk]
    cast.zhou.save()
    assert {"credit_limit", "tax_number"} <= set(entity_named(ENTITY).writable(cast.actor(cast.zhou)))


def test_a_role_that_does_not_open_the_entity_frees_nothing(cast: Cast, by: Actor) -> None:
    cast.zhou.roles = [preset_role("seller").pk, Role.objects.create(name="空").pk]
    cast.zhou.save()
    assert "tax_number" not in entity_named(ENTITY).readable(cast.actor(cast.zhou))


def test_who_has_left_has_no_rights_at_all(cast: Cast) -> None:
    cast.zhou.is_active = False
    cast.zhou.save()
    assert not Customer.objects.visible_to(cast.actor(cast.zhou)).exists()

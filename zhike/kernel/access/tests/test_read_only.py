"""A key that may only read runs no action, whatever its owner may do, and whichever way the action is called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhike.areas.customers.actions import freeze, transfer
from zhike.areas.customers.models import Customer
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform
from zhike.kernel.actions.standard import create, delete, restore, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.models import Batch, Change
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.refusals import NotAllowed
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(cast: Cast) -> Actor:
    return replace(cast.actor(cast.administrator), read_only=True)


def test_performing_any_declared_action_is_refused_before_anything_is_written(cast: Cast, reader: Actor):
    customer, before = cast.customer_of(cast.zhou), (Batch.objects.count(), Change.objects.count())
    entity = entity_named("customers")
    for action in entity.actions.values():
        with pytest.raises(NotAllowed) as refused:
            perform(action, Chosen.of(customer, by=reader, verb=action.verb), {}, by=reader)
        assert refused.value.errors[0].code == "read_only_token"
    with pytest.raises(NotAllowed):
        transfer(customer, to=cast.li, by=reader)
    with pytest.raises(NotAllowed):
        freeze(customer, reason="x", by=reader)
    assert (Batch.objects.count(), Change.objects.count()) == before


def test_nor_the_standard_verbs_nor_undo(cast: Cast, reader: Actor):
    customer, entity = cast.customer_of(cast.zhou), entity_named("customers")
    batch = Batch.objects.order_by("pk").first()
    for attempt in (
        lambda: create(entity, {"name": "新"}, by=reader),
        lambda: update(Chosen.of(customer, by=reader), {"remarks": "x"}, by=reader),
        lambda: delete(Chosen.of(customer, by=reader), by=reader),
        lambda: restore(Customer, [customer.pk], by=reader),
        lambda: undo_batch(batch.pk, by=reader),
    ):
        with pytest.raises(NotAllowed):
            attempt()

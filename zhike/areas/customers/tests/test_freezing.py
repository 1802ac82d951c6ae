"""Frozen customers."""

import pytest

from zhike.areas.activities.actions import log_activity
from zhike.areas.customers.actions import freeze, unfreeze
from zhike.areas.customers.models import Contact, Customer
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.standard import create, delete, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.filters import from_json
from zhike.kernel.lists.page import Wish, page
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db

FROZEN = r"冻结|frozen"


@pytest.fixture
def frozen(cast: Cast) -> Customer:
    customer = cast.customer_of(cast.zhou)
    create(entity_named("contacts"), {"name": "顾建国", "customer": customer.pk}, by=cast.actor(cast.zhou))
    log_activity(customer, kind="note", text="等付款", by=cast.actor(cast.zhou))
    freeze(customer, reason="欠款三个月", by=cast.actor(cast.manager))
    customer.refresh_from_db()
    return customer


def test_a_frozen_customer_can_be_read(cast: Cast, frozen: Customer):
    assert frozen.frozen_reason == "欠款三个月"
    assert Customer.objects.visible_to(cast.actor(cast.zhou)).filter(pk=frozen.pk).exists()


@pytest.mark.parametrize("person", ["zhou", "manager", "administrator"])
def test_nobody_changes_or_deletes_a_frozen_customer(cast: Cast, frozen: Customer, person: str):
    by = cast.actor(getattr(cast, person))
    for change in (
        lambda: update(Chosen.of(frozen, by=by), {"remarks": "x"}, by=by),
        lambda: delete(Chosen.of(frozen, by=by), by=by),
    ):
        with pytest.raises(Refused):
            change()


def test_its_contacts_and_activities_are_read_only_too(cast: Cast, frozen: Customer):
    by = cast.actor(cast.zhou)
    for record in (frozen.contacts.get(), frozen.activities.get()):
        with pytest.raises(NotAllowed):
            update(Chosen.of(record, by=by), {"tags": []} if isinstance(record, Contact) else {"subject": "x"}, by=by)


def test_nothing_is_added_to_a_frozen_customer(cast: Cast, frozen: Customer):
    by = cast.actor(cast.zhou)
    with pytest.raises(Refused, match=FROZEN):
        create(entity_named("contacts"), {"name": "新人", "customer": frozen.pk}, by=by)
    with pytest.raises(Refused, match=FROZEN):
        create(entity_named("activities"), {"subject": "电话", "customer": frozen.pk}, by=by)
    with pytest.raises(Refused, match=FROZEN):
        log_activity(frozen, kind="call", text="电话", by=by)


def test_unfreezing_restores_all(cast: Cast, frozen: Customer):
    unfreeze(frozen, by=cast.actor(cast.manager))
    by = cast.actor(cast.zhou)
    assert update(Chosen.of(frozen, by=by), {"remarks": "付清"}, by=by).done == 1
    assert update(Chosen.of(frozen.contacts.get(), by=by), {"post": "经理"}, by=by).done == 1


def test_a_seller_can_neither_freeze_nor_unfreeze(cast: Cast, frozen: Customer):
    for verb in (lambda by: freeze(cast.customer_of(cast.zhou), reason="x", by=by), lambda by: unfreeze(frozen, by=by)):
        with pytest.raises(NotAllowed):
            verb(cast.actor(cast.zhou))


def test_freezing_needs_a_reason(cast: Cast):
    with pytest.raises(Refused) as refusal:
        freeze(cast.customer_of(cast.zhou), reason="  ", by=cast.actor(cast.manager))
    assert refusal.value.errors[0].field == "reason"


def test_frozen_customers_are_out_of_the_active_lists(cast: Cast, frozen: Customer):
    entity = entity_named("customers")
    for view in entity.views:
        rows = page(entity, cast.actor(cast.zhou), Wish(where=from_json(view.where)), ["name"]).rows
        assert (frozen.pk in [row.id for row in rows]) == (view.key in ("frozen", "all")), view.key

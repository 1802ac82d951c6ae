"""Contracts: approval, signing, instalments, amendments and what follows."""

from datetime import date
from decimal import Decimal

import pytest

from zhike.areas.contracts.actions import amend, renew, sign, terminate
from zhike.areas.contracts.daily import tell_of_contracts
from zhike.areas.contracts.models import Contract, ContractState
from zhike.areas.orders.actions import order_from_contract
from zhike.areas.orders.models import Order
from zhike.areas.orders.tests.scene import a_product
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.perform import perform as run
from zhike.kernel.actions.standard import create, update
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.notifications.models import Notification
from zhike.kernel.printing.making import printed
from zhike.kernel.refusals import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def a_contract(cast, quantity="2", **values):
    product = a_product(cast)
    usual = {
        "customer": str(cast.customer_of(cast.zhou).pk), "subject": "五轴产线", "body": "甲方 {company}。",
        "starts_on": "2026-01-01", "ends_on": "2026-12-31", "our_signer": "陈刚", "their_signer": "沈丽",
        "lines": [{"product": str(product.pk), "quantity": quantity}],
        "instalments": [{"label": "预付款", "share": "30"}, {"label": "发货款", "share": "60"},
                        {"label": "质保金", "share": "10", "due_on": "2026-06-30"}],
    }  # fmt: skip
    made = create(entity_named("contracts"), usual | values, by=cast.actor(cast.zhou))
    return Contract.objects.get(pk=made.records[0])


def test_instalments_are_the_whole_price_to_the_cent(cast):
    contract = a_contract(cast)
    parts = list(contract.instalments.order_by("position").values_list("amount", flat=True))
    assert parts == [Decimal("678.00"), Decimal("1356.00"), Decimal("226.00")]
    assert sum(parts) == contract.total


def test_instalments_that_are_not_the_whole_price_are_refused(cast):
    with pytest.raises(Refused):
        a_contract(cast, instalments=[{"label": "预付款", "share": "30"}])


def test_a_small_contract_is_signed_without_asking(cast):
    contract = a_contract(cast)
    sign(contract, by=cast.actor(cast.zhou))
    contract.refresh_from_db()
    assert contract.state == ContractState.SIGNED
    with pytest.raises(Refused):
        update(Chosen.of(contract, by=cast.actor(cast.zhou)), {"subject": "x"}, by=cast.actor(cast.zhou))


def test_a_large_contract_waits_for_the_superior_who_may_approve_it(cast):
    actions = entity_named("contracts").actions
    contract, seller, manager = a_contract(cast, quantity="600"), cast.actor(cast.zhou), cast.actor(cast.manager)

    def perform(name, by, **words):
        return run(actions[name], Chosen.of(Contract.objects.get(pk=contract.pk), by=by), words, by=by)

    with pytest.raises(Refused):
        sign(contract, by=seller)
    perform("ask_approval", seller)
    contract.refresh_from_db()
    assert (contract.approval, contract.approver_id) == ("pending", cast.manager.pk)
    with pytest.raises(Refused):
        update(Chosen.of(contract, by=seller), {"subject": "x"}, by=seller)
    with pytest.raises(NotAllowed):
        perform("approve", seller)
    with pytest.raises(NotAllowed):
        perform("approve", cast.actor(cast.li))
    perform("approve", manager, comment="可以")
    sign(Contract.objects.get(pk=contract.pk), by=seller)
    assert Contract.objects.get(pk=contract.pk).state == ContractState.SIGNED


def test_a_change_takes_the_approval_away(cast):
    contract, seller = a_contract(cast, quantity="600"), cast.actor(cast.zhou)
    Contract.objects.filter(pk=contract.pk).update(approval="approved")
    update(Chosen.of(contract, by=seller), {"subject": "新产线"}, by=seller)
    contract.refresh_from_db()
    assert contract.approval == ""


def test_an_amendment_takes_the_place_of_what_it_amends_when_it_is_signed(cast):
    contract, by = a_contract(cast), cast.actor(cast.zhou)
    sign(contract, by=by)
    made = amend(contract, by=by)
    second = Contract.objects.get(pk=made.records[0])
    assert (second.amends_id, second.lines.count(), second.instalments.count()) == (contract.pk, 1, 3)
    sign(second, by=by)
    assert Contract.objects.get(pk=contract.pk).state == ContractState.SUPERSEDED


def test_a_renewal_begins_the_day_after_and_lasts_as_long(cast):
    contract, by = a_contract(cast), cast.actor(cast.zhou)
    sign(contract, by=by)
    second = Contract.objects.get(pk=renew(contract, by=by).records[0])
    assert (second.starts_on, second.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))


def test_a_contract_in_force_becomes_an_order_once(cast):
    contract, by = a_contract(cast), cast.actor(cast.zhou)
    with pytest.raises(Refused):
        order_from_contract(contract, by=by)
    sign(contract, by=by)
    outcome = order_from_contract(contract, by=by)
    assert Order.objects.get(pk=int(outcome.values["order"])).total == contract.total
    with pytest.raises(Refused):
        order_from_contract(contract, by=by)


def test_owners_are_told_of_instalments_and_of_the_end(cast):
    contract = a_contract(cast)
    sign(contract, by=cast.actor(cast.zhou))
    assert tell_of_contracts(date(2026, 6, 23)) == 1
    assert tell_of_contracts(date(2026, 12, 1)) == 1
    assert Notification.objects.filter(employee_id=cast.zhou.pk, entity="contracts").count() == 2
    tell_of_contracts(date(2027, 1, 1))
    assert Contract.objects.get(pk=contract.pk).state == ContractState.ENDED


def test_a_contract_is_printed_in_both_languages(cast):
    contract, by = a_contract(cast), cast.actor(cast.zhou)
    for language in ("zh-hans", "en"):
        assert (
            printed(entity_named("contracts"), contract, "contract", language=language, by=by).content[:5] == b"%PDF-"
        )


def test_termination_asks_for_a_reason(cast):
    contract, by = a_contract(cast), cast.actor(cast.zhou)
    sign(contract, by=by)
    with pytest.raises(Refused):
        terminate(contract, reason="", by=by)
    terminate(contract, reason="客户破产", by=by)
    assert Contract.objects.get(pk=contract.pk).state == ContractState.TERMINATED


def test_a_template_with_unknown_words_in_braces_is_refused(cast):
    with pytest.raises(Refused, match="boss"):
        create(
            entity_named("contract_templates"), {"name": "销售", "body": "{boss}"}, by=cast.actor(cast.administrator)
        )

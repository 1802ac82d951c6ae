"""Invoices straight from a contract and from its instalments: nothing is invoiced twice, whichever way it goes."""

from decimal import Decimal

import pytest

from zhike.areas.billing.actions import credit, invoice, invoice_contract, invoice_instalment, invoice_shipment
from zhike.areas.billing.models import Invoice
from zhike.areas.billing.tests.test_money import clerk  # noqa: F401  (fixture)
from zhike.areas.contracts.actions import sign
from zhike.areas.contracts.models import Contract
from zhike.areas.orders.actions import confirm, order_from_contract, pack, send_off
from zhike.areas.orders.models import Order, Shipment
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
ADDRESS = {"receiver": "王工", "receiver_phone": "13800138000", "street": "解放路 1 号"}


@pytest.fixture
def contract(cast):
    """Ten motors at 1,234.50 and one installation, for a third and twice a third, signed."""
    values = {
        "customer": str(cast.customer_of(cast.zhou).pk), "subject": "泵房改造", "body": "双方约定如下。",
        "our_signer": "周敏", "their_signer": "王工", "starts_on": "2026-01-01",
        "lines": [
            {"product": str(a_product(cast).pk), "quantity": "10", "price": "1234.5", "discount": "5"},
            {"description": "安装", "quantity": "1", "price": "1000", "tax_rate": "6"},
        ],
        "instalments": [
            {"label": "首付款", "share": "33.3333", "due_on": "2026-01-10"},
            {"label": "到货款", "share": "33.3333"}, {"label": "验收款", "share": "33.3334"},
        ],
    }  # fmt: skip
    by = cast.actor(cast.zhou)
    made = Contract.objects.get(pk=create(entity_named("contracts"), values, by=by).records[0])
    sign(made, by=by)
    return Contract.objects.get(pk=made.pk)


def test_instalments_are_invoiced_one_by_one_and_come_to_the_whole(cast, contract, clerk):  # noqa: F811
    plan = list(contract.instalments.order_by("position"))
    for one in plan:
        made = Invoice.objects.get(pk=invoice_instalment(one, by=clerk).values["invoice"])
        assert abs(made.total - one.amount) <= Decimal("0.02")
        assert (made.contract_id, made.order_id) == (contract.pk, None)
        with pytest.raises(Refused, match=made.number):
            invoice_instalment(one, by=clerk)
    assert sum(one.net for one in contract.invoices.all()) == contract.net
    with pytest.raises(Refused):
        invoice_contract(contract, by=clerk)


def test_what_an_instalment_took_is_not_invoiced_by_the_order_again(cast, contract, clerk):  # noqa: F811
    by = cast.actor(cast.zhou)
    order = Order.objects.get(pk=order_from_contract(contract, by=by).values["order"])
    Order.objects.filter(pk=order.pk).update(**ADDRESS, region=an_order(cast, cast.zhou, a_product(cast)).region)
    confirm(order, by=by)
    invoice_instalment(contract.instalments.first(), by=clerk)
    motor, work = order.lines.order_by("position")
    with pytest.raises(Refused):
        invoice(order, quantities={str(motor.pk): Decimal(7)}, by=clerk)
    shipment = Shipment.objects.get(pk=pack(order, by=by).values["shipment"])
    send_off(shipment, by=by)
    done = Invoice.objects.get(pk=invoice(order, by=clerk).values["invoice"])
    rest = dict(done.lines.values_list("source_line", "quantity"))
    assert rest == {motor.pk: Decimal("6.6667"), work.pk: Decimal("0.6667")}
    with pytest.raises(Refused):
        invoice_contract(contract, by=clerk)
    order.refresh_from_db()
    assert order.state == "done"


def test_a_part_is_invoiced_straight_from_the_contract_and_credited(cast, client, contract, clerk):  # noqa: F811
    motor = contract.lines.order_by("position")[0]
    made = Invoice.objects.get(
        pk=invoice_contract(contract, quantities={str(motor.pk): Decimal(4)}, by=clerk).values["invoice"]
    )
    assert list(made.lines.values_list("source_entity", "quantity")) == [("contract_lines", 4)]
    note = Invoice.objects.get(pk=credit(made, reason="退回", by=clerk).values["invoice"])
    assert (note.contract_id, note.total) == (contract.pk, made.total)
    client.force_login(cast.zhou)
    assert made.number in client.get(f"/contracts/{contract.pk}/related/invoices").content.decode()
    answer = client.post(f"/api/v1/contracts/{contract.pk}/actions/invoice_contract", {}, "application/json")
    assert answer.status_code == 403
    assert client.post(f"/contracts/actions/invoice_contract?ids={contract.pk}").status_code == 404


def test_who_may_not_invoice_does_not_and_a_draft_is_not_invoiced(cast, contract, clerk):  # noqa: F811
    one = contract.instalments.first()
    for stranger in (cast.zhou, cast.li):
        with pytest.raises((NotAllowed, NotFound)):
            invoice_instalment(one, by=cast.actor(stranger))
    Contract.objects.filter(pk=contract.pk).update(state="draft")
    with pytest.raises(Refused):
        invoice_instalment(one, by=clerk)
    with pytest.raises(Refused):
        invoice_contract(contract, by=clerk)
    assert not Invoice.objects.exists()


def test_a_packing_list_is_not_invoiced_for_what_another_one_brought(cast, clerk):  # noqa: F811
    by, product = cast.actor(cast.zhou), a_product(cast)
    order = an_order(cast, cast.zhou, product, lines=[{"product": str(product.pk), "quantity": "5"}])
    confirm(order, by=by)
    line = order.lines.get()
    first, second = (
        Shipment.objects.get(pk=pack(order, quantities={str(line.pk): Decimal(part)}, by=by).values["shipment"])
        for part in (2, 3)
    )
    for one in (first, second):
        send_off(one, by=by)
    made = Invoice.objects.get(pk=invoice_shipment(first, by=clerk).values["invoice"])
    assert (made.shipment_id, made.lines.get().quantity) == (first.pk, 2)
    with pytest.raises(Refused) as refused:
        invoice_shipment(first, by=clerk)
    assert refused.value.errors[0].code == "nothing_left"
    assert Invoice.objects.get(pk=invoice_shipment(second, by=clerk).values["invoice"]).lines.get().quantity == 3

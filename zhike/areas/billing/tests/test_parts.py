"""From one document to the next, line by line: what is left is offered, and more is refused beside the line."""

from decimal import Decimal

import pytest

from zhike.areas.billing.actions import book_receipt, invoice, invoice_shipment
from zhike.areas.billing.models import Invoice, Receipt
from zhike.areas.billing.tests.test_money import bank, clerk, paid  # noqa: F401  (fixtures)
from zhike.areas.contracts.models import Contract
from zhike.areas.finance.models import OpenItem
from zhike.areas.orders.actions import confirm, pack, send_off
from zhike.areas.orders.models import Order, Shipment
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.history.undo import undo_batch
from zhike.kernel.people.models import Employee
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(cast):
    """Five motors and two drives of Zhou Min's customer, confirmed."""
    motor, drive = a_product(cast), a_product(cast, "驱动器")
    made = an_order(cast, cast.zhou, motor, lines=[
        {"product": str(motor.pk), "quantity": "5"}, {"product": str(drive.pk), "quantity": "2"},
    ])  # fmt: skip
    confirm(made, by=cast.actor(cast.zhou))
    return Order.objects.get(pk=made.pk)


def test_the_dialog_offers_what_is_left_of_each_line_and_refuses_more_beside_it(cast, client, order):
    motor, drive = order.lines.order_by("position")
    by, url = cast.actor(cast.zhou), f"/orders/actions/pack?ids={order.pk}"
    first = pack(order, quantities={str(motor.pk): Decimal(2)}, by=by)
    client.force_login(cast.zhou)
    asked = client.get(url).content.decode()
    assert f'name="quantities.{motor.pk}"' in asked
    assert 'value="3"' in asked
    wrong = client.post("/orders/actions/pack", {
        "ids": order.pk, f"quantities.{motor.pk}": "4", f"quantities.{drive.pk}": "两",
    })  # fmt: skip
    assert wrong.status_code == 422
    assert f'id="id_quantities.{drive.pk}-error"' in wrong.content.decode()
    wrong = client.post("/orders/actions/pack", {"ids": order.pk, f"quantities.{motor.pk}": "4"})
    assert f'id="id_quantities.{motor.pk}-error"' in wrong.content.decode()
    assert Shipment.objects.count() == 1
    done = client.post("/orders/actions/pack", {
        "ids": order.pk, f"quantities.{motor.pk}": "1", f"quantities.{drive.pk}": "0",
    })  # fmt: skip
    assert done.status_code == 204
    shipment = Shipment.objects.latest("pk")
    assert list(shipment.lines.values_list("order_line", "quantity")) == [(motor.pk, 1)]
    undo_batch(first.batch, by=by)
    assert 'value="4"' in client.get(url).content.decode()


@pytest.mark.parametrize(
    "wished", [{"motor": "6"}, {"motor": "-1"}, {"motor": "0.00001"}, {"motor": "0"}, {"junk": "1"}]
)
def test_a_program_can_not_take_what_is_not_left(cast, client, order, wished):
    names = {"motor": str(order.lines.order_by("position")[0].pk)}
    client.force_login(cast.zhou)
    body = {"quantities": {names.get(key, key): amount for key, amount in wished.items()}}
    answer = client.post(f"/api/v1/orders/{order.pk}/actions/pack", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].startswith("quantities")
    assert not Shipment.objects.exists()


def test_a_program_asks_what_is_left_before_it_acts(cast, client, order):
    motor, drive = (str(line.pk) for line in order.lines.order_by("position"))
    pack(order, quantities={motor: Decimal(2)}, by=cast.actor(cast.zhou))
    client.force_login(cast.zhou)
    url = f"/api/v1/orders/{order.pk}/actions/pack"
    (first, second) = client.get(url).json()["quantities"]
    assert (first["id"], first["whole"], first["left"]) == (motor, "5", "3")
    assert (second["id"], second["left"], second["proposed"]) == (drive, "2", "2")
    assert client.get(f"/api/v1/orders/{order.pk}/actions/invoice").status_code == 403
    client.force_login(cast.li)
    assert client.get(url).status_code == 404


def test_who_may_not_pack_sees_no_dialog(cast, client, order):
    client.force_login(cast.li)
    answer = client.post("/orders/actions/pack", {"ids": order.pk})
    assert answer.status_code in (403, 404, 422)
    with pytest.raises((NotAllowed, NotFound)):
        pack(order, by=cast.actor(cast.li))
    assert not Shipment.objects.exists()


def test_a_packing_list_is_invoiced_by_what_it_brought(cast, order, clerk):  # noqa: F811
    motor, drive = order.lines.order_by("position")
    by = cast.actor(cast.zhou)
    made = pack(order, quantities={str(motor.pk): Decimal(3)}, by=by)
    shipment = Shipment.objects.get(pk=made.values["shipment"])
    with pytest.raises(Refused):
        invoice_shipment(shipment, by=clerk)  # it has not left the house
    send_off(shipment, by=by)
    with pytest.raises(NotAllowed):
        invoice_shipment(shipment, by=by)
    with pytest.raises(Refused):
        invoice_shipment(shipment, quantities={str(drive.pk): Decimal(1)}, by=clerk)
    invoice(order, quantities={str(motor.pk): Decimal(3)}, by=clerk)
    done = invoice_shipment(shipment, by=clerk)
    lines = Invoice.objects.get(pk=done.values["invoice"]).lines
    assert list(lines.values_list("source_line", "quantity")) == [(motor.pk, 2)]
    with pytest.raises(Refused):
        invoice_shipment(shipment, by=clerk)


def test_the_card_lists_what_came_of_a_document(cast, client, order, clerk, bank):  # noqa: F811
    values = {"customer": str(order.customer_id), "subject": "年度框架"}
    contract = Contract.objects.get(
        pk=create(entity_named("contracts"), values, by=cast.actor(cast.zhou)).records[0]
    )  # fmt: skip
    Order.objects.filter(pk=order.pk).update(contract=contract)
    found = Invoice.objects.get(pk=invoice(order, by=clerk).values["invoice"])
    receipt = paid(order.customer_id, bank, str(found.total), clerk)
    client.force_login(cast.zhou)
    for path, number in (
        (f"/contracts/{contract.pk}/related/orders", order.number),
        (f"/contracts/{contract.pk}/related/invoices", found.number),
        (f"/contracts/{contract.pk}/related/receipts", receipt.number),
        (f"/orders/{order.pk}/related/receipts", receipt.number),
    ):
        assert number in client.get(path).content.decode(), path
    client.force_login(cast.li)
    assert client.get(f"/contracts/{contract.pk}/related/invoices").status_code == 404


def test_the_matching_of_a_receipt_is_proposed_and_can_be_changed(cast, client, order, clerk, bank):  # noqa: F811
    found = Invoice.objects.get(pk=invoice(order, by=clerk).values["invoice"])
    (item,) = OpenItem.objects.filter(document_entity="invoices", document_id=found.pk)
    values = {"customer": str(order.customer_id), "amount": "500", "cash_account": str(bank.pk)}
    receipt = Receipt.objects.get(pk=create(entity_named("receipts"), values, by=clerk).records[0])
    book_receipt(receipt, match=False, by=clerk)
    client.force_login(Employee.objects.get(username="qian"))
    asked = client.get(f"/receipts/actions/match_receipt?ids={receipt.pk}").content.decode()
    assert f'name="parts.{item.pk}"' in asked
    assert 'value="500.00"' in asked
    wrong = client.post("/receipts/actions/match_receipt", {"ids": receipt.pk, f"parts.{item.pk}": "99999999"})
    assert (wrong.status_code, f'id="id_parts.{item.pk}-error"' in wrong.content.decode()) == (422, True)
    client.post("/receipts/actions/match_receipt", {"ids": receipt.pk, f"parts.{item.pk}": "200"})
    item.refresh_from_db()
    assert item.amount - item.open_amount == 200

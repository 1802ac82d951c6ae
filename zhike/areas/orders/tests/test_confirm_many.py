"""Many documents at once: each by its own checks, and what is refused is told with its reason."""

import pytest
from django.utils import timezone

from zhike.areas.billing.actions import invoice, issue_invoice
from zhike.areas.billing.models import Invoice
from zhike.areas.orders.actions import confirm
from zhike.areas.orders.models import Order
from zhike.areas.orders.tests.scene import a_product, an_order
from zhike.areas.quotes.actions import send
from zhike.areas.quotes.models import Quote
from zhike.areas.stock.models import StockReservation
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.refusals import NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def orders(cast):
    """Three orders of Zhou Min: one can be confirmed, one has no address, one wants more than is there."""
    product = a_product(cast)
    return [
        an_order(cast, cast.zhou, product), an_order(cast, cast.zhou, product, street=""),
        an_order(cast, cast.zhou, product, "500"),
    ]  # fmt: skip


def states(orders):
    return [Order.objects.get(pk=one.pk).state for one in orders]


def test_orders_are_confirmed_from_the_list_and_each_refusal_is_told(cast, client, orders):
    client.force_login(cast.zhou)
    ids = ",".join(str(one.pk) for one in orders)
    answer = client.post("/orders/actions/confirm", {"ids": ids})
    assert answer.status_code == 204
    told = answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert orders[1].number in told
    assert orders[2].number in told
    assert states(orders) == ["awaiting", "unconfirmed", "unconfirmed"]
    assert set(StockReservation.objects.values_list("document_id", flat=True)) == {orders[0].pk}


def test_a_program_learns_which_orders_were_refused_and_why(cast, client, orders):
    client.force_login(cast.zhou)
    body = {"ids": [str(one.pk) for one in orders]}
    answer = client.post("/api/v1/orders/actions/confirm", body, content_type="application/json").json()
    assert (answer["done"], [one["id"] for one in answer["skipped"]]) == (1, [str(one.pk) for one in orders[1:]])
    assert all(one["reason"] for one in answer["skipped"])
    one = client.post(f"/api/v1/orders/{orders[1].pk}/actions/confirm", {}, content_type="application/json")
    assert (one.status_code, one.json()["errors"][0]["field"]) == (422, "street")


def test_who_may_not_confirm_one_confirms_not_many(cast, orders):
    with pytest.raises((NotAllowed, NotFound)):
        confirm(orders, by=cast.actor(cast.li))
    assert set(states(orders)) == {"unconfirmed"}


def test_quotes_are_sent_and_drafts_issued_each_by_its_own_checks(cast, orders):
    by, entity = cast.actor(cast.zhou), entity_named("quotes")
    customer = str(cast.customer_of(cast.zhou).pk)
    line = {"description": "安装", "quantity": "1", "price": "100"}
    ids = [create(entity, {"customer": customer, **values}, by=by).records[0] for values in ({}, {"lines": [line]})]
    outcome = send(list(Quote.objects.filter(pk__in=ids)), by=by)
    assert (list(outcome.records), [one.id for one in outcome.skipped]) == ([ids[1]], [ids[0]])
    keeper = cast.actor(cast.administrator)
    confirm(orders[0], by=by)
    full = Invoice.objects.get(pk=invoice(orders[0], issue_at_once=False, by=keeper).values["invoice"])
    empty = Invoice.objects.get(pk=create(entity_named("invoices"), {"customer": customer}, by=keeper).records[0])
    outcome = issue_invoice([full, empty], by=keeper)
    full.refresh_from_db()
    assert ([one.id for one in outcome.skipped], full.number[:3]) == ([empty.pk], "FP-")
    with pytest.raises(Refused):
        issue_invoice(empty, by=keeper)
    assert full.issued_at is not None
    assert full.dated <= timezone.localdate()

"""A shop's own book comes in as orders and invoices, to the penny; what can't come in is explained line by line."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cache

import pytest
from django.db.models import Sum

from zhike.areas.billing.models import Invoice, InvoiceKind, InvoiceLine, InvoiceState
from zhike.areas.billing.tests import retail
from zhike.areas.finance.models import CustomerBalance
from zhike.areas.finance.reconciling import reconcile
from zhike.areas.orders.models import Order
from zhike.areas.organisation.models import Parameters
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.standard import create
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports import service
from zhike.kernel.imports.models import Import, Reject
from zhike.kernel.imports.tests.steps import brought_text, checked, ran
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast, shared_data

pytestmark = pytest.mark.django_db
LINES = 20_000
APART = "542806"
NOTHING_TO_PAY = {"543599", "564651", "568384", "578841"}
THIRD_DECIMAL = {"550193", "561226", "568200", "568375"}
TOO_LONG = "573585"
AWKWARD = {APART, TOO_LONG, *NOTHING_TO_PAY, *THIRD_DECIMAL}
"""Documents from further down: rows apart from each other, nothing to pay, parts of a penny, 1,114 lines."""


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.actor(cast.administrator)


@cache
def whole_file() -> list[retail.Row]:
    whole = enumerate(retail.rows_of(shared_data(*retail.PARTS)))
    return [row for place, row in whole if place < LINES or row["InvoiceNo"] in AWKWARD or row["InvoiceNo"][0] == "A"]


@pytest.fixture
def shop(by: Actor) -> list[retail.Row]:
    """The first lines of the file, its adjustments and what is awkward, with customers and products in the book."""
    rows = whole_file()
    create(entity_named("units"), {"name": retail.UNIT}, by=by)
    for kind, text in (("customers", retail.customers(rows)), ("products", retail.products(rows))):
        brought = brought_text(text, kind, by, alike=0)
        assert ran(brought, by) == {"new": text.count("\n") - 1}
    return rows


def invoices_brought(rows: list[retail.Row], by: Actor) -> Import:
    importing = brought_text(retail.as_csv(rows), "invoices", by, finish=True)
    assert importing.mapping == {
        "InvoiceNo": "number", "StockCode": "lines.product", "Description": "lines.description",
        "Quantity": "lines.quantity", "InvoiceDate": "dated", "UnitPrice": "lines.price", "CustomerID": "customer",
    }  # fmt: skip
    return importing


def test_invoices_and_credit_notes_of_a_shop_are_those_of_its_file_to_the_penny_and_the_rest_is_explained(
    shop: list[retail.Row], by: Actor
) -> None:
    importing = invoices_brought(shop, by)
    known = [row for row in shop if row["CustomerID"]]
    expected = {number: total for number, total in retail.totals(known).items() if total}
    lines = [row for row in known if row["InvoiceNo"] in expected]
    plan = checked(importing, by)
    assert plan == {"new": len(lines), "wrong": len(shop) - len(lines)}
    assert ran(importing, by) == plan
    issued = {one.number: one.total * one.sign for one in Invoice.objects.filter(state=InvoiceState.ISSUED)}
    assert issued == expected
    assert expected.keys() >= {APART, *THIRD_DECIMAL - {"568375"}}
    notes = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE)
    assert {one.number for one in notes} == {number for number in expected if number.startswith("C")}
    assert len(notes) > 20
    assert Invoice.objects.count() == len(expected)
    assert InvoiceLine.objects.count() == len(lines)
    assert not InvoiceLine.objects.exclude(tax=0).exists()
    balances = dict(CustomerBalance.objects.values_list("customer__number").annotate(Sum("receivable")))
    holders = {row["InvoiceNo"]: row["CustomerID"].partition(".")[0] for row in known}
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for number, total in expected.items():
        owed[holders[number]] += total
    assert {one: total for one, total in balances.items() if total} == {
        one: total for one, total in owed.items() if total
    }
    _lines_without_a_customer_and_adjustments_are_reported(importing, shop)
    assert [one.check.key for one in reconcile(by) if one.count] == []


def _lines_without_a_customer_and_adjustments_are_reported(importing: Import, shop: list[retail.Row]) -> None:
    rejects = {one.line: one for one in Reject.objects.filter(of=importing)}
    without = {place: row["InvoiceNo"] for place, row in enumerate(shop, start=2) if not row["CustomerID"]}
    assert without.keys() <= rejects.keys()
    assert {rejects[line].code for line in without} <= {"required", "with_document", "out_of_range", "too_many"}
    said = [line for line in without if "CustomerID" in rejects[line].column]
    assert {without[line] for line in said} == set(without.values()) - {TOO_LONG}
    assert len(said) == len(set(without.values())) - 1
    empty = {place for place, row in enumerate(shop, start=2) if row["InvoiceNo"] in NOTHING_TO_PAY}
    assert {rejects[line].code for line in empty} == {"required", "with_document"}
    bad_debts = [rejects[place] for place, row in enumerate(shop, start=2) if row["StockCode"] == "B"]
    assert len(bad_debts) == 3
    assert all("CustomerID" in one.column for one in bad_debts)


def test_what_is_issued_by_an_import_stays_when_it_is_undone(shop: list[retail.Row], by: Actor) -> None:
    importing = invoices_brought(shop[:600], by)
    ran(importing, by)
    before, lines = Invoice.objects.count(), InvoiceLine.objects.count()
    with pytest.raises(Refused):
        service.undo(importing, by=by)
    assert (Invoice.objects.filter(state=InvoiceState.ISSUED).count(), InvoiceLine.objects.count()) == (before, lines)
    assert [one.check.key for one in reconcile(by) if one.count] == []


def test_orders_of_a_shop_are_those_of_its_file_to_the_penny(shop: list[retail.Row], by: Actor) -> None:
    Parameters.objects.update(order_places=3)  # some prices have parts of a penny
    importing = brought_text(retail.as_csv(shop), "orders", by)
    known = [row for row in shop if row["CustomerID"] and not row["InvoiceNo"].startswith("C")]
    assert ran(importing, by) == {"new": len(known), "wrong": len(shop) - len(known)}
    assert {one.number: one.total for one in Order.objects.all()} == retail.totals(known)
    given_back = [
        place for place, row in enumerate(shop, start=2) if row["InvoiceNo"].startswith("C") and row["CustomerID"]
    ]
    found = Reject.objects.filter(of=importing, line__in=given_back)
    assert {(one.column, one.code) for one in found} == {("Quantity", "out_of_range")}
    service.undo(importing, by=by, wait=True)
    assert not Order.objects.exists()

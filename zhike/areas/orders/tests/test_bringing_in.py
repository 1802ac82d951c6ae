"""Orders, quotes and contracts that come in by a file: what is the same for all rows, and what is done at once."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from django.utils import timezone

from zhike.areas.billing.models import Invoice
from zhike.areas.contracts.models import Contract, ContractState
from zhike.areas.orders.models import Order, OrderState
from zhike.areas.orders.tests.scene import a_product
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.areas.stock.models import StockLevel
from zhike.kernel.entity.registry import entity_named
from zhike.kernel.imports import service
from zhike.kernel.imports.models import Import
from zhike.kernel.refusals import NotAllowed, Refused
from zhike.kernel.testing.cast import Cast

pytestmark = pytest.mark.django_db
PLACE = {"receiver": "沈丽", "receiver_phone": "13800000001", "region": "320505", "street": "星湖街 218 号"}


def bring(cast: Cast, key: str, rows: list[str], *, by: Any = None, **options: Any) -> Import:
    """A file of such documents with a customer, a product and a quantity in each row, brought in."""
    by = by or cast.actor(cast.administrator)
    text = "\n".join(["number,customer,product,quantity", *rows])
    mapping = {"number": "number", "customer": "customer", "product": "lines.product", "quantity": "lines.quantity"}
    importing = service.begin(
        entity_named(key), [text.encode()], "documents.csv", by=by, options={"mapping": mapping, **options}
    )  # fmt: skip
    return service.run_now(importing, by=by)


def test_what_is_the_same_for_all_rows_fills_the_column_that_the_file_lacks(cast: Cast) -> None:
    product, customer = a_product(cast).number, cast.customer_of(cast.zhou).name
    rows = [f"A1,{customer},{product},2", f"A1,{customer},{product},1", f"A2,{customer},{product},1"]
    bring(cast, "orders", rows, fixed={"subject": "旧系统", "lines.tax_rate": "6", "dated": "2026-03-01"})
    assert set(Order.objects.values_list("subject", "lines__tax_rate")) == {("旧系统", 6)}
    assert Order.objects.count() == 2
    for wrong in ({"nowhere": "1"}, {"dated": "someday"}, {"total": "5"}):
        with pytest.raises(Refused) as refused:
            bring(cast, "orders", [f"A3,{customer},{product},1"], fixed=wrong)
        assert refused.value.errors[0].field.startswith("fixed")
    assert Order.objects.count() == 2


def test_orders_are_confirmed_at_once_and_what_can_not_be_stays_out(cast: Cast) -> None:
    product, customer = a_product(cast, in_stock=5).number, cast.customer_of(cast.zhou).name
    retired = a_product(cast, "旧型号", status="retired").number
    rows = [f"B1,{customer},{product},4", f"B2,{customer},{retired},4"]
    importing = bring(cast, "orders", rows, fixed=PLACE, finish=True)
    assert list(Order.objects.values_list("number", "state")) == [("B1", OrderState.AWAITING)]
    assert StockLevel.objects.get(product__number=product).reserved == 4
    assert importing.counts["wrong"] == 1
    importing = bring(cast, "orders", [f"B3,{customer},{product},1"], finish=True)  # nowhere to go
    assert importing.counts["wrong"] == 1
    with suppress(NotAllowed):  # a seller of another department does not see this customer
        bring(cast, "orders", [f"B4,{customer},{product},1"], by=cast.actor(cast.li), fixed=PLACE, finish=True)
    assert Order.objects.count() == 1


def test_quotes_come_in_as_sent_and_contracts_in_force(cast: Cast) -> None:
    product, customer = a_product(cast).number, cast.customer_of(cast.zhou).name
    row = [f"C1,{customer},{product},1"]
    bring(cast, "quotes", row, finish=True)
    assert list(Quote.objects.values_list("state", "sent_on")) == [(QuoteState.SENT, timezone.localdate())]
    assert bring(cast, "contracts", row, finish=True).counts["wrong"] == 1  # since when is it in force?
    bring(cast, "contracts", row, finish=True, fixed={"starts_on": "2026-01-01"})
    assert Contract.objects.get().state == ContractState.SIGNED


def test_numbers_that_are_counted_are_not_taken_from_a_file(cast: Cast) -> None:
    product, customer = a_product(cast).number, cast.customer_of(cast.zhou).name
    rows = [f"FP-2026-000001,{customer},{product},1", f"HZ-2026-000001,{customer},{product},1"]
    assert bring(cast, "invoices", rows, finish=True).counts["wrong"] == 2
    assert not Invoice.objects.exists()

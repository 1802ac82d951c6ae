"""Documents with lines come in from flat files, one row for each line: whole, explained, and only once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from zhike.areas.billing.models import Invoice
from zhike.areas.orders.models import Order, OrderLine, OrderState
from zhike.areas.orders.tests.scene import a_product
from zhike.kernel.imports import running, service
from zhike.kernel.imports.models import Import, Reject
from zhike.kernel.imports.tests.steps import brought_text, checked, counts_of, ran
from zhike.kernel.refusals import Refused
from zhike.kernel.testing import Cast

pytestmark = pytest.mark.django_db
HEADERS = "订单号,客户,订单日期,产品编号,数量,单价"


@pytest.fixture
def goods(cast: Cast) -> list[str]:
    """The numbers of two products."""
    return [a_product(cast, name, in_stock=0).number for name in ("伺服电机", "减速机")]


@pytest.fixture
def customer(cast: Cast) -> str:
    """The name of a customer of Zhou Min."""
    return str(cast.customer_of(cast.zhou).name)


def lines_of(number: str) -> list[tuple[str, Decimal, Decimal]]:
    rows = OrderLine.objects.filter(order__number=number).order_by("position")
    return [(line.product.name, line.quantity, line.price) for line in rows.select_related("product")]


def documents_of(found: Import) -> dict[str, int]:
    return {name.removeprefix("documents_"): n for name, n in found.counts.items() if name.startswith("documents_")}


def test_rows_of_one_number_become_one_order_wherever_they_stand(cast: Cast, goods: list[str], customer: str) -> None:
    by = cast.actor(cast.zhou)
    text = "\n".join([
        HEADERS,
        f"A-1,{customer},2026-03-02,{goods[0]},2,900",
        f"A-2,{customer},2026-03-03,{goods[0]},1,1000",
        f"A-1,{customer},2026-03-02,{goods[1]},3,",
        f",,,{goods[1]},4,500",
    ])  # fmt: skip
    importing = brought_text(text, "orders", by)
    assert importing.mapping == {
        "订单号": "number", "客户": "customer", "订单日期": "dated", "产品编号": "lines.product",
        "数量": "lines.quantity", "单价": "lines.price",
    }  # fmt: skip
    assert checked(importing, by) == {"new": 4}
    assert importing.plan["documents_new"] == 2
    assert not Order.objects.exists()
    assert ran(importing, by) == {"new": 4}
    assert documents_of(importing) == {"new": 2}
    # The last row says nothing about its order, so it goes on with the one above.
    assert lines_of("A-1") == [("伺服电机", 2, 900), ("减速机", 3, 1000), ("减速机", 4, 500)]
    assert lines_of("A-2") == [("伺服电机", 1, 1000)]
    order = Order.objects.get(number="A-1")
    assert (order.state, order.owner, order.net) == (OrderState.UNCONFIRMED, cast.zhou, Decimal(6800))
    assert order.total == order.net + order.tax


def test_a_document_with_a_wrong_line_stays_out_whole_and_each_line_says_why(
    cast: Cast, goods: list[str], customer: str
) -> None:
    by = cast.actor(cast.zhou)
    text = "\n".join([
        HEADERS,
        f"A-1,{customer},2026-03-02,{goods[0]},2,900",
        f"A-1,{customer},2026-03-02,{goods[0]},-2,900",
        f"A-1,{customer},2026-03-02,nothing of ours,1,900",
        f"A-2,{customer},2026-03-02,{goods[0]},1,900",
        f"A-2,{customer},2026-04-02,{goods[1]},1,900",
        f"A-3,,2026-03-02,{goods[0]},1,900",
        f"A-4,{customer},2026-03-02,{goods[1]},1,900",
        f",{customer},2026-03-02,{goods[1]},1,900",
    ])  # fmt: skip
    importing = brought_text(text, "orders", by)
    assert checked(importing, by) == {"new": 1, "wrong": 7}
    assert ran(importing, by) == {"new": 1, "wrong": 7}
    assert documents_of(importing) == {"new": 1, "wrong": 4}
    assert list(Order.objects.values_list("number", flat=True)) == ["A-4"]
    found = {one.line: (one.column, one.code) for one in Reject.objects.filter(of=importing)}
    assert found == {
        2: ("", "with_document"), 3: ("", "with_document"), 4: ("产品编号", "unknown_reference"),
        5: ("", "with_document"), 6: ("订单日期", "conflict"), 7: ("客户", "required"),
        9: ("订单号", "no_document_key"),
    }  # fmt: skip
    (conflict,) = Reject.objects.filter(of=importing, line=6)
    assert "2026-04-02" in conflict.reason
    assert "5" in conflict.reason


def test_what_only_the_order_itself_can_say_of_a_line_is_said_at_its_row(
    cast: Cast, goods: list[str], customer: str
) -> None:
    by = cast.actor(cast.zhou)
    text = f"{HEADERS}\nA-1,{customer},2026-03-02,{goods[0]},2,900\nA-1,{customer},2026-03-02,{goods[0]},0,900"
    importing = brought_text(text, "orders", by)
    assert checked(importing, by) == {"wrong": 2}
    assert [(one["column"], one["code"]) for one in importing.plan["reasons"]] == [("数量", "out_of_range")]


def test_orders_that_are_there_are_left_or_take_the_lines_of_the_file(
    cast: Cast, goods: list[str], customer: str
) -> None:
    by = cast.actor(cast.zhou)
    first = f"{HEADERS}\nA-1,{customer},2026-03-02,{goods[0]},2,900\nA-1,{customer},2026-03-02,{goods[1]},1,100"
    ran(brought_text(first, "orders", by), by)
    assert ran(brought_text(first, "orders", by), by) == {"duplicate": 2}
    same = brought_text(first, "orders", by, duplicates="update")
    assert checked(same, by) == {"same": 2}
    kept = OrderLine.objects.get(product__number=goods[0]).pk
    second = f"{HEADERS}\nA-1,,,{goods[0]},2,900\n,,,{goods[0]},5,800\n,,,{goods[1]},7,70"
    importing = brought_text(second, "orders", by, duplicates="update")
    assert checked(importing, by) == {"changed": 3}
    assert lines_of("A-1")[1:] == [("减速机", 1, 100)]
    assert ran(importing, by) == {"changed": 3}
    assert lines_of("A-1") == [("伺服电机", 2, 900), ("伺服电机", 5, 800), ("减速机", 7, 70)]
    assert OrderLine.objects.filter(pk=kept).exists()
    assert Order.objects.get(number="A-1").net == 1800 + 4000 + 490
    service.undo(importing, by=by)
    assert lines_of("A-1") == [("伺服电机", 2, 900), ("减速机", 1, 100)]
    assert Order.objects.get(number="A-1").net == 1900


def test_the_whole_import_of_documents_can_be_taken_back(cast: Cast, goods: list[str], customer: str) -> None:
    by = cast.actor(cast.zhou)
    text = "\n".join([HEADERS, *(f"A-{n // 3},{customer},2026-03-02,{goods[n % 2]},{n + 1},9.5" for n in range(30))])
    importing = brought_text(text, "orders", by)
    assert ran(importing, by) == {"new": 30}
    assert (Order.objects.count(), OrderLine.objects.count()) == (10, 30)
    service.undo(importing, by=by)
    assert (Order.objects.count(), OrderLine.objects.count()) == (0, 0)


def test_lines_need_a_column_that_tells_their_document(cast: Cast, goods: list[str], customer: str) -> None:
    by = cast.actor(cast.zhou)
    importing = brought_text(f"客户,产品编号,数量\n{customer},{goods[0]},2", "orders", by)
    assert importing.mapping == {"客户": "customer"}
    with pytest.raises(Refused) as refused:
        service.set_mapping(importing, {"客户": "customer", "产品编号": "lines.product"}, by=by)
    assert refused.value.errors[0].code == "no_document_key"


def test_a_seller_cannot_bring_lines_into_an_order_that_she_cannot_see(
    cast: Cast, goods: list[str], customer: str
) -> None:
    theirs = cast.customer_of(cast.li).name
    text = f"{HEADERS}\nA-1,{theirs},2026-03-02,{goods[0]},2,900"
    assert ran(brought_text(text, "orders", cast.actor(cast.li)), cast.actor(cast.li)) == {"new": 1}
    by = cast.actor(cast.zhou)
    importing = brought_text(text.replace(theirs, customer), "orders", by, duplicates="update")
    assert ran(importing, by) == {"duplicate": 1}
    assert Order.objects.get(number="A-1").customer.name == theirs
    hidden = brought_text(text.replace("A-1", "A-2"), "orders", by)
    assert ran(hidden, by) == {"wrong": 1}


def test_invoices_come_in_as_drafts_and_below_zero_as_credit_notes(cast: Cast, goods: list[str], customer: str) -> None:
    by = cast.actor(cast.administrator)
    text = "\n".join([
        "发票编号,客户,开票日期,产品编号,数量,单价,税率",
        f"536365,{customer},2026-03-02,{goods[0]},6,2.55,0",
        f"C536379,{customer},2026-03-02,{goods[0]},-1,27.5,0",
        f"X1,{customer},2026-03-02,{goods[0]},-1,27.5,0",
        f"X1,{customer},2026-03-02,{goods[0]},1,27.5,0",
    ])  # fmt: skip
    importing = brought_text(text, "invoices", by)
    assert checked(importing, by) == {"new": 2, "wrong": 2}
    assert ran(importing, by) == {"new": 2, "wrong": 2}
    found = {one.number: (one.kind, one.state, one.total) for one in Invoice.objects.all()}
    assert found == {
        "536365": ("invoice", "draft", Decimal("15.30")), "C536379": ("credit_note", "draft", Decimal("27.50")),
    }  # fmt: skip


def test_counts_are_of_rows_and_of_documents(cast: Cast, goods: list[str], customer: str) -> None:
    by = cast.actor(cast.zhou)
    text = f"{HEADERS}\nA-1,{customer},2026-03-02,{goods[0]},2,900\nA-1,{customer},2026-03-02,{goods[1]},1,100"
    importing = brought_text(text, "orders", by)
    service.check(importing, by=by, wait=True)
    assert counts_of(importing.plan) == {"new": 2}
    assert importing.plan["documents_new"] == 1


def test_a_run_that_broke_off_goes_on_without_doubling_a_document(
    cast: Cast, goods: list[str], customer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = cast.actor(cast.zhou)
    # Rows of a document stand far apart, so what was written can't be told by the line that was read last.
    rows = [f"A-{n % 20},{customer},2026-03-02,{goods[n % 2]},{n + 1},9.5" for n in range(60)]
    importing = brought_text("\n".join([HEADERS, *rows]), "orders", by)
    monkeypatch.setattr(running, "AT_ONCE", 12)
    write, written = running.write_chunk, list[int]()

    def broken_off(*arguments: Any, **named: Any) -> None:
        if len(written) == 2:
            raise KeyboardInterrupt
        write(*arguments, **named)
        written.append(named["after"])

    monkeypatch.setattr(running, "write_chunk", broken_off)
    with pytest.raises(KeyboardInterrupt):
        service.run_now(importing, by=by)
    importing.refresh_from_db()
    assert (importing.next_line, documents_of(importing)) == (10, {"new": 8})
    assert Order.objects.count() == 8
    monkeypatch.setattr(running, "write_chunk", write)
    assert ran(importing, by) == {"new": 60}
    assert Order.objects.count() == 20
    assert OrderLine.objects.count() == 60
    assert lines_of("A-7") == [("减速机", quantity, Decimal("9.5")) for quantity in (8, 28, 48)]

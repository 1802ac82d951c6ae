"""What was given back: of some invoices a part of one line, with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from zhike.areas.billing.models import InvoiceKind
from zhike.areas.documents.models import DocumentLine
from zhike.areas.documents.settling import settle
from zhike.areas.orders.models import Order
from zhike.demo import papers, seasons
from zhike.demo.sales import Bill, Sale
from zhike.kernel.access.actor import Actor

SEED = 20250707
CREDITED_EVERY = 26
REASONS = (
    "到货两件外观划伤，折让处理", "数量少发，按实收开票", "刀片批次质量异常，退货", "价格按年度协议调整",
    "客户退回未用油液",
)  # fmt: skip


def give(sales: Sequence[Sale], today: date) -> None:
    """Add the credit notes to the sales; what their orders were invoiced for is less by as much."""
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    bills = [(sale, bill) for sale in sales for bill in sale.bills]
    for sale, bill in bills[7::CREDITED_EVERY]:
        day = seasons.later(random, bill.invoice.dated, 6, 30)
        place = next(
            (at for at, line in enumerate(bill.sources) if bill.lines[at].quantity >= 2 and _is_thing(line)), None
        )
        if day > today or place is None:
            continue
        note = _note(random, sale.order, bill, place, day)
        sale.bills.append(note)
        sale.order.invoiced -= note.invoice.total
        sale.order.invoiced_base -= note.invoice.total_base


def _note(random: Random, order: Order, bill: Bill, place: int, day: date) -> Bill:
    note = papers.invoice_for(order, day, day)
    note.kind, note.credits, note.reason = InvoiceKind.CREDIT_NOTE, bill.invoice, random.choice(REASONS)
    line = bill.lines[place]
    given = papers.invoiced(note, line, max((line.quantity / 5).to_integral_value(), Decimal(1)))
    given.position = 1
    settle(note, [given], Actor.system())
    note.created_at = note.issued_at = seasons.at(random, day)
    return Bill(note, [given], [line])


def _is_thing(line: DocumentLine) -> bool:
    return line.product is not None and line.product.tangible

"""How the documents of a sale are made, one from another: the order, what is packed of it, its invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from zhike.areas.billing.models import Invoice, InvoiceLine, InvoiceState
from zhike.areas.customers.models import Contact, Customer
from zhike.areas.documents.models import DocumentLine
from zhike.areas.orders.confirming import goes_out
from zhike.areas.orders.models import Order, OrderLine
from zhike.demo import seasons
from zhike.demo.goods import MACHINES
from zhike.kernel.directory import directory

L = TypeVar("L", bound=DocumentLine)
OF_LINE = ("product_id", "description", "quantity", "unit_id", "price", "list_price", "cost", "tax_rate", "discount")
DELIVERY = {"freight": 46, "express": 34, "own_truck": 16, "pick_up": 4}
METHODS = {"transfer": 70, "acceptance": 22, "mobile": 5, "cash": 3}
SMALL = Decimal(5_000)
IN_PARTS = 0.2


def order_for(random: Random, customer: Customer, contact: Contact | None, day: date, subject: str) -> Order:
    """An order of a customer, to its own address, by the person who looks after it."""
    owner = customer.owner
    return Order(
        customer=customer, contact=contact, dated=day, subject=subject, currency="CNY", owner=owner, created_by=owner,
        department_id=customer.department_id, region_id=customer.region_id, street=customer.street or "厂区正门",
        postcode=customer.postcode, receiver=contact.name if contact else "收货处",
        receiver_phone=(contact.mobile if contact else "") or customer.main_phone,
        delivery_method_id=_drawn(random, "delivery_method", DELIVERY),
        payment_method_id=_choice("payment_method", "transfer"),
        promised_on=seasons.later(random, day, 5, 12),
    )  # fmt: skip


def copied(line: L, source: DocumentLine, key: str) -> L:
    """A line filled with what another document's line says; `key` is the kind of that line."""
    for name in OF_LINE:
        setattr(line, name, getattr(source, name))
    if type(source).product.is_cached(source):
        line.product = source.product
    line.source_entity, line.source_line = key, source.pk
    return line


def parcels(random: Random, order: Order, lines: Sequence[OrderLine]) -> list[tuple[date, dict[int, Decimal]]]:
    """When which goods leave the house, by the places of their lines; some orders go in two parts."""
    goods = {place: line.quantity for place, line in enumerate(lines) if goes_out(line)}
    if not goods:
        return []
    heavy = any(line.product.category and line.product.category.name in MACHINES for line in lines if line.product)
    confirmed = order.confirmed_at.date() if order.confirmed_at else order.dated
    first = seasons.later(random, confirmed, *((24, 52) if heavy else (1, 6)))
    order.promised_on = seasons.working(first + timedelta(days=random.randint(-2, 8)))
    half = {place: (quantity / 2).to_integral_value("ROUND_CEILING") for place, quantity in goods.items()}
    rest = {place: goods[place] - part for place, part in half.items() if goods[place] > part}
    if order.discount or not rest or random.random() > IN_PARTS:
        return [(first, goods)]
    return [(first, half), (seasons.later(random, first, 8, 24), rest)]


def invoice_for(order: Order, day: date, due: date) -> Invoice:
    """An issued invoice of an order."""
    return Invoice(
        customer=order.customer, contact=order.contact, subject=order.subject, order=order, dated=day, due_on=due,
        currency=order.currency, rate=order.rate, discount=order.discount, owner=order.owner,
        department_id=order.department_id, state=InvoiceState.ISSUED,
    )  # fmt: skip


def invoiced(invoice: Invoice, line: DocumentLine, quantity: Decimal) -> InvoiceLine:
    """A line of an invoice for so much of another line."""
    made = copied(InvoiceLine(invoice=invoice), line, "")
    made.quantity = quantity
    return made


def method(random: Random, amount: Decimal) -> str:
    """How a customer pays: larger amounts by bank."""
    return random.choices(list(METHODS), list(METHODS.values()))[0] if amount < SMALL else random.choices(
        ("transfer", "acceptance"), (80, 20))[0]  # fmt: skip


def _drawn(random: Random, dictionary: str, weights: dict[str, int]) -> int | None:
    return _choice(dictionary, random.choices(list(weights), list(weights.values()))[0])


def _choice(dictionary: str, code: str) -> int | None:
    found: Any = directory().choice(dictionary, code)
    return found.pk if found else None

"""What was sold, and what became of it: the plan of each order's life, from which all its documents are written.

A sale follows from an accepted quote, from a contract in force, or from a customer who simply orders tools again. Its
order is confirmed, packed and sent off in one or two parcels, invoiced with each, and paid as this customer pays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from zhike.areas.billing.models import Invoice, InvoiceLine
from zhike.areas.catalog.models import Product
from zhike.areas.contracts.models import ContractState, Instalment
from zhike.areas.documents.models import DocumentLine
from zhike.areas.documents.settling import settle
from zhike.areas.finance.currencies import rate_on
from zhike.areas.orders.confirming import goes_out
from zhike.areas.orders.models import Order, OrderLine, OrderState
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.demo import papers, seasons
from zhike.demo.baskets import Market
from zhike.demo.contracts import WORTH, Agreed
from zhike.demo.credit import Credits
from zhike.kernel.access.actor import Actor

SEED = 20250530
BACK = 730
PARTS_OF_YEAR = 4
CANCELLED = 0.04
CALLED_OFF = ("客户改用库存，取消本单", "重复下单", "预算未批，下季度再订", "规格选错，重新下单")


@dataclass
class Parcel:
    """What leaves the house at once: so much of each line, by its place; `day` may lie ahead."""

    day: date
    parts: dict[int, Decimal]


@dataclass
class Bill:
    """An invoice or credit note with its lines, and the lines of the order or invoice from which they were made."""

    invoice: Invoice
    lines: list[InvoiceLine]
    sources: Sequence[DocumentLine]


@dataclass
class Payment:
    """Money from the customer; what it pays for is found when it is matched."""

    day: date
    amount: Decimal
    method: str = "transfer"


@dataclass
class Sale:
    """An order with its lines and all that followed until today. `terms` are the shares and days by which it is paid,
    `instalments` those of its contract."""

    order: Order
    lines: list[OrderLine]
    terms: list[tuple[Decimal, date]] = field(default_factory=list)
    instalments: Sequence[Instalment] = ()
    parcels: list[Parcel] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def gone(self, today: date) -> list[Parcel]:
        """The parcels that have left the house."""
        return [one for one in self.parcels if one.day <= today]


def make(goods: Sequence[Product], agreed: Sequence[Agreed], count: int, today: date) -> tuple[list[Sale], Credits]:
    """All sales until today, in order of time, and what they make of the customers' credit."""
    random = Random(SEED)  # noqa: S311  (a demo book holds no secrets)
    begun = [*_from_quotes(random, today), *_from_contracts(random, agreed, today)]
    market = Market(goods)
    days = seasons.selling_days(random, max(count - len(begun), 0), today, BACK)
    begun += [(*market.again(random, day), [], ()) for day in days]
    begun.sort(key=lambda sale: (sale[0].dated, sale[0].customer_id))
    limits, sales = Credits(), []
    products = {one.pk: one for one in goods}
    habits: dict[int, seasons.Habit] = {}
    for order, lines, terms, instalments in begun:
        for line in lines:
            line.product = products.get(line.product_id or 0) or line.product
        sale = Sale(order, lines, terms, instalments)
        habit = habits.setdefault(order.customer_id, random.choices(seasons.HABITS, seasons.SHARES)[0])
        _open(random, sale, today)
        if order.state not in (OrderState.UNCONFIRMED, OrderState.CANCELLED):
            limits.require(order, by_deal=bool(terms))
            _live(random, sale, habit, today)
            limits.take(order, sale.payments)
        sales.append(sale)
    return sales, limits


Begun = tuple[Order, list[OrderLine], list[tuple[Decimal, date]], Sequence[Instalment]]


def _from_quotes(random: Random, today: date) -> Iterator[Begun]:
    """Orders that follow at once from smaller quotes."""
    quotes = Quote.objects.filter(state=QuoteState.ACCEPTED, total_base__lt=WORTH, customer__frozen_at=None)
    for quote in quotes.select_related("customer", "contact", "owner").prefetch_related("lines").order_by("pk"):
        day = min(seasons.later(random, quote.decided_on, 0, 6), today)
        order = papers.order_for(random, quote.customer, quote.contact, day, quote.subject)
        order.discount, order.quote = quote.discount, quote
        lines = [papers.copied(OrderLine(order=order), line, "quote_lines") for line in quote.lines.all()]
        yield order, lines, [], ()


def _from_contracts(random: Random, agreed: Sequence[Agreed], today: date) -> Iterator[Begun]:
    """All of a sale or a service at once; of a framework a quarter of the year's quantities at a time."""
    for kind, contract, lines, parts in agreed:
        if contract.state not in (ContractState.SIGNED, ContractState.ENDED):
            continue
        steps = PARTS_OF_YEAR if kind == "framework" else 1
        for step in range(steps):
            begins = max(contract.starts_on or contract.dated, contract.signed_on or contract.dated)
            day = seasons.later(random, begins + timedelta(days=91 * step), 1, 20 if steps > 1 else 5)
            if day > today:
                break
            order = papers.order_for(random, contract.customer, contract.contact, day, contract.subject)
            order.discount, order.customer_reference = contract.discount, contract.number
            order.contract, order.quote_id = contract, contract.quote_id
            copies = [papers.copied(OrderLine(order=order), line, "contract_lines") for line in lines]
            for copy in copies:
                copy.quantity /= steps
            terms = [(part.share, part.due_on or day) for part in parts] if kind == "sales" else []
            yield order, copies, terms, parts


def _open(random: Random, sale: Sale, today: date) -> None:
    """Reckon the order, and confirm it, unless it is too new or was called off."""
    order = sale.order
    for position, line in enumerate(sale.lines, start=1):
        line.position = position
    order.rate = rate_on(order.currency, order.dated)
    settle(order, sale.lines, Actor.system())
    order.created_at = seasons.at(random, order.dated)
    ago = (today - order.dated).days
    if ago <= 5 and random.random() < 0.6:
        return
    if not sale.terms and random.random() < CANCELLED:
        order.state, order.cancelled_because = OrderState.CANCELLED, random.choice(CALLED_OFF)
        return
    order.state = OrderState.AWAITING
    order.confirmed_at = seasons.at(random, min(seasons.later(random, order.dated, 0, 2), today))
    order.confirmed_by = order.owner


def _live(random: Random, sale: Sale, habit: seasons.Habit, today: date) -> None:
    """Parcels, invoices and payments, and the state that the order is in by now."""
    order = sale.order
    sale.parcels = [Parcel(*one) for one in papers.parcels(random, order, sale.lines)]
    gone = sale.gone(today)
    whole = len(gone) == len(sale.parcels)
    for parcel in gone:
        last = whole and parcel is gone[-1]
        _bill(random, sale, parcel, last, today)
    if not sale.parcels:
        _bill(random, sale, Parcel(seasons.later(random, order.dated, 3, 25), {}), True, today)
    for parcel in gone:
        for place, quantity in parcel.parts.items():
            sale.lines[place].shipped += quantity
    sale.payments = _payments(random, sale, habit, today)
    order.invoiced = sum((one.invoice.total for one in sale.bills), Decimal(0))
    order.invoiced_base = sum((one.invoice.total_base for one in sale.bills), Decimal(0))
    if whole:
        order.state = OrderState.DONE if order.invoiced >= order.total else OrderState.SHIPPED


def _bill(random: Random, sale: Sale, parcel: Parcel, last: bool, today: date) -> None:
    """Invoice what has left, with the last of it the services too, unless the bookkeeper hasn't come to it yet."""
    order, day = sale.order, seasons.later(random, parcel.day, 0, 7)
    if day > today:
        return
    invoice = papers.invoice_for(
        order, day, day + timedelta(days=75 if sale.terms else random.choice((30, 30, 45, 60)))
    )
    parts = {
        place: parcel.parts.get(place, line.quantity if last and not goes_out(line) else Decimal(0))
        for place, line in enumerate(sale.lines)
    }
    sources = [sale.lines[place] for place, quantity in parts.items() if quantity]
    lines = [papers.invoiced(invoice, sale.lines[place], quantity) for place, quantity in parts.items() if quantity]
    for position, line in enumerate(lines, start=1):
        line.position = position
    settle(invoice, lines, Actor.system())
    invoice.created_at = invoice.issued_at = seasons.at(random, day)
    sale.bills.append(Bill(invoice, lines, sources))


def _payments(random: Random, sale: Sale, habit: seasons.Habit, today: date) -> list[Payment]:
    """By instalments where they were agreed, else each invoice by the customer's habit; some in two parts."""
    wanted: list[tuple[date, Decimal]] = []
    if sale.terms:
        left = sale.order.total
        for place, (share, due) in enumerate(sale.terms, start=1):
            part = left if place == len(sale.terms) else (sale.order.total * share / 100).quantize(Decimal("0.01"))
            left -= part
            if place == 1 or sale.bills:
                wanted.append((max(due, sale.order.dated), part))
    else:
        wanted = [(bill.invoice.due_on or today, bill.invoice.total) for bill in sale.bills]
    found = []
    for due, amount in wanted:
        if random.random() < habit.never and due != sale.order.dated:
            continue
        day = max(seasons.later(random, due, *habit.days), sale.order.dated)
        half = (amount / 2).quantize(Decimal(100)) if amount > 20_000 and random.random() < 0.12 else Decimal(0)
        for when, part in ((day, amount - half), (seasons.later(random, day, 15, 40), half)):
            if part and when <= today:
                found.append(Payment(when, part, papers.method(random, part)))
    return sorted(found, key=lambda one: one.day)

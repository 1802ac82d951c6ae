"""What came of a plan: the figures of its period, its people and its goods, reckoned by the database where it is asked.

orders: lines of confirmed orders by the day of the order, without tax; invoiced: lines of issued invoices less credit
notes, without tax; profit: the same less their cost, over lines whose cost is known; received: booked receipts less
refunds at the rate of their day, for whoever owns the customer (a receipt belongs to whoever noted it); deals: won
opportunities by the day on which they were won. All in the base currency.

A plan counts all that is its own, whoever looks: who may see the plan may see how far it has come. The rows that a
figure opens are those that the reader may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.db.models import Case, Count, DecimalField, ExpressionWrapper, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Round
from django.db.models.lookups import IsNull

from zhike.areas.finance.models import OpenItem
from zhike.areas.orders.models import CONFIRMED
from zhike.areas.performance.models import Measure, SalesTarget
from zhike.areas.selling.models import State
from zhike.kernel.entity.registry import entity_named

AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=2)
SIGN = Case(When(invoice__kind="credit_note", then=Value(-1)), default=Value(1))
HUNDRED = Value(Decimal(100))


class Asked(Protocol):
    """About which rows a plan is: conditions on a kind of row, by the names of its columns."""

    def days(self, name: str) -> Q:
        """Those of the plan's period, by the column with their day."""

    def whose(self, holder: str, customer: str) -> Q:
        """Those of its person, else of its department and below, else all; and of its customer, if it names one."""

    def of_what(self) -> Q:
        """Those of its product, or of its category and those below, if it names one."""


def reached(target: SalesTarget) -> Decimal:
    """What a plan has reached, by its own values, saved or not."""
    rows = COUNTED[Measure(target.measure)].reckoned(Known(target))
    return Decimal(next(iter(rows.values_list("figure", flat=True)), None) or 0)


def actual() -> Any:
    """What a plan has reached; nothing for plans on gross profit, which not everybody may know (see `profit`)."""
    return Case(
        *(When(measure=one, then=_zero(COUNTED[one].reckoned(OuterPlan()))) for one in OPEN_TO_ALL),
        default=None, output_field=AMOUNT,
    )  # fmt: skip


def profit() -> Any:
    """What a plan on gross profit has reached; nothing for others."""
    return Case(
        When(measure=Measure.PROFIT, then=_zero(COUNTED[Measure.PROFIT].reckoned(OuterPlan()))),
        default=None,
        output_field=AMOUNT,
    )


def attainment() -> Any:
    """What a plan has reached in per cent of its target; nothing where it has none, or is on gross profit."""
    share = Round(ExpressionWrapper(actual() * HUNDRED / F("goal"), output_field=AMOUNT), 1)
    return Case(When(goal__gt=0, then=share), default=None, output_field=AMOUNT)


def _zero(rows: Any) -> Any:
    return Coalesce(Subquery(rows.values("figure"), output_field=AMOUNT), Value(Decimal(0)), output_field=AMOUNT)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a measure counts: rows of a kind, those that `where` keeps, by the day in `day`, added up by `figure`.

    `holder` leads to the record whose owner and department they are, `customer` to the customer.
    """

    entity: str
    where: Q
    day: str
    holder: str
    customer: str
    figure: Callable[[], Any]
    by_product: bool = True

    def rows(self, asked: Asked) -> Q:
        """Which rows a plan is about."""
        found = self.where & asked.days(self.day) & asked.whose(self.holder, self.customer)
        return found & asked.of_what() if self.by_product else found

    def reckoned(self, asked: Asked) -> Any:
        """One row with one `figure`, also for a subquery."""
        rows = entity_named(self.entity).model._default_manager.filter(self.rows(asked), deleted_at=None).order_by()
        return rows.annotate(all_of_them=Value(1)).values("all_of_them").annotate(figure=self.figure())


def _worth_of_receipts() -> Any:
    """At the worth with which the books hold them: that of the receipts' open items."""
    items = OpenItem.objects.filter(document_entity="receipts", document_id=OuterRef("pk")).order_by("pk")
    return Sum(Subquery(items.values("amount_base")[:1], output_field=AMOUNT) * Value(-1))


INVOICES = Q(invoice__state="issued", invoice__deleted_at=None)
OF_INVOICE = ("invoice__dated", "invoice__", "invoice__customer_id")
COUNTED: dict[Measure, Counted] = {
    Measure.ORDERS: Counted(
        "order_lines", Q(order__state__in=CONFIRMED, order__deleted_at=None), "order__dated", "order__",
        "order__customer_id", lambda: Sum(F("net") * F("order__rate")),
    ),
    Measure.INVOICED: Counted(
        "invoice_lines", INVOICES, *OF_INVOICE, lambda: Sum(F("net") * F("invoice__rate") * SIGN)
    ),
    Measure.PROFIT: Counted(
        "invoice_lines", INVOICES & Q(cost__isnull=False), *OF_INVOICE,
        lambda: Sum((F("net") * F("invoice__rate") - F("quantity") * F("cost")) * SIGN),
    ),
    Measure.RECEIVED: Counted(
        "receipts", Q(state="booked"), "dated", "customer__", "customer_id", _worth_of_receipts, by_product=False
    ),
    Measure.DEALS: Counted(
        "opportunities", Q(state=State.WON), "closed_on", "", "customer_id", lambda: Count("pk")
    ),
}  # fmt: skip

OPEN_TO_ALL = tuple(one for one in Measure if one != Measure.PROFIT)


class Known:
    """The conditions of a plan in hand."""

    def __init__(self, target: SalesTarget) -> None:
        self.target = target

    def days(self, name: str) -> Q:
        """Those of the plan's period."""
        return Q(**{f"{name}__gte": self.target.starts_on, f"{name}__lte": self.target.ends_on})

    def whose(self, holder: str, customer: str) -> Q:
        """The person's, else those of the department and below; and the customer's."""
        target, found = self.target, Q()
        if target.owner_id is not None:
            found &= Q(**{f"{holder}owner_id": target.owner_id})
        elif target.department is not None:
            found &= Q(**{f"{holder}department__path__startswith": target.department.path})
        if target.customer_id is not None:
            found &= Q(**{customer: target.customer_id})
        return found

    def of_what(self) -> Q:
        """Of the product, or of the category and those below."""
        target = self.target
        if target.product_id is not None:
            return Q(product_id=target.product_id)
        if target.category is not None:
            return Q(product__category__path__startswith=target.category.path)
        return Q()


class OuterPlan:
    """The conditions of the plan that a subquery stands in."""

    def days(self, name: str) -> Q:
        """Those of the plan's period."""
        return Q(**{f"{name}__gte": OuterRef("starts_on"), f"{name}__lte": OuterRef("ends_on")})

    def whose(self, holder: str, customer: str) -> Q:
        """The person's, else those of the department and below; and the customer's."""
        below = Q(**{f"{holder}department__path__startswith": OuterRef("department__path")})
        everybodys = _open("owner_id") & (_open("department_id") | below)
        mine = Q(**{f"{holder}owner_id": OuterRef("owner_id")})
        return (mine | everybodys) & (_open("customer_id") | Q(**{customer: OuterRef("customer_id")}))

    def of_what(self) -> Q:
        """Of the product, or of the category and those below."""
        below = Q(product__category__path__startswith=OuterRef("category__path"))
        return (_open("product_id") | Q(product_id=OuterRef("product_id"))) & (_open("category_id") | below)


def _open(name: str) -> Q:
    """Whether the plan leaves something open."""
    return Q(IsNull(OuterRef(name), True))

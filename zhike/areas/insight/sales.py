"""Sales analysis: what is in sight, what was won and against whom lost, what was ordered, invoiced and paid."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from django.db.models import Avg, Case, Count, DateField, DurationField, ExpressionWrapper, F, Q, Sum, Value, When
from django.db.models.functions import Cast, Extract
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.insight.dimensions import customers_by, owner_of, product_by
from zhike.kernel.reports.parts import Dimension, Measure, Report, declare_report

SIGN = Case(When(invoice__kind="credit_note", then=Value(-1)), default=Value(1))
DOCUMENT_SIGN = Case(When(kind="credit_note", then=Value(-1)), default=Value(1))
INVOICE = Q(kind="invoice")
HUNDRED = Value(Decimal(100))
COUNT = partial(Count, "pk")
WON, LOST = Q(state="won"), Q(state="lost")
DAYS = Extract(
    ExpressionWrapper(Cast("closed_on", DateField()) - F("began_on"), output_field=DurationField()), "epoch"
) / (24 * 3600.0)  # fmt: skip
DEALS = [
    *owner_of("opportunities"),
    Dimension("stage", "stage_id", ("opportunities", "stage")),
    Dimension("pipeline", "pipeline_id", ("opportunities", "pipeline")),
    Dimension("product", "product_id", ("opportunities", "product")),
    Dimension("deal_source", "source_id", ("opportunities", "source"), _("Source of the deal")),
    Dimension("customer", "customer_id", ("opportunities", "customer")),
    *customers_by("customer__"),
]
OF_DOCUMENTS = ("customer", "state", "total", "dated", "owner")

declare_report(
    Report(
        key="pipeline",
        label=_("Deals in sight"),
        help=_("Open deals by the day on which they are expected to close: how many, how much, how much most likely."),
        entity="opportunities",
        date="expected_on",
        where=Q(state="open"),
        measures=[
            Measure("deals", _("Deals"), COUNT),
            Measure("amount", _("Amount"), partial(Sum, "amount_base"), "money", reads=("amount",)),
            Measure("weighted", _("Weighted amount"), partial(Sum, F("amount_base") * F("probability") / HUNDRED),
                    "money", reads=("amount", "probability"), rule=_("Amount × probability, deal by deal.")),
            Measure("size", _("Average size"), unit="money", per=("amount", "deals")),
        ],
        dimensions=DEALS,
        columns=("customer", "stage", "amount", "expected_on", "owner"),
    )
)  # fmt: skip

declare_report(
    Report(
        key="won-and-lost",
        label=_("Won and lost"),
        help=_("Closed deals by the day on which they were decided: conversion, cycle, and against whom we lost."),
        entity="opportunities",
        date="closed_on",
        where=Q(state__in=["won", "lost"]),
        measures=[
            Measure("decided", pgettext_lazy("deals", "Decided"), COUNT),
            Measure("won", pgettext_lazy("deals", "Won"), COUNT, where=WON),
            Measure("lost", pgettext_lazy("deals", "Lost"), COUNT, where=LOST),
            Measure("rate", _("Win rate"), unit="percent", per=("won", "decided"), rule=_("Won ÷ (won + lost).")),
            Measure("won_amount", _("Amount won"), partial(Sum, "amount_base"), "money", where=WON, reads=("amount",)),
            Measure("won_size", _("Average won"), unit="money", per=("won_amount", "won")),
            Measure("cycle", _("Cycle (days)"), partial(Avg, DAYS), "days", where=WON,
                    rule=_("Days from the begin of a won deal to its close, on average.")),
        ],
        dimensions=[
            *DEALS, Dimension("lost_to", "lost_to_id", ("opportunities", "lost_to")),
            Dimension("lost_reason", "lost_reason_id", ("opportunities", "lost_reason")),
        ],
        funnel=("decided", "won"),
        columns=("customer", "state", "amount", "closed_on", "owner", "lost_reason", "lost_to"),
    )
)  # fmt: skip

declare_report(
    Report(
        key="orders",
        label=_("Orders received"),
        help=_("Confirmed orders by their date, in the base currency."),
        entity="orders",
        date="dated",
        where=Q(state__in=["awaiting", "shipped", "done"]),
        measures=[
            Measure("orders", _("Orders"), COUNT),
            Measure("amount", _("Amount"), partial(Sum, "total_base"), "money", reads=("total_base",)),
            Measure("size", _("Average order"), unit="money", per=("amount", "orders")),
            Measure("margin", _("Margin"), partial(Sum, "margin_base"), "money", reads=("margin_base",)),
            Measure("invoiced", _("Invoiced of it"), partial(Sum, "invoiced_base"), "money", reads=("invoiced_base",)),
        ],
        dimensions=[
            *owner_of("orders"), Dimension("state", "state", ("orders", "state")),
            Dimension("customer", "customer_id", ("orders", "customer")),
            Dimension("payment_method", "payment_method_id", ("orders", "payment_method")),
            Dimension("delivery_method", "delivery_method_id", ("orders", "delivery_method")),
            *customers_by("customer__"),
        ],
        columns=OF_DOCUMENTS,
    )
)  # fmt: skip

declare_report(
    Report(
        key="sales",
        label=_("Sales and gross profit"),
        help=_("Issued invoices less credit notes, line by line, without tax: by product, customer, person, region."),
        entity="invoice_lines",
        date="invoice__dated",
        where=Q(invoice__state="issued", invoice__deleted_at=None),
        measures=[
            Measure("revenue", _("Revenue"),
                    partial(Sum, F("net") * F("invoice__rate") * SIGN), "money", reads=("net",),
                    rule=_("Net amounts at the rate of the invoice; credit notes count against it.")),
            Measure("quantity", _("Quantity"), partial(Sum, F("quantity") * SIGN), "number", reads=("quantity",)),
            Measure("cost", _("Cost"), partial(Sum, F("quantity") * F("cost") * SIGN), "money", reads=("cost",)),
            Measure("profit", _("Gross profit"),
                    partial(Sum, (F("net") * F("invoice__rate") - F("quantity") * F("cost")) * SIGN), "money",
                    reads=("net", "cost"), rule=_("Revenue less cost, over lines whose cost is known.")),
            Measure("profit_share", _("Gross profit margin"), unit="percent", per=("profit", "revenue")),
        ],
        dimensions=[
            *product_by("invoice_lines"), *owner_of("invoices", "invoice__"),
            Dimension("customer", "invoice__customer_id", ("invoices", "customer")),
            *customers_by("invoice__customer__"),
        ],
        columns=("invoice", "product", "quantity", "price", "net"),
    )
)  # fmt: skip

declare_report(
    Report(
        key="invoices",
        label=_("Invoices issued"),
        help=_("Issued invoices and credit notes by their date, in the base currency: how many and how much."),
        entity="invoices",
        date="dated",
        where=Q(state="issued"),
        measures=[
            Measure("total", pgettext_lazy("with tax", "Total"), partial(Sum, F("total_base") * DOCUMENT_SIGN), "money",
                    reads=("total_base",), rule=_("With tax; credit notes count against it.")),
            Measure("invoices", _("Invoices"), COUNT, where=INVOICE),
            Measure("credit_notes", _("Credit notes"), COUNT, where=~INVOICE),
            Measure("invoiced", _("Total of invoices"), partial(Sum, "total_base"), "money", where=INVOICE,
                    reads=("total_base",)),
            Measure("size", _("Average invoice"), unit="money", per=("invoiced", "invoices")),
        ],
        dimensions=[
            *owner_of("invoices"), Dimension("kind", "kind", ("invoices", "kind")),
            Dimension("customer", "customer_id", ("invoices", "customer")), *customers_by("customer__"),
        ],
        columns=OF_DOCUMENTS,
    )
)  # fmt: skip

declare_report(
    Report(
        key="receipts",
        label=_("Money received"),
        help=_("Booked receipts and refunds by their day."),
        entity="receipts",
        date="dated",
        where=Q(state="booked"),
        measures=[
            Measure("receipts", _("Receipts"), COUNT, where=Q(kind="receipt")),
            Measure("amount", _("Amount"), partial(Sum, "amount"), "money", where=Q(kind="receipt"), reads=("amount",),
                    rule=_("In the currency of each account; group by currency where there are several.")),
            Measure("refunds", _("Refunds"), partial(Sum, "amount"), "money", where=Q(kind="refund"),
                    reads=("amount",)),
        ],
        dimensions=[
            *owner_of("receipts"), Dimension("currency", "currency", ("receipts", "currency")),
            Dimension("method", "method_id", ("receipts", "method")),
            Dimension("customer", "customer_id", ("receipts", "customer")), *customers_by("customer__"),
        ],
        columns=("customer", "kind", "amount", "dated", "cash_account"),
    )
)  # fmt: skip

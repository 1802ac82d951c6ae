"""Commissions by month and by what they were earned with, and plan against actual: of people, and of departments."""

from __future__ import annotations

from functools import partial

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.insight.dimensions import customers_by, owner_of, product_by
from zhike.areas.performance.measuring import actual, profit
from zhike.areas.performance.models import Measure as Planned
from zhike.kernel.reports.parts import Dimension, Measure, Report, declare_report

AMOUNT = partial(Sum, "amount")
OF_ALL_GOODS = Q(cycle="month", product=None, category=None, customer=None)

declare_report(
    Report(
        key="commissions",
        label=_("Commissions"),
        help=_("Commission statements by their month: earned, taken back, and how much of it is paid."),
        entity="commission_statements",
        date="month",
        measures=[
            Measure("amount", _("Commission"), AMOUNT, "money", reads=("amount",)),
            Measure("earned", pgettext_lazy("commission", "Earned"), partial(Sum, "earned"), "money",
                    reads=("earned",)),
            Measure("taken_back", pgettext_lazy("commission", "Taken back"), partial(Sum, "taken_back"), "money",
                    reads=("taken_back",)),
            Measure("paid", pgettext_lazy("commission", "Paid"), AMOUNT, "money", where=Q(state="paid"),
                    reads=("amount", "state")),
            Measure("statements", _("Commission statements"), partial(Count, "pk")),
        ],
        dimensions=[
            *owner_of("commission_statements"), Dimension("state", "state", ("commission_statements", "state")),
        ],
        columns=("owner", "month", "state", "amount"),
    )
)  # fmt: skip

declare_report(
    Report(
        key="commissions-earned",
        label=_("What commissions were earned with"),
        help=_("The lines of commission statements by product, customer, rule and person."),
        entity="commission_lines",
        date="statement__month",
        measures=[
            Measure("amount", _("Commission"), AMOUNT, "money", reads=("amount",)),
            Measure("lines", _("Lines"), partial(Count, "pk")),
        ],
        dimensions=[
            *product_by("commission_lines"), Dimension("customer", "customer_id", ("commission_lines", "customer")),
            Dimension("rule", "rule_id", ("commission_lines", "rule")), *owner_of("commission_lines"),
            *customers_by("customer__"),
        ],
        columns=("statement", "invoice", "customer", "product", "basis", "share", "amount"),
    )
)  # fmt: skip


def _plan_and_actual(measure: Planned) -> list[Measure]:
    """Three figures of a measure: planned, reached, and the share of the one in the other."""
    of, key = Q(measure=measure), measure.value
    reached, reads = (profit, "profit") if measure == Planned.PROFIT else (actual, "actual")
    return [
        Measure(f"{key}_goal", _said(measure, pgettext_lazy("plan", "Target")), partial(Sum, "goal"), "money",
                where=of, reads=("goal", reads)),
        Measure(f"{key}_reached", _said(measure, pgettext_lazy("plan", "Reached")), lambda **how: Sum(reached(), **how),
                "money", where=of, reads=("goal", reads)),
        Measure(f"{key}_share", _said(measure, pgettext_lazy("plan", "Attainment")), unit="percent",
                per=(f"{key}_reached", f"{key}_goal"), reads=("goal", reads)),
    ]  # fmt: skip


def _said(measure: Planned, words: str | Promise) -> str | Promise:
    return format_lazy("{measure}: {words}", measure=measure.label, words=words)


OF_PEOPLE = _("Plans of months for all goods and customers, with what was reached by now.")
OF_DEPARTMENTS = _("The same for departments, each with those below it: sums over several levels count twice.")
for report_key, label, words, whose in (
    ("plans-of-people", _("Plan and actual of people"), OF_PEOPLE, Q(owner__isnull=False)),
    ("plans-of-departments", _("Plan and actual of departments"), OF_DEPARTMENTS,
     Q(owner=None, department__isnull=False)),
):  # fmt: skip
    declare_report(
        Report(
            key=report_key,
            label=label,
            help=words,
            entity="sales_targets",
            date="starts_on",
            where=OF_ALL_GOODS & whose,
            measures=[
                figure
                for planned in (Planned.ORDERS, Planned.RECEIVED, Planned.INVOICED, Planned.PROFIT)
                for figure in _plan_and_actual(planned)
            ],
            dimensions=owner_of("sales_targets"),
            columns=("measure", "starts_on", "owner", "department", "goal", "actual", "attainment"),
        )
    )  # fmt: skip

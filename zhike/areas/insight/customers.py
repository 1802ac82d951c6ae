"""Reports on the customer book and on the work with it."""

from __future__ import annotations

from functools import partial

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from zhike.areas.insight.dimensions import customers_by, owner_of
from zhike.kernel.reports.parts import Dimension, Measure, Report, declare_report

declare_report(
    Report(
        key="new-customers",
        label=_("New customers"),
        help=_("Who was added to the book, by whom, and what kind of customers they are."),
        entity="customers",
        date="created_at",
        measures=[
            Measure("customers", _("Customers"), partial(Count, "pk"), rule=_("Customers created in the period.")),
            Measure("gold", _("Gold members"), partial(Count, "pk"), where=Q(vip=True), reads=("vip",)),
            Measure(
                "contacted", _("Contacted"), partial(Count, "pk"), where=Q(last_contact_at__isnull=False),
                rule=_("Those with at least one call, visit or mail up to now."),
            ),
            Measure("contacted_share", _("Share contacted"), unit="percent", per=("contacted", "customers")),
            Measure("credit", _("Credit limits"), partial(Sum, "credit_limit"), "money", reads=("credit_limit",)),
        ],
        dimensions=[*owner_of("customers"), *customers_by()],
        columns=("level", "region", "owner", "created_at", "last_contact_at"),
    )
)  # fmt: skip

declare_report(
    Report(
        key="work",
        label=_("Calls and visits"),
        help=_("What was done with customers: calls, visits, mails and notes, by person, department and month."),
        entity="activities",
        date="at",
        measures=[
            Measure("activities", _("Activities"), partial(Count, "pk")),
            Measure("calls", _("Calls"), partial(Count, "pk"), where=Q(kind="call")),
            Measure("visits", _("Visits"), partial(Count, "pk"), where=Q(kind="visit")),
            Measure("reached", _("Customers reached"), partial(Count, "customer_id", distinct=True),
                    where=Q(kind__in=["call", "visit", "mail"]), rule=_("Each customer counts once.")),
            Measure("minutes", _("Minutes"), partial(Sum, "minutes"), reads=("minutes",)),
        ],
        dimensions=[
            *owner_of("activities"), Dimension("kind", "kind", ("activities", "kind")),
            Dimension("result", "result_id", ("activities", "result")), *customers_by("customer__"),
        ],
        columns=("kind", "customer", "owner", "at", "result"),
    )
)  # fmt: skip

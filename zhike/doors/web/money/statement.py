"""The statement of account of a customer over a period."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.areas.finance import statements
from zhike.areas.finance.models import EntryKind
from zhike.areas.organisation.company import company
from zhike.doors.web.frame import page
from zhike.doors.web.money.figures import day_of, money, sum_of
from zhike.doors.web.money.overview import row
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.looks import note_opening
from zhike.kernel.entity.registry import entities


@require_safe
def statement(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Opening, what happened, closing: in each currency; and how old is what is owed. Printed, it is a letter."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    customer = statements.customer_of(customer_id, by)
    note_opening(customer, by)
    today = timezone.localdate()
    until = day_of(request, "until", today)
    since = min(day_of(request, "since", until.replace(month=1, day=1)), until)
    links = {one.key for one in entities() if by.rights.reach(one.granted_by, "view")}
    context = {
        "title": _("Statement of account"), "customer": customer, "since": since, "until": until, "today": today,
        "company": company(), "labels": statements.BUCKET_LABELS, "ageing": row(statements.ageing_of(customer)),
        "statements": [shown(one, links) for one in statements.statements(customer, since, until)],
        "periods": periods(today),
    }  # fmt: skip
    crumbs = [
        {"label": _("What is owed"), "url": "/money"}, {"label": customer.name, "url": f"/customers/{customer.pk}"},
        {"label": str(context["title"]), "url": ""},
    ]  # fmt: skip
    return page(request, "web/money/statement.html", context, crumbs=crumbs)


def shown(one: statements.Statement, links: set[str]) -> dict[str, Any]:
    """A statement as the page writes it; a document is a link for those who may open its kind."""
    kinds = dict(EntryKind.choices)
    return {
        "currency": one.currency, "opening": sum_of(one.opening), "closing": sum_of(one.closing),
        "debit": sum_of(one.debit), "credit": sum_of(one.credit), "more": one.more,
        "moves": [
            {
                "dated": move.dated, "number": move.number, "kind": kinds.get(move.kind, move.kind), "text": move.text,
                "debit": money(move.debit), "credit": money(move.credit), "balance": sum_of(move.balance),
                "url": f"/{move.document_entity}/{move.document_id}" if move.document_entity in links else "",
            }
            for move in one.moves
        ],
    }  # fmt: skip


def first_of_quarter(day: date) -> date:
    """The first day of the quarter in which a day lies."""
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def periods(today: date) -> list[dict[str, Any]]:
    """The periods that people ask for most, as links."""
    quarter = first_of_quarter(today)
    before = first_of_quarter(quarter - timedelta(days=1))
    return [
        {"label": _("This month"), "since": today.replace(day=1), "until": today},
        {"label": _("This quarter"), "since": quarter, "until": today},
        {"label": _("Last quarter"), "since": before, "until": quarter - timedelta(days=1)},
        {"label": _("This year"), "since": today.replace(month=1, day=1), "until": today},
    ]

"""What is owed and how old it is; what lies in the accounts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.areas.finance.cash import closed_until
from zhike.areas.finance.cash_days import balance_now
from zhike.areas.finance.currencies import base_currency
from zhike.areas.finance.customer_card import sees_accounts
from zhike.areas.finance.models import CashAccount
from zhike.areas.finance.reconciling import RECONCILE
from zhike.areas.finance.statements import BUCKET_LABELS, Ageing, ageing
from zhike.doors.web.frame import page
from zhike.doors.web.money.figures import money, sum_of
from zhike.kernel.access.actor import Actor

MOST_CUSTOMERS = 100
MOST_ACCOUNTS = 50


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The ageing of what is owed by the customers whom the person sees, and the cash accounts for a bookkeeper."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not sees_accounts(by):
        raise Http404
    listed, whole, count = ageing(by, most=MOST_CUSTOMERS)
    context = {
        "title": _("What is owed"), "currency": base_currency(), "labels": BUCKET_LABELS,
        "rows": [row(one["ageing"]) | {"name": one["name"], "url": f"/money/customers/{one['id']}"} for one in listed],
        "whole": row(whole), "tiles": tiles(whole), "more": max(0, count - len(listed)),
        "accounts": cash_accounts(by), "may_reconcile": by.may(RECONCILE),
    }  # fmt: skip
    return page(request, "web/money/overview.html", context, crumbs=[{"label": str(context["title"]), "url": ""}])


def row(found: Ageing) -> dict[str, Any]:
    """The amounts of one line of the table."""
    return {
        "buckets": [money(one) for one in found.buckets], "credit": money(-found.credit), "net": sum_of(found.net),
        "late": any(found.buckets[1:]),
    }  # fmt: skip


def tiles(whole: Ageing) -> list[dict[str, Any]]:
    """The sums at the top."""
    late = sum(whole.buckets[1:])
    share = f"{late / whole.owed:.0%}" if whole.owed else ""
    return [
        {"label": _("Receivables"), "value": sum_of(whole.owed), "url": "/open_items?view=open"},
        {"label": _("Overdue"), "value": sum_of(whole.owed - whole.buckets[0]), "note": share,
         "url": "/open_items?view=overdue"},
        {"label": _("Paid in advance, not matched"), "value": sum_of(whole.credit)},
    ]  # fmt: skip


def cash_accounts(by: Actor) -> list[dict[str, Any]]:
    """The cash accounts with what lies in them, for those who keep the cash book."""
    found = list(CashAccount.objects.visible_to(by).filter(retired=False).order_by("name")[:MOST_ACCOUNTS])
    closed = closed_until(one.pk for one in found) if found else {}
    return [
        {"name": one.name, "currency": one.currency, "balance": sum_of(balance_now(one.pk)),
         "closed": closed.get(one.pk), "url": f"/money/cash/{one.pk}/day"}
        for one in found
    ]  # fmt: skip

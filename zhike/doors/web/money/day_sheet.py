"""The sheet of a day: what lay in an account, what came in and went out, what lies in it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.areas.customers.models import Customer
from zhike.areas.finance.cash_days import figures_of
from zhike.areas.finance.models import CashAccount, CashDay, CashEntry
from zhike.areas.organisation.company import company
from zhike.doors.web.frame import page
from zhike.doors.web.money.figures import day_of, money, sum_of
from zhike.doors.web.records.opening import opened, record_of
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.fields.reading import reading_for

MOST_ENTRIES = 500


@require_safe
def sheet(request: HttpRequest, account_id: int) -> HttpResponse:
    """One day of one account; the days and accounts beside it are a click away."""
    entity, by = opened(request, "cash_accounts")
    account: CashAccount = record_of(entity, account_id, by)
    today = timezone.localdate()
    day = day_of(request, "day", today)
    figures = figures_of(account, day)
    closing = CashDay.objects.filter(account=account, reopened_at=None, day__gte=day).order_by("day").first()
    context = {
        "title": _("Day sheet"), "account": account, "day": day, "today": today, "company": company(),
        "before": day - timedelta(days=1), "after": day + timedelta(days=1) if day < today else None,
        "opening": sum_of(figures.opening), "received": sum_of(figures.received), "paid": sum_of(figures.paid),
        "closing": sum_of(figures.closing), "rows": entries(account, day, by), "closed": closing,
        "others": list(CashAccount.objects.visible_to(by).filter(retired=False).order_by("name")[:30]),
        "may_close": closing is None and entity.actions["close_day"].allowed(by),
        "may_book": closing is None and entity.actions["receive"].allowed(by),
    }  # fmt: skip
    crumbs = [
        {"label": str(entity.label_plural), "url": "/cash_accounts"},
        {"label": account.name, "url": f"/cash_accounts/{account.pk}"}, {"label": str(context["title"]), "url": ""},
    ]  # fmt: skip
    return page(request, "web/money/day_sheet.html", context, crumbs=crumbs)


def entries(account: CashAccount, day: Any, by: Actor) -> list[dict[str, Any]]:
    """The entries of the day in their order, with the balance after each."""
    rows = CashEntry.objects.visible_to(by).filter(account=account, dated=day).select_related("counter")
    found = list(rows.order_by("pk")[:MOST_ENTRIES])
    seen = Customer.objects.visible_to(by).filter(pk__in={one.customer_id for one in found if one.customer_id})
    names = dict(seen.values_list("pk", "name"))
    people, field = reading_for(by), entity_of(CashEntry).fields["kind"]
    return [
        {
            "number": one.number, "url": f"/cash_entries/{one.pk}", "kind": field.type.text(one.kind, field, people),
            "text": one.text, "customer": names.get(one.customer_id, ""), "counter": one.counter,
            "came": money(one.amount) if one.amount > 0 else "", "went": money(-one.amount) if one.amount < 0 else "",
            "balance": sum_of(one.balance),
        }
        for one in found
    ]  # fmt: skip

"""The page on which anyone who may sees that documents, accounts and cash book say the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhike.areas.finance.reconciling import RECONCILE, reconcile
from zhike.doors.web.frame import page as frame_page
from zhike.doors.web.money.figures import sum_of
from zhike.doors.web.settings.opening import opened_with


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every check with what it found; run when the page is opened."""
    by = opened_with(request, RECONCILE)
    found = [
        {
            "label": one.check.label, "well": one.well, "count": one.count, "seconds": f"{one.seconds:.2f}",
            "left": one.check.left, "right": one.check.right,
            "rows": [
                {"title": row.title, "url": row.url, "ours": sum_of(row.ours), "theirs": sum_of(row.theirs),
                 "gap": sum_of(row.gap)}
                for row in one.differences
            ],
        }
        for one in reconcile(by)
    ]  # fmt: skip
    context = {"title": _("Reconciliation"), "findings": found, "wrong": sum(not one["well"] for one in found)}
    crumbs = [{"label": _("What is owed"), "url": "/money"}, {"label": str(context["title"]), "url": ""}]
    return frame_page(request, "web/money/reconciliation.html", context, crumbs=crumbs)

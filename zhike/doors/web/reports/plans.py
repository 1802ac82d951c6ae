"""The rows behind what a sales plan has reached."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhike.areas.performance.measuring import COUNTED, Known
from zhike.areas.performance.models import Measure
from zhike.areas.performance.plan_card import pace_of
from zhike.doors.web.records.opening import opened, record_of
from zhike.doors.web.reports.views import rows_behind
from zhike.kernel.entity.registry import entity_named

COLUMNS = {
    Measure.ORDERS: ("order", "product", "quantity", "price", "net"),
    Measure.INVOICED: ("invoice", "product", "quantity", "price", "net"),
    Measure.PROFIT: ("invoice", "product", "quantity", "price", "net", "cost"),
    Measure.RECEIVED: ("customer", "kind", "amount", "currency", "dated", "owner"),
    Measure.DEALS: ("customer", "amount", "closed_on", "owner"),
}


@require_safe
def rows(request: HttpRequest, record_id: int) -> HttpResponse:
    """The documents or deals that a plan counts, as far as the person may see them."""
    entity, by = opened(request, "sales_targets")
    target = record_of(entity, record_id, by)
    measure = Measure(target.measure)
    counted = COUNTED[measure]
    behind = entity_named(counted.entity)
    if pace_of(target, by) is None or not behind.reach(by, "view"):
        raise Http404
    crumbs = [
        {"label": str(entity.label_plural), "url": entity.url()},
        {"label": target.name, "url": entity.url(target.pk)},
    ]
    where = counted.rows(Known(target))
    title = str(measure.label)
    return rows_behind(request, behind, COLUMNS[measure], lambda found: found.filter(where), title, crumbs)

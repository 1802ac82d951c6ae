"""The plan of the month on the first page: the person's own, else that of the department."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from zhike.areas.performance.explaining import percent
from zhike.areas.performance.models import Cycle, Measure, SalesTarget
from zhike.areas.performance.plan_card import pace_of
from zhike.doors.web.home.lists import may_see
from zhike.kernel.access.actor import Actor
from zhike.kernel.text.amounts import short_amount


def of_this_month(by: Actor, today: date) -> dict[str, Any] | None:
    """How far the plan of orders of this month is; None without one."""
    if not may_see("sales_targets", by):
        return None
    whose = Q(owner=by.employee_id) | Q(owner=None, department=by.department_id, department__isnull=False)
    rows = SalesTarget.objects.visible_to(by).filter(
        whose, cycle=Cycle.MONTH, measure=Measure.ORDERS, starts_on__lte=today, ends_on__gte=today,
        product=None, category=None, customer=None,
    )  # fmt: skip
    plan = rows.select_related("department").order_by(F("owner").asc(nulls_last=True), "pk").first()
    found = pace_of(plan, by) if plan is not None else None
    if plan is None or found is None:
        return None
    note = _("%(reached)s of %(goal)s; %(time)s of the time is gone") % {
        "reached": short_amount(found.reached), "goal": short_amount(found.goal), "time": percent(found.time_gone),
    }  # fmt: skip
    share = percent(found.share) if found.share is not None else "—"
    return {"label": _("Plan of this month"), "value": share, "note": note, "url": f"/sales_targets/{plan.pk}"}

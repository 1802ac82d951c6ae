"""What stands on the cards of plans, and what cards of people and departments say of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from zhike.areas.catalog.rights import SEE_COST
from zhike.areas.performance.explaining import TEXT, money, percent
from zhike.areas.performance.measuring import reached
from zhike.areas.performance.models import Measure, SalesTarget
from zhike.areas.performance.pace import Pace, pace
from zhike.kernel.access.actor import Actor
from zhike.kernel.entity.once import once
from zhike.kernel.entity.parts import Figure, Insight, Shown, Warn
from zhike.kernel.entity.registry import entity_of

MOST_PLANS = 60


@once
def pace_of(target: SalesTarget, by: Actor) -> Pace | None:
    """How a plan stands today; None where the actor may not know: gross profit without the power, hidden fields."""
    if target.measure == Measure.PROFIT and not by.may(SEE_COST):
        return None
    if not {"goal", "measure"} <= set(entity_of(target).readable(by)):
        return None
    return pace(target.goal, reached(target), target.starts_on, target.ends_on, timezone.localdate())


def reached_so_far(target: SalesTarget, by: Actor) -> Shown | None:
    """What was reached, and how much of the plan that is; it opens the rows."""
    found = pace_of(target, by)
    if found is None:
        return None
    tone = "warning" if found.behind else ""
    return Shown(words(target, found.reached), _of_plan(found), tone, rows_url(target))


def gap(target: SalesTarget, by: Actor) -> Shown | None:
    """What is missing, or what is over."""
    found = pace_of(target, by)
    if found is None:
        return None
    if found.gap <= 0:
        return Shown(words(target, -found.gap), _("over the plan"))
    return Shown(words(target, found.gap), _("%(share)s of the time is gone") % {"share": percent(found.time_gone)})


def needed(target: SalesTarget, by: Actor) -> Shown | None:
    """What each working day that is left takes."""
    found = pace_of(target, by)
    if found is None or found.needed is None or not found.gap > 0:
        return None
    left = ngettext("%(count)s working day left", "%(count)s working days left", found.days_left)
    return Shown(words(target, found.needed, 2), left % {"count": found.days_left})


def forecast(target: SalesTarget, by: Actor) -> Shown | None:
    """Where it ends when it goes on as until now."""
    found = pace_of(target, by)
    if found is None or found.forecast is None or not found.days_left:
        return None
    share = percent((found.forecast / found.goal * 100).quantize(Decimal("0.1"))) if found.goal else ""
    tone = "danger" if found.forecast < found.goal else ""
    return Shown(words(target, found.forecast), _("%(share)s of the plan") % {"share": share} if share else "", tone)


def parts_differ(target: SalesTarget, by: Actor) -> Sequence[Warn]:
    """That the parts of a plan are not the whole any more: over time, departments and people, each for themselves.

    They are told apart by their period, and by whether they are a person's.
    """
    if "goal" not in entity_of(target).readable(by):
        return ()
    parts = target.parts.filter(deleted_at=None).order_by().annotate(personal=IsNull(F("owner"), False))
    sums = parts.values("cycle", "personal").annotate(sum=Sum("goal"))
    message = _("The parts come to %(sum)s together, the plan to %(goal)s.")
    return [
        Warn(message % {"sum": words(target, row["sum"]), "goal": words(target, target.goal)})
        for row in sums
        if row["sum"] != target.goal
    ]


def rows_url(target: SalesTarget) -> str:
    """The page with the rows behind a plan's figure, as far as the reader may see them."""
    return f"/sales_targets/{target.pk}/rows"


def words(target: SalesTarget, amount: Decimal, places: int = 0) -> str:
    """An amount of a plan, or a number of deals."""
    return money(amount) if target.measure != Measure.DEALS else number_format(amount, decimal_pos=places)


def _of_plan(found: Pace) -> Any:
    return "" if found.share is None else _("%(share)s of the plan") % {"share": percent(found.share)}


def plans_of_person(person: Any, by: Actor) -> dict[str, Any]:
    """The plans of a person that run today."""
    return _plans(Q(owner=person.pk), by)


def plans_of_department(department: Any, by: Actor) -> dict[str, Any]:
    """The plans of a department that run today, and of those who work there."""
    return _plans(Q(department=department.pk), by)


def _plans(where: Q, by: Actor) -> dict[str, Any]:
    today = timezone.localdate()
    rows = SalesTarget.objects.visible_to(by).filter(where, starts_on__lte=today, ends_on__gte=today)
    related = ("owner", "department", "category")
    found = rows.select_related(*related).order_by("owner__name", "measure", "-ends_on", "pk")[:MOST_PLANS]
    return {"plans": [_told(one, by, today) for one in found]}


def _told(target: SalesTarget, by: Actor, today: date) -> dict[str, Any]:
    found = pace_of(target, by)
    told = {"id": str(target.pk), "name": target.name, "measure": str(target.get_measure_display())}
    if found is None:
        return told
    return told | {
        "goal": str(found.goal), "reached": str(found.reached), "gap": str(found.gap),
        "share": str(found.share) if found.share is not None else None, "time_gone": str(found.time_gone),
        "needed": str(found.needed) if found.needed is not None else None,
        "forecast": str(found.forecast) if found.forecast is not None else None, "behind": found.behind,
        "shown": {
            "goal": words(target, found.goal), "reached": words(target, found.reached),
            "gap": words(target, found.gap), "share": percent(found.share) if found.share is not None else "—",
            "forecast": words(target, found.forecast) if found.forecast is not None else "—",
        },
        "url": rows_url(target), "bar": int(min(found.share or 0, Decimal(100))),
    }  # fmt: skip


OPTIONAL = {"type": ["string", "null"]}
PLANS = {
    "type": "object", "required": ["plans"], "properties": {"plans": {"type": "array", "items": {
        "type": "object", "required": ["id", "name", "measure"], "properties": {
            "id": TEXT, "name": TEXT, "measure": TEXT, "goal": TEXT, "reached": TEXT, "gap": TEXT, "share": OPTIONAL,
            "time_gone": TEXT, "needed": OPTIONAL, "forecast": OPTIONAL, "behind": {"type": "boolean"},
        },
    }}},
}  # fmt: skip
OF_PERSON = Insight(
    "plans", _("Plan and actual"), "performance/plans.html", plans_of_person, PLANS,
    "The person's sales plans that run today, with what was reached",
)  # fmt: skip
OF_DEPARTMENT = Insight(
    "plans", _("Plan and actual"), "performance/plans.html", plans_of_department, PLANS,
    "The department's sales plans that run today, and its people's, with what was reached",
)  # fmt: skip
READS = ("goal", "measure")
PLAN_FIGURES = (
    Figure(pgettext_lazy("plan", "Reached"), reached_so_far, READS),
    Figure(pgettext_lazy("plan", "Gap"), gap, READS),
    Figure(_("Needed each day"), needed, READS),
    Figure(pgettext_lazy("plan", "Forecast"), forecast, READS),
)

"""What is filled in and checked before a sales plan is saved: its period, its department and its name."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy, pgettext

from zhike.areas.performance.models import Measure, SalesTarget
from zhike.areas.performance.periods import period_of, period_words
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2200, 1, 1)
BY_PRODUCT = (Measure.ORDERS, Measure.INVOICED, Measure.PROFIT, Measure.DEALS)

NAMING = frozenset({"measure", "cycle", "starts_on", "owner", "department", "product", "category", "customer"})


def complete_target(target: SalesTarget, changed: frozenset[str], by: Actor) -> None:
    """The period is a whole one, a person's department is theirs, and what the measure can't tell apart is refused."""
    if not FIRST_DAY <= target.starts_on < LAST_DAY:
        raise Refused(gettext_lazy("This is no day that can be planned for."), field="starts_on", code="out_of_range")
    target.starts_on, target.ends_on = period_of(target.cycle, target.starts_on)
    if target.goal is not None and target.goal < 0:
        raise Refused(gettext_lazy("This can't be negative."), field="goal", code="out_of_range")
    if target.owner is not None:
        target.department_id = target.owner.department_id
    if target.product_id is not None and target.category_id is not None:
        raise Refused(gettext_lazy("Name a product or a category, not both."), field="category", code="both")
    if target.measure not in BY_PRODUCT:
        for name in ("product", "category"):
            if getattr(target, f"{name}_id") is not None:
                raise Refused(
                    gettext_lazy("Money received is not told apart by product."), field=name, code="not_by_product"
                )
    renamed = bool(changed & NAMING) and "name" not in changed
    if not target.name or renamed:
        target.name = name_of(target)


def name_of(target: SalesTarget) -> str:
    """What a plan is called unless somebody calls it otherwise: whose it is, of what, and when."""
    about = [str(one) for one in (target.product, target.category, target.customer) if one is not None]
    whose = target.owner or target.department
    parts = [
        str(whose) if whose is not None else pgettext("plan", "Company"),
        *about,
        period_words(target.cycle, target.starts_on),
    ]
    return " · ".join([*parts, str(target.get_measure_display())])[:200]

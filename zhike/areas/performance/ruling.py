"""Which rule decides about a line of an invoice: that with the highest priority, among equals the most particular."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from zhike.areas.performance.earning import Earned
from zhike.areas.performance.models import CommissionRule, Method


def rules_in_force() -> list[CommissionRule]:
    """The rules that are used, in the order in which they are asked: who comes first and fits, decides."""
    rows = CommissionRule.objects.filter(deleted_at=None, retired=False).select_related("category")
    return sorted(rows, key=lambda rule: (-rule.priority, _generality(rule), rule.pk))


def rule_for(line: Earned, rules: Sequence[CommissionRule]) -> CommissionRule | None:
    """The first of the rules (see `rules_in_force`) that fits, or None. What a credit note credits decides its rule."""
    return next((rule for rule in rules if fits(rule, line)), None)


def fits(rule: CommissionRule, line: Earned) -> bool:
    """Whether a rule is about a line: its day, its product, its customer, and what is earned on it.

    A rule about gross profit fits only where the cost is known.
    """
    return (
        _within(rule.valid_from, line.dated, rule.valid_until)
        and _about_product(rule, line)
        and rule.customer_level_id in (None, line.invoice.customer.level_id)
        and _in_band(rule, line.margin)
    )


def _within(first: date | None, day: date, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _about_product(rule: CommissionRule, line: Earned) -> bool:
    product = line.line.product
    if rule.product_id is not None:
        return line.line.product_id == rule.product_id
    if rule.category is None:
        return True
    category = product.category if product is not None else None
    return category is not None and category.path.startswith(rule.category.path)


def _in_band(rule: CommissionRule, margin: Decimal | None) -> bool:
    banded = rule.margin_from is not None or rule.margin_below is not None
    if margin is None:
        return not banded and rule.method == Method.REVENUE
    return (rule.margin_from is None or margin >= rule.margin_from) and (
        rule.margin_below is None or margin < rule.margin_below
    )


def _generality(rule: CommissionRule) -> tuple[int, int, int, int]:
    """How general a rule is: a product before a category, the deeper category, a level, a band, a time."""
    if rule.product_id is not None:
        place, depth = 0, 0
    else:
        place, depth = (1, -rule.category.path.count("/")) if rule.category is not None else (2, 0)
    banded = rule.margin_from is not None or rule.margin_below is not None
    return place, depth, int(rule.customer_level_id is None), int(not banded)

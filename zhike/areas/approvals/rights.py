"""Everybody sees what waits for them to decide; managers decide."""

from zhike.areas.approvals.actions import DECIDE
from zhike.kernel.access.presets import give

give("sales_manager", "approvals", "below", "view", powers=(DECIDE,))
for role in ("seller", "service", "bookkeeper"):
    give(role, "approvals", "own", "view")

"""Commission rules, splits and statements; sales plans."""

from zhike.areas.performance.models.commissions import (
    CommissionLine,
    CommissionRule,
    CommissionShare,
    CommissionSplit,
    CommissionStatement,
    Method,
    StatementState,
)
from zhike.areas.performance.models.plans import Cycle, Measure, SalesTarget

__all__ = [
    "CommissionLine", "CommissionRule", "CommissionShare", "CommissionSplit", "CommissionStatement", "Cycle", "Measure",
    "Method", "SalesTarget", "StatementState",
]  # fmt: skip

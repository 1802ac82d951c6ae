"""What people do with commissions and sales plans."""

from zhike.areas.performance.actions.commissions import (
    calculate_commissions,
    confirm_commission,
    pay_commission,
    recalculate,
    reopen_commission,
)
from zhike.areas.performance.actions.plans import split_over_departments, split_over_people, split_over_time

__all__ = [
    "calculate_commissions", "confirm_commission", "pay_commission", "recalculate", "reopen_commission",
    "split_over_departments", "split_over_people", "split_over_time",
]  # fmt: skip

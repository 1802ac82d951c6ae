"""What people do with commissions and sales plans."""

from zhike.areas.performance.actions.commissions import (
    calculate_commissions,
    confirm_commission,
    pay_commission,
    recalculate,
    reopen_commission,
)

__all__ = [
    "calculate_commissions", "confirm_commission", "pay_commission", "recalculate", "reopen_commission",
]  # fmt: skip

"""When a contract needs somebody else's approval before it may be signed."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.actions import declare_approvals
from zhike.areas.approvals.rules import ApprovalRule
from zhike.areas.contracts.models import Contract
from zhike.areas.documents.settling import discount_given
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.parts import Words

MOST_WORTH = Decimal(500_000)
"""What a contract may be worth, in the base currency, without somebody else's approval."""
MOST_DISCOUNT = Decimal(10)
APPROVE = declare_power("contracts.approve", _("Approve contracts above the limits"))


def worth_much(contract: Contract) -> Words:
    """Why the worth needs approval."""
    if contract.total_base <= MOST_WORTH:
        return ""
    words = _("It is worth %(worth)s, more than %(most)s.")
    return words % {"worth": f"{contract.total_base:,.2f}", "most": f"{MOST_WORTH:,.0f}"}


def too_cheap(contract: Contract) -> Words:
    """Why the discount needs approval."""
    given = discount_given(contract, list(contract.lines.filter(deleted_at=None)))
    if given is None or given <= MOST_DISCOUNT:
        return ""
    words = _("The discount of %(given)s%% on the list prices is above %(most)s%%.")
    return words % {"given": f"{given:.1f}", "most": f"{MOST_DISCOUNT:f}"}


declare_approvals(Contract, ApprovalRule("worth", APPROVE, worth_much), ApprovalRule("discount", APPROVE, too_cheap))

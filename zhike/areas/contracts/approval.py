"""When a contract needs somebody else's approval before it may be signed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.actions import declare_approvals
from zhike.areas.approvals.rules import ApprovalRule
from zhike.areas.contracts.models import Contract
from zhike.areas.documents.limits import discount_beyond
from zhike.areas.organisation.company import parameters
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.parts import Words

APPROVE = declare_power("contracts.approve", _("Approve contracts above the limits"))


def worth_much(contract: Contract) -> Words:
    """Why the worth needs approval."""
    most = parameters().contract_worth
    if most is None or contract.total_base <= most:
        return ""
    words = _("It is worth %(worth)s, more than %(most)s.")
    return words % {"worth": f"{contract.total_base:,.2f}", "most": f"{most:,.0f}"}


def too_cheap(contract: Contract) -> Words:
    """Why the discount needs approval."""
    beyond = discount_beyond(contract, list(contract.lines.filter(deleted_at=None)), "contract_discount")
    if beyond is None:
        return ""
    words = _("The discount of %(given)s%% on the list prices is above %(most)s%%.")
    return words % {"given": beyond[0], "most": beyond[1]}


declare_approvals(Contract, ApprovalRule("worth", APPROVE, worth_much), ApprovalRule("discount", APPROVE, too_cheap))

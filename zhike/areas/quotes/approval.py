"""When a quote needs somebody else's approval, and who may give it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.actions import declare_approvals
from zhike.areas.approvals.rules import ApprovalRule
from zhike.areas.documents.settling import discount_given
from zhike.areas.quotes.models import Quote
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.parts import Words

MOST_DISCOUNT = Decimal(10)
"""Per cent off the list prices that anybody may give."""
LEAST_MARGIN = Decimal(15)
"""Per cent of the net amount below which somebody else must agree."""
APPROVE_DISCOUNT = declare_power("quotes.approve_discount", _("Approve discounts above the limit"))
APPROVE_MARGIN = declare_power("quotes.approve_margin", _("Approve margins below the limit"))


def too_cheap(quote: Quote) -> Words:
    """Why the discount on the list prices needs approval; nothing while it is within the limit."""
    given = discount_given(quote, list(quote.lines.all()))
    if given is None or given <= MOST_DISCOUNT:
        return ""
    words = _("The discount of %(given)s%% on the list prices is above %(most)s%%.")
    return words % {"given": f"{given:.1f}", "most": f"{MOST_DISCOUNT:f}"}


def too_thin(quote: Quote) -> Words:
    """Why the margin needs approval. It is not told how much it is: not everybody who asks may know the cost."""
    if quote.margin_base is None or quote.cost_base is None:
        return ""
    net = quote.margin_base + quote.cost_base
    thin = quote.margin_base < 0 if net <= 0 else quote.margin_base * 100 < LEAST_MARGIN * net
    return _("The margin is below %(least)s%%.") % {"least": f"{LEAST_MARGIN:f}"} if thin else ""


declare_approvals(
    Quote,
    ApprovalRule("discount", APPROVE_DISCOUNT, too_cheap),
    ApprovalRule("margin", APPROVE_MARGIN, too_thin),
)

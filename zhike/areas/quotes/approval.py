"""When a quote needs somebody else's approval, and who may give it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.approvals.actions import declare_approvals
from zhike.areas.approvals.rules import ApprovalRule
from zhike.areas.documents.limits import discount_beyond, margin_below
from zhike.areas.quotes.models import Quote
from zhike.kernel.access.powers import declare_power
from zhike.kernel.entity.parts import Words

APPROVE_DISCOUNT = declare_power("quotes.approve_discount", _("Approve discounts above the limit"))
APPROVE_MARGIN = declare_power("quotes.approve_margin", _("Approve margins below the limit"))


def too_cheap(quote: Quote) -> Words:
    """Why the discount on the list prices needs approval; nothing while it is within the limit."""
    beyond = discount_beyond(quote, list(quote.lines.all()), "quote_discount")
    if beyond is None:
        return ""
    words = _("The discount of %(given)s%% on the list prices is above %(most)s%%.")
    return words % {"given": beyond[0], "most": beyond[1]}


def too_thin(quote: Quote) -> Words:
    """Why the margin needs approval. It is not told how much it is: not everybody who asks may know the cost."""
    least = margin_below(quote, "quote_margin")
    return _("The margin is below %(least)s%%.") % {"least": least} if least else ""


declare_approvals(
    Quote,
    ApprovalRule("discount", APPROVE_DISCOUNT, too_cheap),
    ApprovalRule("margin", APPROVE_MARGIN, too_thin),
)

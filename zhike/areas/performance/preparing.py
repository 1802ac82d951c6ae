"""What is filled in and checked before a rule, a split, a share or the parameters are saved."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhike.areas.organisation.models import Parameters
from zhike.areas.performance.models import CommissionLine, CommissionRule, CommissionSplit, CommissionStatement
from zhike.areas.performance.models import StatementState as State
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused

WHOLE = Decimal(100)
LEAST_MARGIN = Decimal(-1000)


def complete_rule(rule: CommissionRule, changed: frozenset[str], by: Actor) -> None:
    """A rate is a percentage, a band and a time end after they begin, and a product needs no category."""
    if not 0 <= rule.rate <= WHOLE:
        raise Refused(_("A rate lies between 0 and 100."), field="rate", code="out_of_range")
    for name in ("margin_from", "margin_below"):
        value = getattr(rule, name)
        if value is not None and not LEAST_MARGIN <= value <= WHOLE:
            raise Refused(_("A gross profit margin is at most 100 %."), field=name, code="out_of_range")
    if rule.margin_from is not None and rule.margin_below is not None and rule.margin_from >= rule.margin_below:
        raise Refused(_("This band would hold nothing."), field="margin_below", code="out_of_range")
    if rule.valid_from and rule.valid_until and rule.valid_from > rule.valid_until:
        raise Refused(_("It would end before it begins."), field="valid_until", code="out_of_range")
    if rule.product_id is not None and rule.category_id is not None:
        raise Refused(_("Name a product or a category, not both."), field="category", code="both")


def complete_split(split: CommissionSplit, changed: frozenset[str], by: Actor) -> None:
    """A split goes with its order: the same customer, owner and department. Raises Refused once it is settled."""
    refuse_settled(split.order_id)
    if "order" in changed:
        earlier = CommissionSplit.objects.filter(order=split.order_id, deleted_at=None).exclude(pk=split.pk)
        if earlier.exists():
            raise Refused(_("This order is split already: change that split."), field="order", code="taken")
    order = split.order
    split.customer, split.title = order.customer, order.number
    split.owner_id, split.department_id = order.owner_id, order.department_id


def guard_split(verb: str, splits: Sequence[Any], by: Actor) -> None:
    """What is settled is neither deleted nor brought back."""
    for one in splits:
        refuse_settled(one.order_id)


def refuse_settled(order: int) -> None:
    """Raises Refused when a commission on the order is confirmed or paid."""
    settled = CommissionLine.objects.filter(order=order).exclude(statement__state=State.DRAFT)
    if settled.exists():
        raise Refused(
            _("The commission on this order is confirmed: its shares stay as they are."), code="commission_settled"
        )


def settle_shares(split: Any, shares: Sequence[Any], by: Actor) -> None:
    """All shares are 100 % together, each person has one; without any, the owner has all. Raises Refused."""
    if not shares:
        return
    for place, one in enumerate(shares):
        if not 0 < one.share <= WHOLE:
            raise Refused(_("A share is above 0 and at most 100."), field=f"shares.{place}.share", code="out_of_range")
    people = [one.person_id for one in shares]
    if len(set(people)) != len(people):
        raise Refused(_("Each person has one share."), field="shares", code="twice")
    total = sum((one.share for one in shares), Decimal(0))
    if total != WHOLE:
        words = _("The shares are %(sum)s%% together; they must be 100%%.")
        raise Refused(words % {"sum": f"{total.normalize():f}"}, field="shares", code="not_whole")


def keep_the_basis(parameters: Parameters, changed: frozenset[str], by: Actor) -> None:
    """On what and from when commissions are paid stays once some are confirmed: what was counted would count anew."""
    if not changed & {"commission_basis", "commission_from"}:
        return
    if CommissionStatement.objects.exclude(state=State.DRAFT).exists():
        name = "commission_basis" if "commission_basis" in changed else "commission_from"
        raise Refused(_("Commissions have been confirmed by it: it stays as it is."), field=name, code="in_use")

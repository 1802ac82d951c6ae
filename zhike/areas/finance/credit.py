"""Credit: how much a customer may owe, how much is used, and who may go beyond.

What a customer will owe as well (confirmed orders that are not invoiced yet) is told by the areas above:
`declare_commitment("orders", function)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from zhike.areas.customers.models import Customer
from zhike.areas.finance.balances import balances, lock
from zhike.areas.finance.money import ZERO
from zhike.kernel.access.actor import Actor
from zhike.kernel.access.powers import declare_power
from zhike.kernel.refusals import Refused

EXCEED = declare_power("finance.exceed_credit", _("Go beyond credit limits"))
Commitment = Callable[[Sequence[int]], Mapping[int, Decimal]]
_commitments: dict[str, Commitment] = {}


def declare_commitment(key: str, function: Commitment) -> None:
    """Make known what customers are bound to pay besides the ledger: ids in, amounts in the base currency out.

    The function is asked for many customers at once and answers with one query.
    """
    _commitments[key] = function


@dataclass(frozen=True, slots=True)
class Credit:
    """The credit of a customer in the base currency. Without a limit everything is free (`free` is None)."""

    limit: Decimal | None
    owed: Decimal
    committed: Decimal

    @property
    def used(self) -> Decimal:
        """What the customer owes, less advances, and is bound to pay; never below zero."""
        return max(ZERO, self.owed + self.committed)

    @property
    def free(self) -> Decimal | None:
        """What may still be sold on credit; below zero when the limit is passed, None without a limit."""
        return None if self.limit is None else self.limit - self.used

    @property
    def over(self) -> Decimal:
        """By how much the limit is passed."""
        return max(ZERO, -(self.free or ZERO))


def credits_of(customer_ids: Iterable[int]) -> dict[int, Credit]:
    """The credit of each of these customers, by id; one query and one for each declared commitment."""
    ids = list(customer_ids)
    limits = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "credit_limit"))
    owed, bound = balances(ids), committed(ids)
    return {one: Credit(limits.get(one), owed[one].open if one in owed else ZERO, bound[one]) for one in ids}


def committed(customer_ids: Sequence[int]) -> dict[int, Decimal]:
    """What customers are bound to pay besides the ledger, by id; one query for each declared commitment."""
    bound = [function(customer_ids) for function in _commitments.values()]
    return {one: sum((amounts.get(one, ZERO) for amounts in bound), ZERO) for one in customer_ids}


def credit_of(customer_id: int) -> Credit:
    """The credit of one customer."""
    return credits_of([customer_id])[customer_id]


def used(customer_id: int) -> Decimal:
    """How much credit a customer uses now, in the base currency."""
    return credit_of(customer_id).used


def require_credit(more: Mapping[int, Decimal], *, by: Actor) -> None:
    """Lock customers and let each take so much more credit (base currency); call it before what binds is written.

    Raises Refused for the first whose limit would be passed, unless the actor holds `finance.exceed_credit`. Two
    callers at once go one after the other, so together they never pass a limit.
    """
    lock(more)
    if by.may(EXCEED):
        return
    known = credits_of(more)
    names = dict(Customer.objects.filter(pk__in=list(more)).values_list("pk", "name"))
    for one, amount in sorted(more.items()):
        free = known[one].free
        if free is not None and amount > max(free, ZERO):
            raise Refused(
                _("The credit of %(customer)s does not suffice: limit %(limit)s, used %(used)s, now wanted %(amount)s.")
                % {
                    "customer": names[one], "limit": f"{known[one].limit:,.2f}", "used": f"{known[one].used:,.2f}",
                    "amount": f"{amount:,.2f}",
                },
                code="over_credit",
            )  # fmt: skip

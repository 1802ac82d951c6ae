"""Orders that follow from what was agreed: from an accepted quote, from a contract in force."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from zhike.areas.contracts.models import Contract, ContractState
from zhike.areas.documents.passing_on import PassingOn, declare_passing_on, pass_on
from zhike.areas.orders.models import Order, OrderState
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.registry import entity_of

COUNTS = ~Q(state=OrderState.CANCELLED)
declare_passing_on(PassingOn("quotes", "orders", COUNTS))
declare_passing_on(PassingOn("contracts", "orders", COUNTS))


@action(
    Quote, verb="advance", label=_("Make an order"), icon="shopping-cart",
    sentence=_("%(by)s made an order from the quote %(title)s"), when=Q(state=QuoteState.ACCEPTED),
    otherwise=_("Only an accepted quote becomes an order."),
)  # fmt: skip
def order_from_quote(quotes: Chosen[Quote], *, by: Actor) -> Outcome:
    """Make an unconfirmed order of all that is on an accepted quote and not ordered yet."""
    quote = quotes.one()
    made = pass_on(quote, "orders", by=by)
    return _outcome(quote.pk, made)


@action(
    Contract, verb="advance", label=_("Make an order"), icon="shopping-cart",
    sentence=_("%(by)s made an order from the contract %(title)s"), when=Q(state=ContractState.SIGNED),
    otherwise=_("Only a contract in force becomes an order."),
)  # fmt: skip
def order_from_contract(contracts: Chosen[Contract], *, by: Actor) -> Outcome:
    """Make an unconfirmed order of all that is in a contract and not ordered yet."""
    contract = contracts.one()
    made = pass_on(contract, "orders", by=by)
    return _outcome(contract.pk, made)


def _outcome(source: int, made: Outcome) -> Outcome:
    url = entity_of(Order).url(made.records[0])
    return Outcome(done=1, records=[source], values={"url": url, "order": str(made.records[0])})

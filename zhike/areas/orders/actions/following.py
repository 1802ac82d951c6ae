"""Orders that follow from what was agreed: from an accepted quote, from a contract in force."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.contracts.models import Contract, ContractState
from zhike.areas.documents.passing_on import asked_quantities, pass_on
from zhike.areas.documents.quantities_left import PassingOn, declare_passing_on
from zhike.areas.orders.models import Order, OrderState
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.entity.registry import entity_of

COUNTS = ~Q(state=OrderState.CANCELLED)
declare_passing_on(PassingOn("quotes", "orders", COUNTS, lambda quote, _by: {"quote": quote.pk}, via="contracts"))
declare_passing_on(
    PassingOn("contracts", "orders", COUNTS,
              lambda contract, _by: {"contract": contract.pk, "quote": contract.quote_id})
)  # fmt: skip

OfQuote = Annotated[Mapping[str, Decimal] | None, asked_quantities("orders", whole=pgettext_lazy("parts", "Quoted"))]
OfContract = Annotated[Mapping[str, Decimal] | None, asked_quantities("orders", whole=pgettext_lazy("parts", "Agreed"))]


@action(
    Quote, verb="advance", label=_("Make an order"), icon="shopping-cart",
    sentence=_("%(by)s made an order from the quote %(title)s"), when=Q(state=QuoteState.ACCEPTED),
    otherwise=_("Only an accepted quote becomes an order."),
)  # fmt: skip
def order_from_quote(quotes: Chosen[Quote], *, quantities: OfQuote = None, by: Actor) -> Outcome:
    """Make an unconfirmed order of what is on an accepted quote and not ordered yet, or of a part by line."""
    quote = quotes.one()
    made = pass_on(quote, "orders", quantities=quantities, by=by)
    return _outcome(quote.pk, made)


@action(
    Contract, verb="advance", label=_("Make an order"), icon="shopping-cart",
    sentence=_("%(by)s made an order from the contract %(title)s"), when=Q(state=ContractState.SIGNED),
    otherwise=_("Only a contract in force becomes an order."),
)  # fmt: skip
def order_from_contract(contracts: Chosen[Contract], *, quantities: OfContract = None, by: Actor) -> Outcome:
    """Make an unconfirmed order of what is in a contract and not ordered yet, or of a part by line."""
    contract = contracts.one()
    made = pass_on(contract, "orders", quantities=quantities, by=by)
    return _outcome(contract.pk, made)


def _outcome(source: int, made: Outcome) -> Outcome:
    url = entity_of(Order).url(made.records[0])
    return Outcome(done=1, records=[source], values={"url": url, "order": str(made.records[0])})

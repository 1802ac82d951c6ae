"""What follows from a contract: an amendment, a renewal, an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.contracts.models import Contract, ContractState
from zhike.areas.documents.passing_on import (
    FROM_DOCUMENT,
    FROM_LINE,
    asked_quantities,
    pass_on,
)  # fmt: skip
from zhike.areas.documents.quantities_left import PassingOn, declare_passing_on
from zhike.areas.quotes.models import Quote, QuoteState
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.actions.standard import create_checked, may_create
from zhike.kernel.entity.registry import entity_of
from zhike.kernel.lines.reading import lines_of
from zhike.kernel.lines.wishes import Wish

IN_FORCE = Q(state=ContractState.SIGNED)
NOT_IN_FORCE = _("The contract is not in force.")
TERMS = (
    "kind",
    "template",
    "body",
    "starts_on",
    "ends_on",
    "notice_days",
    "our_signer",
    "their_signer",
    "remarks",
    "quote",
)
OF_INSTALMENT = ("label", "share", "due_on", "condition")

declare_passing_on(
    PassingOn("quotes", "contracts", ~Q(state=ContractState.TERMINATED), lambda quote, _by: {"quote": quote.pk})
)

OfQuote = Annotated[Mapping[str, Decimal] | None, asked_quantities("contracts", whole=pgettext_lazy("parts", "Quoted"))]


@action(
    Quote, verb="advance", label=_("Make a contract"), icon="file-signature",
    sentence=_("%(by)s made a contract from the quote %(title)s"),
    when=Q(state=QuoteState.ACCEPTED), otherwise=_("Only an accepted quote becomes a contract."),
)  # fmt: skip
def make_contract(quotes: Chosen[Quote], *, quantities: OfQuote = None, by: Actor) -> Outcome:
    """Make a draft contract of what is on an accepted quote and in no contract yet, or of a part by line."""
    quote = quotes.one()
    made = pass_on(quote, "contracts", quantities=quantities, by=by)
    return Outcome(done=1, records=[quote.pk], values={"url": entity_of(Contract).url(made.records[0])})


@action(
    Contract, verb="advance", label=_("Amend"), icon="file-pen-line",
    sentence=_("%(by)s began an amendment of %(title)s"), when=IN_FORCE, otherwise=NOT_IN_FORCE,
)  # fmt: skip
def amend(contracts: Chosen[Contract], *, by: Actor) -> Outcome:
    """Begin a draft with all that this contract says, that takes its place when it is signed."""
    contract = contracts.one()
    return _follow(contract, {"amends": contract.pk}, by)


@action(
    Contract, verb="advance", label=_("Renew"), icon="refresh-cw", sentence=_("%(by)s began a renewal of %(title)s"),
    when=Q(state__in=[ContractState.SIGNED, ContractState.ENDED]), otherwise=NOT_IN_FORCE,
)  # fmt: skip
def renew(contracts: Chosen[Contract], *, by: Actor) -> Outcome:
    """Begin a draft for the time after this contract, as long as this one was."""
    contract = contracts.one()
    term: dict[str, Any] = {"renews": contract.pk}
    if contract.starts_on and contract.ends_on:
        begins = contract.ends_on + timedelta(days=1)
        term |= {"starts_on": begins, "ends_on": begins + (contract.ends_on - contract.starts_on)}
    return _follow(contract, term, by)


def _follow(contract: Contract, different: dict[str, Any], by: Actor) -> Outcome:
    entity = entity_of(Contract)
    may_create(entity, by)
    values = {name: _value(contract, name) for name in (*FROM_DOCUMENT, *TERMS)} | different
    stored = lines_of(entity, [contract.pk])[contract.pk]
    wishes = {
        "lines": [Wish(None, {name: _value(line, name) for name in FROM_LINE}) for line in stored["lines"]],
        "instalments": [
            Wish(None, {name: _value(one, name) for name in OF_INSTALMENT}) for one in stored["instalments"]
        ],
    }
    made = create_checked(entity, values, wishes, by=by)
    return Outcome(done=1, records=made.records, values={"url": entity.url(made.records[0])})


def _value(record: Any, name: str) -> Any:
    return getattr(record, record._meta.get_field(name).attname)

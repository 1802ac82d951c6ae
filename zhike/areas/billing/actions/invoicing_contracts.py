"""Making invoices straight from a contract, and from an instalment of one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.areas.billing.actions.invoicing import AtOnce, made_known
from zhike.areas.billing.by_instalment import invoice_of, share_of
from zhike.areas.billing.issuing import lock_orders
from zhike.areas.billing.models import InvoiceKind
from zhike.areas.contracts.models import Contract, ContractState, Instalment
from zhike.areas.documents.passing_on import asked_quantities, pass_on
from zhike.areas.documents.quantities_left import PassingOn, declare_passing_on
from zhike.kernel.access.actor import Actor
from zhike.kernel.actions.chosen import Chosen
from zhike.kernel.actions.declaration import action
from zhike.kernel.actions.outcome import Outcome
from zhike.kernel.refusals import Refused

BINDING = (ContractState.SIGNED, ContractState.ENDED)
NOT_BINDING = _("Only a contract that was signed can be invoiced.")
OfContract = Annotated[
    Mapping[str, Decimal] | None, asked_quantities("invoices", whole=pgettext_lazy("parts", "Agreed"))
]

declare_passing_on(
    PassingOn("contracts", "invoices", Q(kind=InvoiceKind.INVOICE), lambda one, _by: {"contract": one.pk}, via="orders")
)


@action(
    Contract, power="invoices.issue", verb="view", label=pgettext_lazy("verb", "Invoice"), icon="receipt-text",
    undoable=False, sentence=_("%(by)s invoiced the contract %(title)s"), when=Q(state__in=BINDING),
    otherwise=NOT_BINDING,
)  # fmt: skip
def invoice_contract(
    contracts: Chosen[Contract], *, quantities: OfContract = None, issue_at_once: AtOnce = True, by: Actor
) -> Outcome:
    """Make an invoice of all that is agreed and not invoiced yet, here or through its orders, or of a part by line."""
    lock_orders([], list(contracts.rows().order_by().values_list("pk", flat=True)))
    contract = contracts.one()
    return made_known(contract, pass_on(contract, "invoices", quantities=quantities, by=by), issue_at_once, by)


def _not_invoiced(instalment: Instalment, by: Actor) -> bool:
    return instalment.contract.state in BINDING and invoice_of(instalment) is None


@action(
    Instalment, power="invoices.issue", verb="view", label=pgettext_lazy("verb", "Invoice"), icon="receipt-text",
    undoable=False, sentence=_("%(by)s invoiced the instalment %(title)s"), offered=_not_invoiced,
)  # fmt: skip
def invoice_instalment(instalments: Chosen[Instalment], *, issue_at_once: AtOnce = True, by: Actor) -> Outcome:
    """Invoice an instalment: its share of every line of the contract, as far as it is not invoiced yet.

    Its invoice may differ from the instalment by a cent for each line, where tax can't be split to the cent.
    Raises Refused when the contract does not bind, and when the instalment is invoiced already.
    """
    found = list(instalments.rows().order_by().values_list("contract_id", flat=True)[:1])
    lock_orders([], found)
    contract = Chosen.named(Contract, found, by=by, verb="view").one()
    one = instalments.one()
    _refuse_unfit(contract, one)
    shared = share_of(contract, one)
    if not shared.quantities:
        raise Refused(_("Nothing of it is left."), code="nothing_left")
    made = pass_on(
        contract, "invoices", quantities=shared.quantities, more=_values(contract, one), lines=shared.lines, by=by
    )
    return made_known(one, made, issue_at_once, by)


def _refuse_unfit(contract: Contract, instalment: Instalment) -> None:
    if contract.state not in BINDING:
        raise Refused(NOT_BINDING, code="not_now")
    before = invoice_of(instalment)
    if before is not None:
        raise Refused(_("It is invoiced already: %(number)s.") % {"number": before.number}, code="nothing_left")


def _values(contract: Contract, instalment: Instalment) -> dict[str, Any]:
    """What the invoice of an instalment says of itself. Discounts are in the prices of its lines already."""
    today = timezone.localdate()
    subject = " · ".join(text for text in (contract.subject, instalment.label) if text)[:200]
    due = max(instalment.due_on, today) if instalment.due_on else None
    return {"instalment": instalment.pk, "subject": subject, "discount": None, "due_on": due}

"""What is filled in and checked before a contract, a template or an instalment is saved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from zhike.areas.contracts.models import Contract, ContractTemplate, Instalment
from zhike.areas.contracts.wording import refuse_unknown_places
from zhike.kernel.access.actor import Actor
from zhike.kernel.refusals import Refused


def complete_contract(contract: Contract, changed: frozenset[str], by: Actor) -> None:
    """A contract takes its text and kind from its template, and the customer's signer from its contact."""
    if contract.starts_on and contract.ends_on and contract.ends_on < contract.starts_on:
        raise Refused(_("It would end before it begins."), field="ends_on", code="out_of_range")
    template: ContractTemplate | None = contract.template
    if "template" in changed and template is not None:
        contract.body = contract.body if "body" in changed and contract.body else template.body
        contract.kind_id = template.kind_id or contract.kind_id
    if changed & {"contact", "customer"} and not contract.their_signer and contract.contact is not None:
        contract.their_signer = contract.contact.name
    if contract._state.adding and not contract.our_signer and by.employee_id:
        contract.our_signer = by.name


def complete_template(template: ContractTemplate, changed: frozenset[str], by: Actor) -> None:
    """A template says nothing in braces that nobody knows."""
    if "body" in changed:
        refuse_unknown_places(template.body)


def complete_instalment(instalment: Instalment, changed: frozenset[str], by: Actor) -> None:
    """A share is above nothing and not more than the whole."""
    if instalment.share is None or not 0 < instalment.share <= 100:
        raise Refused(_("A share lies between 0 and 100 per cent."), field="share", code="out_of_range")
